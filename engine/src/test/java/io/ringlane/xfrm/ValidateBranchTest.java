// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Features;
import io.ringlane.header.EspHeader;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestPackets;
import io.ringlane.testing.TestStates;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Branches V1 to V16 of {@code validate_xmit_xfrm}, each driven through the production walk. */
final class ValidateBranchTest {
    private static final long ESP_DEVICE =
            Features.SG | Features.HW_CSUM | Features.HW_ESP | Features.GSO_ESP | Features.TSO | Features.TSO6;

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final XmitFixture fixture = new XmitFixture(pools.pool(32, 0, 4), 32);
    private final FakeDevice plainDevice = FakeDevice.of("eth0", 0);
    private final FakeDevice espDevice = FakeDevice.of("esp0", ESP_DEVICE);
    private XfrmState state = TestStates.state(0x1000);

    @AfterEach
    void finish() {
        fixture.finish();
    }

    private static TestPackets udp() {
        return TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1, 2).payload(100);
    }

    /** Segments of 100 bytes. */
    private static TestPackets tcp(int segments) {
        return TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                .tcp(1, 2)
                .payload(segments * 100)
                .gso(100);
    }

    private Packet single() {
        return fixture.encapsulated(added(), udp());
    }

    private XfrmState added() {
        return state.index() < 0 ? fixture.add(state) : state;
    }

    private void startAt(int high, int low) {
        state = TestStates.state(0x1000, settings -> settings.esn(true).sequence(high, low));
    }

    private List<Packet> validate(FakeDevice device, Packet... packets) {
        fixture.offer(packets).run(device);
        return fixture.kept();
    }

    private List<ScriptedType.Seen> seen() {
        return fixture.type.seen();
    }

    // ---- V1 to V6: does the path concern the packet

    @Test
    @DisplayName("V1: without offload record")
    void shouldPassPacketUnchangedByV1WhenItHasNoOffloadRecord() {
        Packet packet = fixture.plain(udp());
        assertThat(validate(plainDevice, packet)).containsExactly(packet);
        assertThat(seen()).isEmpty();
    }

    @Test
    @DisplayName("V1: XMIT already set: no second trailer on a bond's slave or behind BUSY")
    void shouldPassPacketUnchangedByV1WhenItWasTransformedBefore() {
        Packet packet = single();
        packet.offloadFlags(XfrmOffloadFlags.XMIT);
        int length = packet.length();
        assertThat(validate(espDevice, packet)).containsExactly(packet);
        assertThat(seen()).isEmpty();
        assertThat(packet.length()).isEqualTo(length);
    }

    @ParameterizedTest(name = "V2: device features {0}: body may stay elsewhere {1}, checksum complete {2}")
    @CsvSource({
        "0,false,true",
        "9,true,true", // SG and HW_CSUM, no HW_ESP: sealed out of the super-packet's slot, checksum finished
        "4105,true,true", // with HW_ESP
        "12297,true,false" // with HW_ESP and HW_ESP_TX_CSUM: left partial
    })
    void shouldReduceFeaturesByV2WhenDeviceHasNoInlineEsp(long features, boolean scattered, boolean complete) {
        FakeDevice device = FakeDevice.of("eth1", features);
        fixture.bind(added(), device, device, false);
        List<Packet> kept = validate(device, fixture.encapsulated(state, tcp(2)));
        assertThat(kept).hasSize(2);
        assertThat(seen()).allMatch(seen -> (seen.checksumMode() == ChecksumMode.NONE) == complete);
        assertThat(kept).allMatch(packet -> (packet.bodyOwner() != null) == scattered);
    }

    @Test
    @DisplayName("V3: each packet of a batch goes with its own SA")
    void shouldUseThePacketsOwnStateByV3WhenBatchHasSeveral() {
        XfrmState other = fixture.add(TestStates.state(0x2000));
        validate(plainDevice, single(), fixture.encapsulated(other, udp()), single());
        assertThat(seen()).extracting(ScriptedType.Seen::state).containsExactly(state, other, state);
    }

    @Test
    @DisplayName("V3: an SA that was deleted is held by its packets until they are done")
    void shouldKeepDeletedStateByV3WhenPacketsHoldIt() {
        Packet packet = single();
        assertThat(state.kill()).isFalse();
        fixture.states.retire(state);
        fixture.holds.reaper(dead -> fixture.states.remove(dead));
        validate(plainDevice, packet);
        assertThat(seen()).extracting(ScriptedType.Seen::state).containsExactly(state);
        fixture.freeAll();
        assertThat(fixture.states.size()).isZero();
    }

    @Test
    @DisplayName("V4: XFRM_GRO")
    void shouldPassPacketUnchangedByV4WhenItWasReceived() {
        Packet packet = single();
        packet.offloadFlags(XfrmOffloadFlags.GRO);
        assertThat(validate(plainDevice, packet)).containsExactly(packet);
        assertThat(seen()).isEmpty();
    }

    @Test
    @DisplayName("V4: the SA's offload is inbound")
    void shouldPassPacketUnchangedByV4WhenOffloadIsInbound() {
        fixture.bind(added(), espDevice, espDevice, true);
        assertThat(validate(espDevice, single())).hasSize(1);
        assertThat(seen()).isEmpty();
    }

    @Test
    @DisplayName("V5: bound to the bond, seen on its slave")
    void shouldPassPacketUnchangedByV5WhenUpperDeviceHasDoneIt() {
        FakeDevice bond = FakeDevice.of("bond0", ESP_DEVICE);
        fixture.bind(added(), bond, espDevice, false);
        assertThat(validate(espDevice, single())).hasSize(1);
        assertThat(seen()).isEmpty();
        assertThat(validate(bond, single())).hasSize(2);
        assertThat(seen()).hasSize(1);
    }

    @Test
    @DisplayName("V6: backlog not empty: the packet stays in front of its list, and everything behind it")
    void shouldHoldPacketByV6WhenBacklogIsNotEmpty() {
        Packet before = fixture.plain(udp());
        Packet held = single();
        Packet behind = fixture.plain(udp());
        fixture.offer(before, held, behind);

        int taken = fixture.validate.run(fixture.waiting, plainDevice, true, 100, fixture.validated);

        assertThat(taken).isEqualTo(1);
        assertThat(fixture.validate.again()).isTrue();
        assertThat(fixture.kept()).containsExactly(before);
        assertThat(fixture.waiting.peek()).isSameAs(held);
        assertThat(fixture.waiting.last()).isSameAs(behind);
        assertThat(seen()).isEmpty();
    }

    @Test
    @DisplayName("V6: again is forgotten by the next run, which does what was held")
    void shouldTakeHeldPacketWhenBacklogIsEmptyAgain() {
        Packet held = single();
        fixture.offer(held);
        fixture.validate.run(fixture.waiting, plainDevice, true, 100, fixture.validated);
        assertThat(fixture.validate.run(fixture.waiting, plainDevice, false, 100, fixture.validated))
                .isEqualTo(1);
        assertThat(fixture.validate.again()).isFalse();
        assertThat(fixture.kept()).containsExactly(held);
    }

    // ---- V7: segmentation here

    @Test
    @DisplayName("V7: a rerouted super-packet is cut in software, though the device could")
    void shouldCutByV7WhenSuperPacketIsRerouted() {
        FakeDevice other = FakeDevice.of("esp1", ESP_DEVICE);
        fixture.bind(added(), other, other, false);
        assertThat(validate(espDevice, fixture.encapsulated(state, tcp(3)))).hasSize(3);
        assertThat(seen()).hasSize(3).noneMatch(ScriptedType.Seen::inHardware);
        assertThat(seen()).allMatch(seen -> seen.checksumMode() == ChecksumMode.NONE);
        assertThat(seen()).allMatch(seen -> (seen.flags() & XfrmOffloadFlags.CRYPTO_FALLBACK) != 0);
    }

    @Test
    @DisplayName("V7: without reroute or wrap the device that can gets the super-packet whole")
    void shouldLeaveSuperPacketWholeByV7WhenDeviceCutsIt() {
        fixture.bind(added(), espDevice, espDevice, false);
        Packet whole = fixture.encapsulated(state, tcp(3));
        assertThat(validate(espDevice, whole)).containsExactly(whole);
        assertThat(seen()).hasSize(1).allMatch(ScriptedType.Seen::inHardware);
    }

    @ParameterizedTest(name = "V7: three segments from {0} on: cut in software {1}")
    @CsvSource({
        "0xfffffffb,false", // to fffffffd
        "0xfffffffc,false", // to fffffffe
        "0xfffffffd,true", // to ffffffff: the test fires although nothing wraps
        "0xfffffffe,true",
        "0xffffffff,true"
    })
    void shouldCutByV7WhenLowHalfWraps(long first, boolean cut) {
        startAt(7, (int) (first - 1));
        fixture.bind(added(), espDevice, espDevice, false);
        Packet whole = fixture.encapsulated(state, tcp(3));
        assertThat(whole.sequenceLow()).isEqualTo((int) first);
        List<Packet> kept = validate(espDevice, whole);
        assertThat(kept).hasSize(cut ? 3 : 1);
        assertThat(seen()).allMatch(seen -> seen.inHardware() != cut);
        assertThat(kept.getLast().sequenceLow()).isEqualTo((int) first + (cut ? 2 : 0));
    }

    @Test
    @DisplayName("V7, V8a: a partial HW_ESP makes the device seal what V7 cut")
    void shouldSealInHardwareByV8aWhenPartialFeaturesHaveHwEsp() {
        startAt(7, 0xfffffffd);
        espDevice.gsoPartialFeatures(Features.HW_ESP);
        fixture.bind(added(), espDevice, espDevice, false);
        assertThat(validate(espDevice, fixture.encapsulated(state, tcp(3)))).hasSize(3);
        assertThat(seen()).hasSize(3).allMatch(ScriptedType.Seen::inHardware);
    }

    @Test
    @DisplayName("V7a: a cut that fails is the device's drop")
    void shouldDropByV7aWhenSegmentationFails() {
        Packet whole = fixture.encapsulated(added(), tcp(3));
        EspHeader.spi(whole.buffer(), whole.espOffset(), 0x7777);
        assertThat(validate(plainDevice, whole)).isEmpty();
        assertThat(plainDevice.counters().txDropped()).isEqualTo(1);
        assertThat(fixture.ledger.dropped(DropReason.SEGMENTATION_ERROR)).isEqualTo(1);
        assertThat(fixture.counters.get(XfrmCounter.OUT_STATE_PROTO_ERROR)).isZero();
        assertThat(seen()).isEmpty();
    }

    @Test
    @DisplayName("V7b: the super-packet is consumed, not dropped")
    void shouldConsumeSuperPacketByV7bWhenItIsCut() {
        validate(plainDevice, fixture.encapsulated(added(), tcp(3)));
        assertThat(fixture.ledger.consumed()).isEqualTo(1);
        assertThat(fixture.ledger.born()).isEqualTo(3);
        assertThat(fixture.ledger.dropped()).isZero();
        assertThat(plainDevice.counters().txDropped()).isZero();
    }

    @Test
    @DisplayName("V7b: no slots for the segments: the super-packet waits, nothing is lost")
    void shouldHoldSuperPacketByV7bWhenSlotsAreShort() {
        Packet[] hog = new Packet[34];
        for (int i = 0; i < hog.length; i++) {
            hog[i] = fixture.plain(udp());
        }
        Packet whole = fixture.encapsulated(added(), tcp(3));
        assertThat(validate(plainDevice, whole)).isEmpty();
        assertThat(fixture.validate.again()).isTrue();
        assertThat(fixture.waiting.peek()).isSameAs(whole);
        assertThat(fixture.ledger.dropped()).isZero();
        fixture.offer(hog);
    }

    // ---- V8 to V11: a single packet

    @Test
    @DisplayName("V8b, V8c, V8d: prepared, DEV_RESUME set, given to the transform")
    void shouldPrepareByV8WhenPacketIsSingle() {
        Packet packet = single();
        int mac = packet.mac();
        validate(plainDevice, packet);
        ScriptedType.Seen seen = seen().getFirst();
        assertThat(seen.data() - mac).isEqualTo(50);
        assertThat(seen.flags() & XfrmOffloadFlags.DEV_RESUME).isNotZero();
        assertThat(seen.linked()).isFalse();
    }

    @Test
    @DisplayName("V9: in progress: the packet is crypto's")
    void shouldReturnNothingByV9WhenPacketIsInProgress() {
        fixture.type.script("P");
        assertThat(validate(plainDevice, single())).isEmpty();
        assertThat(fixture.type.inProgress()).hasSize(1);
        assertThat(fixture.counters.get(XfrmCounter.OUT_STATE_PROTO_ERROR)).isZero();
    }

    @Test
    @DisplayName("V10: error: XfrmOutStateProtoError, freed, tx_dropped untouched")
    void shouldDropByV10WhenTransformFails() {
        fixture.type.script("E");
        assertThat(validate(plainDevice, single())).isEmpty();
        assertThat(fixture.counters.get(XfrmCounter.OUT_STATE_PROTO_ERROR)).isEqualTo(1);
        assertThat(fixture.ledger.dropped(DropReason.PROTOCOL_ERROR)).isEqualTo(1);
        assertThat(plainDevice.counters().txDropped()).isZero();
    }

    @Test
    @DisplayName("V11: done: back at the MAC header")
    void shouldPushBackByV11WhenPacketIsDone() {
        Packet packet = single();
        int mac = packet.data();
        assertThat(validate(plainDevice, packet)).containsExactly(packet);
        assertThat(packet.data()).isEqualTo(mac).isEqualTo(packet.mac());
    }

    // ---- V12 to V16: a list

    @Test
    @DisplayName("V12: each segment is unlinked and prepared for itself")
    void shouldUnlinkAndPrepareByV12WhenSegmentIsTransformed() {
        validate(plainDevice, fixture.encapsulated(added(), tcp(3)));
        assertThat(seen()).hasSize(3).noneMatch(ScriptedType.Seen::linked);
        assertThat(seen()).allMatch(seen -> seen.data() - seen.packet().mac() == 50 && seen.length() == 140);
        assertThat(seen())
                .allMatch(seen -> (seen.flags() & XfrmOffloadFlags.DEV_RESUME) != 0
                        && (seen.flags() & XfrmOffloadFlags.GSO_SEGMENT) != 0);
    }

    @Test
    @DisplayName("V12: flags of one segment are not seen by another")
    void shouldKeepOffloadRecordsApartByV12WhenSegmentIsMarked() {
        List<Packet> kept = validate(plainDevice, fixture.encapsulated(added(), tcp(3)));
        kept.getFirst().offloadFlags(kept.getFirst().offloadFlags() | XfrmOffloadFlags.XMIT);
        assertThat(kept.get(1).offloadFlags() & XfrmOffloadFlags.XMIT).isZero();
    }

    @Test
    @DisplayName("V13: done: linked again, back at the MAC header")
    void shouldLinkAgainByV13WhenSegmentsAreDone() {
        List<Packet> kept = validate(plainDevice, fixture.encapsulated(added(), tcp(3)));
        assertThat(kept).extracting(Packet::sequenceLow).containsExactly(1, 2, 3);
        assertThat(kept).allMatch(packet -> packet.data() == packet.mac());
    }

    @Test
    @DisplayName("V14: error in a list: counted once, the whole list freed")
    void shouldFreeTheListByV14WhenSegmentFails() {
        fixture.type.script("0E");
        assertThat(validate(plainDevice, fixture.encapsulated(added(), tcp(3)))).isEmpty();
        assertThat(fixture.counters.get(XfrmCounter.OUT_STATE_PROTO_ERROR)).isEqualTo(1);
        assertThat(fixture.ledger.dropped(DropReason.PROTOCOL_ERROR)).isEqualTo(3);
    }

    @Test
    @DisplayName("V14: a segment that is too short for the preparation fails like one that the transform refuses")
    void shouldFreeTheListByV14WhenPreparationFails() {
        Packet packet = single();
        packet.trim(40);
        assertThat(validate(plainDevice, packet)).isEmpty();
        assertThat(seen()).isEmpty();
        assertThat(fixture.counters.get(XfrmCounter.OUT_STATE_PROTO_ERROR)).isEqualTo(1);
    }

    @Test
    @DisplayName("V15: in progress: out of the list, pushed nowhere")
    void shouldUnlinkByV15WhenSegmentIsInProgress() {
        fixture.type.script("0P0");
        assertThat(validate(plainDevice, fixture.encapsulated(added(), tcp(3)))).hasSize(2);
        Packet stolen = fixture.type.inProgress().getFirst();
        assertThat(stolen.next()).isNull();
        assertThat(stolen.data()).isGreaterThan(stolen.network());
    }

    @Test
    @DisplayName("V16: tail and size of the list are right whatever was taken out")
    void shouldRepairTailByV16WhenLastSegmentIsInProgress() {
        fixture.type.script("00P");
        List<Packet> kept = validate(plainDevice, fixture.encapsulated(added(), tcp(3)));
        assertThat(fixture.validated.last()).isSameAs(kept.get(1));
        assertThat(kept.get(1).next()).isNull();
        assertThat(fixture.validated.size()).isEqualTo(2);
    }
}
