// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static io.ringlane.engine.EngineFixture.open;
import static io.ringlane.engine.EngineFixture.tcp;
import static io.ringlane.engine.EngineFixture.tunnel;
import static io.ringlane.engine.EngineFixture.tunnel6;
import static io.ringlane.engine.EngineFixture.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Features;
import io.ringlane.dev.TxResult;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.XfrmMode;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestPackets;
import io.ringlane.testing.TestStates;
import io.ringlane.xfrm.OuterModePrep;
import io.ringlane.xfrm.XmitFixture;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Section 8 of the semantics: what Linux does wrong and this engine does not, one test and one decision record each;
 * and the lessons of design 2e. The numbers are those of the list in section 8.
 */
final class DeviationsTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(16, 0, 1);
    private final FakeDevice device = FakeDevice.of("eth0", Features.SG | Features.HW_CSUM);

    private static List<Integer> numbers(FakeDevice device) {
        return device.sent().stream().map(EngineFixture::number).toList();
    }

    private Packet superPacket(XmitFixture fixture) {
        return fixture.encapsulated(fixture.add(TestStates.state(0x1000)), tcp(3));
    }

    @ParameterizedTest(name = "deviation 1: a backlog never makes a packet leave unprotected, {0} workers")
    @ValueSource(ints = {0, 2})
    void shouldNeverSendUnprotectedWhenBacklogIsNotEmpty(int workers) {
        try (EngineFixture fixture = new EngineFixture(context -> context.asyncWorkers(workers), device)) {
            fixture.protect(tunnel());
            for (int i = 0; i < 50; i++) {
                device.queue(0).answer(TxResult.BUSY, TxResult.OK, TxResult.BUSY);
                fixture.offer(udp(), tcp(3));
                fixture.step();
            }
            fixture.settle();
            assertThat(numbers(device)).hasSize(200).isSorted().doesNotHaveDuplicates();
            assertThat(device.sent()).allMatch(frame -> open(frame) != null);
        }
    }

    @Test
    @DisplayName("deviation 2: an error in mid-list frees the segments before it, too (fourth lesson)")
    void shouldFreeTheWholeListWhenOneSegmentFails() {
        XmitFixture fixture = new XmitFixture(pool, 32);
        fixture.type.script("00E");
        fixture.offer(superPacket(fixture)).run(device);
        assertThat(fixture.kept()).isEmpty();
        assertThat(fixture.ledger.dropped(DropReason.PROTOCOL_ERROR)).isEqualTo(3);
        assertThat(pool.outstanding()).isZero();
        fixture.finish();
    }

    @ParameterizedTest(name = "deviation 3: outcomes {0}: the packet behind the list is neither lost nor mislinked")
    @CsvSource({"00P,3", "0PP,2", "P00,3", "P0P,2", "PP0,2", "PPP,1"})
    void shouldLinkNextPacketToTheRealTailWhenSegmentsAreInProgress(String outcomes, int kept) {
        XmitFixture fixture = new XmitFixture(pool, 32);
        fixture.type.script(outcomes);
        Packet behind = fixture.plain(udp());
        fixture.offer(superPacket(fixture), behind).run(device);
        assertThat(fixture.kept()).hasSize(kept).last().isSameAs(behind);
        assertThat(fixture.type.inProgress()).allMatch(packet -> packet.next() == null);
        fixture.finish();
    }

    @Test
    @DisplayName("deviation 4: the segment with low half ffffffff is authenticated with its own high half")
    void shouldAuthenticateLastNumberWithItsOwnHalfWhenNumbersWrap() {
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(tunnel().esn(true).sequence(5, 0xfffffffd));
            fixture.send(tcp(4));
            assertThat(open(device.sent().get(1), 5)).isNotNull();
        }
    }

    @Test
    @DisplayName("deviation 5: the backlog is bounded, the producer is held, nothing is polled in vain")
    void shouldBoundBacklogWhenDeviceRefusesForLong() {
        try (EngineFixture fixture = new EngineFixture(
                context -> context.backlogCapacity(32).waitingLimit(32).maxSegments(32), device)) {
            fixture.protect(tunnel());
            int taken = 0;
            for (int i = 0; i < 200; i++) {
                device.queue(0).answer(TxResult.BUSY);
                taken += fixture.offer(udp(), udp(), udp(), udp(), udp(), udp(), udp(), udp());
                fixture.step();
            }
            assertThat(device.queue(0).attempts()).hasSize(200);
            assertThat(taken).isLessThan(1600);
            assertThat(fixture.snapshot().backlogHighest()).isLessThanOrEqualTo(32);
            assertThat(fixture.snapshot().drops()).isEmpty();
        }
    }

    @Test
    @DisplayName("deviation 6: a packet too short for the preparation is an error")
    void shouldFailWhenPacketIsTooShortForPreparation() {
        XmitFixture fixture = new XmitFixture(pool, 32);
        Packet packet = fixture.encapsulated(fixture.add(TestStates.state(0x1000)), udp());
        packet.trim(49);
        assertThat(OuterModePrep.prepare(packet, fixture.states.get(packet.stateIndex())))
                .isFalse();
        fixture.offer(packet).run(device);
        assertThat(fixture.counters.get(XfrmCounter.OUT_STATE_PROTO_ERROR)).isEqualTo(1);
        assertThat(fixture.type.seen()).isEmpty();
        fixture.finish();
    }

    @ParameterizedTest(name = "deviation 6: mode {0} is refused, no packet leaves")
    @ValueSource(strings = {"ROUTE_OPTIMIZATION", "IN_TRIGGER"})
    void shouldRefuseWhenModeIsUnknown(XfrmMode mode) {
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(tunnel().mode(mode).between("10.1.0.2", "10.2.0.2"));
            fixture.send(udp());
            assertThat(device.sent()).isEmpty();
            assertThat(fixture.count(XfrmCounter.OUT_STATE_MODE_ERROR)).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "deviation 7: destination options inside ESP: next header 60, deferred {0}")
    @ValueSource(booleans = {true, false})
    void shouldNameTheOverwrittenHeaderWhenOptionsFollowRouting(boolean deferred) {
        try (EngineFixture fixture = new EngineFixture(context -> context.deferredEsp(deferred), device)) {
            fixture.protect(tunnel6().mode(XfrmMode.TRANSPORT).between("2001:db8::1", "2001:db8::2"), 6, null);
            fixture.send(TestPackets.ipv6("2001:db8::1", "2001:db8::2")
                    .extension(43, 8)
                    .extension(60, 8)
                    .udp(1, 2)
                    .payload(50));
            byte[] text = open(device.sent().getFirst(), 14 + 40 + 8, null);
            assertThat(text).isNotNull();
            assertThat(text[text.length - 1]).isEqualTo((byte) 60);
            assertThat(text[0]).as("options name UDP").isEqualTo((byte) 17);
        }
    }

    @Test
    @DisplayName("deviation 8: who asks for a device and gets software is told so, and why")
    void shouldTellSoftwareFromDeviceWhenStateIsAdded() {
        try (EngineFixture fixture = new EngineFixture(device)) {
            OffloadResult result = fixture.protect(tunnel(), 4, new UserOffload(1, 0));
            assertThat(result).isEqualTo(new OffloadResult.Software(OffloadResult.Reason.NO_OPERATIONS));
        }
    }

    @ParameterizedTest(
            name = "deviation 9: device without scatter, {0} workers: sealing leaves each segment in one piece")
    @ValueSource(ints = {0, 1})
    void shouldLeaveSegmentsInOnePieceWhenSealedInSoftware(int workers) {
        FakeDevice linear = FakeDevice.of("eth1", 0);
        try (EngineFixture fixture = new EngineFixture(context -> context.asyncWorkers(workers), linear)) {
            fixture.protect(tunnel());
            fixture.send(tcp(5));
            // a body still borrowed would be read as clear text where the frame is put together, and not open
            assertThat(linear.sent()).hasSize(5).allMatch(frame -> open(frame) != null);
            assertThat(fixture.snapshot().drops()).isEmpty();
        }
    }

    @ParameterizedTest(name = "deviation 10: IPv{0} outside: no IV twice, each from the packet's own number")
    @ValueSource(ints = {4, 6})
    void shouldMakeIvFromOwnNumberWhenSegmentsAndSinglePacketsFollow(int outer) {
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(outer == 4 ? tunnel() : tunnel6());
            fixture.send(tcp(3), udp(), tcp(2), udp());
            assertThat(device.sent()).extracting(EngineFixture::iv).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
            assertThat(numbers(device)).containsExactly(1, 2, 3, 4, 5, 6, 7);
        }
    }

    @Test
    @DisplayName("deviation 11: a super-packet that says 0 segments gets as many numbers as it has")
    void shouldCountSegmentsWhenSenderSaysNone() {
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(tunnel());
            fixture.send(tcp(3).gsoSegs(0).gsoType(GsoType.DODGY), udp());
            assertThat(numbers(device)).containsExactly(1, 2, 3, 4);
            assertThat(device.sent()).extracting(EngineFixture::iv).doesNotHaveDuplicates();
        }
    }

    @Test
    @DisplayName("deviation 12: the end of 64-bit numbers: refused, and no number comes again")
    void shouldNotStepBackWhenExtendedNumbersRunOut() {
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(tunnel().esn(true).sequence(-1, 0xfffffffd));
            fixture.send(tcp(3), tcp(3), udp(), udp(), udp(), udp());
            assertThat(numbers(device)).containsExactly(0xfffffffe, 0xffffffff);
            assertThat(fixture.count(XfrmCounter.OUT_STATE_SEQ_ERROR)).isEqualTo(4);
        }
    }

    // ---- lessons of design 2e

    @Test
    @DisplayName("lesson 1: transport prep goes by the transport mark, for extension headers stand before ESP")
    void shouldStartAtTheTextWhenExtensionHeadersStandBeforeEsp() {
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(tunnel6().mode(XfrmMode.TRANSPORT).between("2001:db8::1", "2001:db8::2"), 6, null);
            byte[] clear = TestPackets.ipv6("2001:db8::1", "2001:db8::2")
                    .extension(60, 8)
                    .udp(1, 2)
                    .payload(50)
                    .bytes();
            fixture.send(TestPackets.ipv6("2001:db8::1", "2001:db8::2")
                    .extension(60, 8)
                    .udp(1, 2)
                    .payload(50));
            byte[] text = open(device.sent().getFirst(), 14 + 40 + 8, null);
            assertThat(Arrays.copyOf(text, 58)).isEqualTo(Arrays.copyOfRange(clear, 62, 120));
        }
    }

    @Test
    @DisplayName("lesson 2: a segment in progress leaves the chain before anyone walks it")
    void shouldUnlinkSegmentWhenItIsInProgress() {
        XmitFixture fixture = new XmitFixture(pool, 32);
        fixture.type.script("0P0");
        fixture.offer(superPacket(fixture)).run(device);
        assertThat(fixture.kept()).doesNotContainAnyElementsOf(fixture.type.inProgress());
        assertThat(fixture.type.inProgress().getFirst().next()).isNull();
        fixture.finish();
    }

    @Test
    @DisplayName("lesson 3: what the upper device has validated passes the real device untouched")
    void shouldPassThroughWhenUpperDeviceHasValidated() {
        FakeDevice bond = FakeDevice.of("bond0", Features.HW_ESP | Features.HW_CSUM);
        FakeDevice slave = FakeDevice.of("slave0", Features.HW_ESP | Features.HW_CSUM);
        XmitFixture fixture = new XmitFixture(pool, 32);
        Packet packet =
                fixture.encapsulated(fixture.bind(fixture.add(TestStates.state(0x1000)), bond, slave, false), udp());
        fixture.offer(packet).run(slave);
        assertThat(fixture.kept()).containsExactly(packet);
        assertThat(fixture.type.seen()).isEmpty();
        fixture.finish();
    }
}
