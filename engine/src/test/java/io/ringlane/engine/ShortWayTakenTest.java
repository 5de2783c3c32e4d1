// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.dev.Features;
import io.ringlane.dev.Route;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.Packet;
import io.ringlane.packet.XfrmOffloadFlags;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.testing.CountingProvider;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.FakeXfrmOps;
import io.ringlane.testing.TestPackets;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which packets really take the short way, told by the cipher that sealed them, and that what it remembers is true. */
final class ShortWayTakenTest {
    private static final int PACKETS = 100;

    private final FakeDevice device = FakeDevice.of("eth0", 0);
    private final FakeDevice other = FakeDevice.of("eth1", 0);
    private final CountingProvider crypto = new CountingProvider(new JdkProvider());

    private static TestPackets udp(int family) {
        TestPackets packet = family == 4
                ? TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                : TestPackets.ipv6("fd01::2", "fd02::2").flowLabel(0x54321);
        return packet.udp(1000, 2000).payload(101);
    }

    private EngineFixture fixture(UnaryOperator<EngineContext> change) {
        return new EngineFixture(context -> change.apply(context.crypto(crypto)), device, other);
    }

    private EngineFixture fixture() {
        return fixture(context -> context);
    }

    private void assertSealed(int byShortWay, int byLongWay) {
        assertThat(crypto.sealedByShortWay()).as("sealed by the short way").isEqualTo(byShortWay);
        assertThat(crypto.sealedByLongWay()).as("sealed by the long way").isEqualTo(byLongWay);
    }

    private static List<Integer> numbers(FakeDevice device) {
        return device.sent().stream().map(EngineFixture::number).toList();
    }

    // ---- what is ordinary

    static List<Arguments> ordinary() {
        List<Arguments> all = new ArrayList<>();
        for (int outer : new int[] {4, 6}) {
            for (int inner : new int[] {4, 6}) {
                all.add(Arguments.of("UDP", outer, inner, udp(inner)));
                all.add(Arguments.of(
                        "partial checksum", outer, inner, udp(inner).partialChecksum()));
                all.add(Arguments.of("TCP", outer, inner, udp(inner).tcp(1, 2).payload(0)));
                all.add(Arguments.of("SCTP", outer, inner, udp(inner).protocol(132)));
                all.add(Arguments.of("DSCP and CE", outer, inner, udp(inner).tos(0xbb)));
                all.add(Arguments.of(
                        "may be fragmented", outer, inner, udp(inner).fragmentWord(0)));
                all.add(Arguments.of("marked", outer, inner, udp(inner).mark(77)));
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0}, outer IPv{1}, inner IPv{2}")
    @MethodSource("ordinary")
    void shouldSealEveryPacketOnTheShortWayWhenItIsOrdinary(String name, int outer, int inner, TestPackets packet) {
        try (EngineFixture fixture = fixture()) {
            fixture.protect(outer == 4 ? EngineFixture.tunnel() : EngineFixture.tunnel6(), inner, null);
            TestPackets[] packets = new TestPackets[PACKETS];
            Arrays.fill(packets, packet);
            fixture.send(packets);

            assertSealed(PACKETS, 0);
            assertThat(numbers(device)).hasSize(PACKETS).isSorted().doesNotHaveDuplicates();
            byte[] frame = device.sent().getLast();
            header(frame, outer, inner, packet);
            byte[] text = EngineFixture.open(frame);
            byte[] whole = complete(packet, inner);
            assertThat(Arrays.copyOf(text, whole.length)).isEqualTo(whole);
            assertThat(text[text.length - 1]).isEqualTo((byte) (inner == 4 ? 4 : 41));
        }
    }

    /** The inner packet without its link header, its checksum finished as TestPackets would have it. */
    private static byte[] complete(TestPackets packet, int inner) {
        byte[] frame = packet.bytes();
        byte[] ip = Arrays.copyOfRange(frame, 14, frame.length);
        byte[] plain = udp(inner).bytes();
        // only the UDP packets of these tests are partial: they differ from the finished one in the checksum alone
        boolean partial = frame.length == plain.length
                && Arrays.equals(frame, 0, frame.length - 103, plain, 0, plain.length - 103)
                && !Arrays.equals(frame, plain);
        return partial ? Arrays.copyOfRange(plain, 14, plain.length) : ip;
    }

    /** Every field of the outer header, read by the engine's accessors and checked by its own checksum. */
    private static void header(byte[] frame, int outer, int inner, TestPackets packet) {
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        UnsafeBuffer text = new UnsafeBuffer(packet.bytes());
        int tos = inner == 4 ? Ipv4.tos(text, 14) : Ipv6.trafficClass(text, 14);
        int outerTos = (tos & 3) == 3 ? tos & ~3 | 2 : tos;
        assertThat(buffer.getShort(12, ByteOrder.BIG_ENDIAN)).isEqualTo((short) (outer == 4 ? 0x0800 : 0x86dd));
        assertThat(Arrays.copyOf(frame, 12)).isEqualTo(Arrays.copyOf(packet.bytes(), 12));
        if (outer == 6) {
            assertThat(Ipv6.trafficClass(buffer, 14)).isEqualTo(outerTos);
            assertThat(Ipv6.flowLabel(buffer, 14)).isEqualTo(inner == 6 ? 0x54321 : 0);
            assertThat(Ipv6.payloadLength(buffer, 14)).isEqualTo(frame.length - 54);
            assertThat(Ipv6.nextHeader(buffer, 14)).isEqualTo(50);
            assertThat(Ipv6.hopLimit(buffer, 14)).isEqualTo(64);
            IpAddress source = IpAddress.parse("2001:db8:ff::1");
            IpAddress destination = IpAddress.parse("2001:db8:ff::2");
            assertThat(Ipv6.addressWord(buffer, 22)).isEqualTo(source.high());
            assertThat(Ipv6.addressWord(buffer, 30)).isEqualTo(source.low());
            assertThat(Ipv6.addressWord(buffer, 38)).isEqualTo(destination.high());
            assertThat(Ipv6.addressWord(buffer, 46)).isEqualTo(destination.low());
            return;
        }
        boolean dontFragment = inner == 6 || Ipv4.dontFragment(text, 14);
        assertThat(Ipv4.version(buffer, 14)).isEqualTo(4);
        assertThat(Ipv4.headerLength(buffer, 14)).isEqualTo(20);
        assertThat(Ipv4.tos(buffer, 14)).isEqualTo(outerTos);
        assertThat(Ipv4.totalLength(buffer, 14)).isEqualTo(frame.length - 14);
        assertThat(Ipv4.id(buffer, 14)).isEqualTo(dontFragment ? 0 : PACKETS);
        assertThat(Ipv4.fragment(buffer, 14)).isEqualTo(dontFragment ? Ipv4.DF : 0);
        assertThat(Ipv4.ttl(buffer, 14)).isEqualTo(64);
        assertThat(Ipv4.protocol(buffer, 14)).isEqualTo(50);
        assertThat(Ipv4.source(buffer, 14))
                .isEqualTo(IpAddress.parse("192.0.2.1").ipv4());
        assertThat(Ipv4.destination(buffer, 14))
                .isEqualTo(IpAddress.parse("198.51.100.2").ipv4());
        assertThat(TestPackets.fold(Arrays.copyOfRange(frame, 14, 34), 0)).isEqualTo(0xffff);
    }

    @Test
    void shouldCountUpIdentificationsAcrossBothWaysWhenPacketsMayBeFragmented() {
        try (EngineFixture fixture = fixture()) {
            fixture.protect(EngineFixture.tunnel());
            TestPackets shortOne = udp(4).fragmentWord(0);
            TestPackets longOne = udp(4).fragmentWord(0).ipv4Options(4);
            fixture.send(shortOne, longOne, shortOne, udp(4), shortOne);

            assertSealed(4, 1);
            assertThat(device.sent())
                    .extracting(frame -> Ipv4.id(new UnsafeBuffer(frame), 14))
                    .containsExactly(1, 2, 3, 0, 4);
        }
    }

    static List<Arguments> others() {
        return List.of(
                Arguments.of("IPv4 options", udp(4).ipv4Options(4), EngineFixture.tunnel()),
                Arguments.of("fragment", udp(4).fragmentWord(0x2000), EngineFixture.tunnel()),
                Arguments.of("VLAN", udp(4).vlan(3), EngineFixture.tunnel()),
                Arguments.of("ICMP", udp(4).protocol(1), EngineFixture.tunnel()),
                Arguments.of("UDP encapsulation", udp(4), EngineFixture.tunnel().encap(4500, 4500)),
                Arguments.of("TFC padding", udp(4), EngineFixture.tunnel().tfcPad(200)),
                Arguments.of(
                        "BEET",
                        udp(4),
                        EngineFixture.tunnel().mode(XfrmMode.BEET).selector(all(4))));
    }

    private static Selector all(int family) {
        IpAddress any = IpAddress.any(family);
        return Selector.of(any, 0, any, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void shouldTakeTheLongWayWhenPacketOrSaIsNotOrdinary(String name, TestPackets packet, SaConfigBuilder settings) {
        try (EngineFixture fixture = fixture()) {
            fixture.protect(settings);
            fixture.send(packet, packet, packet);
            assertSealed(0, 3);
            assertThat(device.sent()).as(name).hasSize(3);
        }
    }

    @Test
    void shouldHaveNoShortWayWhenNoFlowsAreCachedOrTheBacklogIsSmall() {
        try (EngineFixture fixture = fixture(context -> context.cachedFlows(0))) {
            fixture.protect(EngineFixture.tunnel());
            fixture.send(udp(4));
            assertSealed(0, 1);
            assertThat(crypto.ciphers()).isEqualTo(1);
        }
        try (EngineFixture fixture = new EngineFixture(
                context -> context.burst(32).maxSegments(31).backlogCapacity(31), FakeDevice.of("eth2", 0))) {
            fixture.protect(EngineFixture.tunnel());
            fixture.send(udp(4));
            assertThat(fixture.snapshot().account().sent()
                            + fixture.snapshot().account().inDevice())
                    .isEqualTo(1);
        }
    }

    // ---- what it remembers

    private static Policy block(int port) {
        IpAddress any = IpAddress.any(4);
        Selector selector = new Selector(4, any, 0, any, 0, 17, 0, 0, port, 0xffff);
        return new Policy(selector, Policy.Direction.OUT, Policy.Action.BLOCK, 0, 0, 0, 0, List.of());
    }

    @Test
    void shouldObeyThePoliciesWhenTheyChange() {
        try (EngineFixture fixture = fixture()) {
            fixture.protect(EngineFixture.tunnel());
            fixture.send(udp(4), udp(4));
            Policy protects = protecting();
            assertThat(fixture.engine.removePolicy(protects)).isTrue();
            fixture.send(udp(4));
            assertThat(fixture.snapshot().clear()).isEqualTo(1);

            fixture.engine.addPolicy(block(2000));
            fixture.send(udp(4));
            assertThat(fixture.count(DropReason.POLICY_BLOCK)).isEqualTo(1);

            fixture.engine.removePolicy(block(2000));
            fixture.engine.addPolicy(protects);
            fixture.send(udp(4));
            assertSealed(3, 0);
        }
    }

    /** The policy that {@link EngineFixture#protect} adds. */
    private static Policy protecting() {
        SaConfig config = EngineFixture.tunnel().build();
        Template template = new Template(
                config.source(),
                config.id().destination(),
                0,
                50,
                config.mode(),
                config.reqid(),
                Template.Level.REQUIRED);
        return new Policy(all(4), Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(template));
    }

    @Test
    void shouldTakeTheNewSaWhenOneIsAddedAndTheOldOneWhenItIsDeleted() {
        try (EngineFixture fixture = fixture()) {
            fixture.protect(EngineFixture.tunnel());
            fixture.send(udp(4));
            fixture.protect(EngineFixture.tunnel().spi(0x2000));
            fixture.send(udp(4));
            fixture.engine.deleteState(new SaId(IpAddress.parse("198.51.100.2"), 0x2000, 50, 0, 0));
            fixture.send(udp(4));
            fixture.engine.deleteState(new SaId(IpAddress.parse("198.51.100.2"), 0x1000, 50, 0, 0));
            fixture.send(udp(4));

            assertThat(device.sent())
                    .extracting(frame -> new UnsafeBuffer(frame).getInt(34, ByteOrder.BIG_ENDIAN))
                    .containsExactly(0x1000, 0x2000, 0x1000);
            assertThat(fixture.count(DropReason.NO_STATE)).isEqualTo(1);
            assertSealed(3, 0);
        }
    }

    @Test
    void shouldFollowTheRouteWhenItChangesItsMind() {
        try (EngineFixture fixture = fixture()) {
            fixture.protect(EngineFixture.tunnel());
            fixture.send(udp(4), udp(4));
            fixture.routeTo(other);
            fixture.send(udp(4));
            fixture.routeTo(device);
            fixture.send(udp(4), udp(4));

            assertThat(numbers(device)).containsExactly(1, 2, 4, 5);
            assertThat(numbers(other)).containsExactly(3);
        }
    }

    @Test
    void shouldSendFlowsOfOneSaWhereTheirMarksLead() {
        Route[] routes = {new Route(device, 1500, new byte[0], 64), new Route(other, 1500, new byte[0], 64)};
        try (EngineFixture fixture =
                fixture(context -> context.routes((family, high, low, mark) -> routes[mark & 1]))) {
            fixture.protect(EngineFixture.tunnel());
            fixture.send(udp(4).mark(0), udp(4).mark(1), udp(4).mark(2), udp(4).mark(3));

            assertThat(numbers(device)).containsExactly(1, 3);
            assertThat(numbers(other)).containsExactly(2, 4);
            assertSealed(2, 2);
        }
    }

    @Test
    void shouldGoOnWhenTheDeviceWasDown() {
        try (EngineFixture fixture = fixture()) {
            fixture.protect(EngineFixture.tunnel());
            fixture.send(udp(4));
            int index = fixture.engine.devices().indexOf("eth0");
            fixture.engine.deviceDown(index);
            fixture.send(udp(4));
            assertThat(fixture.count(DropReason.DEVICE_GONE)).isEqualTo(1);
            fixture.engine.deviceUp(index);
            fixture.send(udp(4));

            assertThat(numbers(device)).containsExactly(1, 3);
            assertSealed(2, 0);
        }
    }

    @Test
    void shouldKeepTheOrderWhenTheQueueIsStoppedInBetween() {
        try (EngineFixture fixture = fixture()) {
            fixture.protect(EngineFixture.tunnel());
            fixture.send(udp(4), udp(4));
            device.queue(0).set(TxQueue.DRIVER_XOFF);
            fixture.send(udp(4), udp(4));
            device.queue(0).clear(TxQueue.DRIVER_XOFF);
            fixture.send(udp(4), udp(4));

            assertThat(numbers(device)).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    // ---- ends of numbers and lifetimes

    @Test
    void shouldReportASoftLimitOnceAndEndAtTheHardOneWhenBothLieInTheBurst() {
        List<String> told = new ArrayList<>();
        EngineListener listener = new EngineListener() {
            @Override
            public void expired(XfrmState state, boolean hard) {
                told.add((hard ? "hard " : "soft ") + state.packets());
            }
        };
        try (EngineFixture fixture = fixture(context -> context.listener(listener))) {
            fixture.protect(EngineFixture.tunnel().limits(new SaLimits(Long.MAX_VALUE, Long.MAX_VALUE, 3, 7)));
            TestPackets[] packets = new TestPackets[10];
            Arrays.fill(packets, udp(4));
            fixture.send(packets);

            assertThat(told.getFirst()).isEqualTo("soft 3");
            assertThat(told).contains("hard 7");
            assertThat(device.sent()).hasSize(7);
        }
    }

    @ParameterizedTest(name = "ESN {0}, may wrap {1}: {2} of 4 packets from number 2^32 - 2 on")
    @CsvSource({"true,false,4", "false,true,4", "false,false,1"})
    void shouldEndOrWrapAsTheSaSaysWhenNumbersRunOut(boolean esn, boolean mayWrap, int sent) {
        try (EngineFixture fixture = fixture()) {
            fixture.protect(EngineFixture.tunnel()
                    .esn(esn)
                    .flags(mayWrap ? SaFlags.OSEQ_MAY_WRAP : 0)
                    .sequence(0, -2));
            fixture.send(udp(4), udp(4), udp(4), udp(4));

            assertThat(numbers(device)).isEqualTo(List.of(-1, 0, 1, 2).subList(0, sent));
            assertThat(fixture.count(DropReason.SEQUENCE_EXHAUSTED)).isEqualTo(4 - sent);
            if (esn) {
                assertThat(EngineFixture.open(device.sent().get(0), 0)).isNotNull();
                assertThat(EngineFixture.open(device.sent().get(1), 1)).isNotNull();
                assertThat(EngineFixture.open(device.sent().get(2), 1)).isNotNull();
            }
        }
    }

    /** Completing it would change the destination, and what the packet is for when it goes the long way. */
    @Test
    void shouldLeaveThePacketAsItIsWhenNumbersRanOutAndItsChecksumFieldIsTheDestination() {
        try (EngineFixture fixture = fixture()) {
            fixture.protect(EngineFixture.tunnel().sequence(0, -1));
            Policy everything = protecting();
            fixture.engine.removePolicy(everything);
            IpAddress any = IpAddress.any(4);
            Selector host = Selector.of(any, 0, IpAddress.parse("10.2.0.2"), 32);
            fixture.engine.addPolicy(
                    new Policy(host, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, everything.templates()));
            Packet packet = fixture.producer.take(200);
            udp(4).partialChecksum().fill(packet);
            packet.checksumStart(packet.network());
            packet.checksumOffset(18);
            assertThat(fixture.producer.send(packet)).isTrue();
            fixture.producer.flush();
            fixture.settle();

            assertThat(fixture.count(DropReason.SEQUENCE_EXHAUSTED)).isEqualTo(1);
            assertThat(fixture.snapshot().clear()).isZero();
        }
    }

    @Test
    void shouldTellTheDriverOfTheNewHighHalfWhenTheRouteLeavesElsewhere() {
        FakeXfrmOps ops = new FakeXfrmOps();
        FakeDevice card = FakeDevice.of("card0", Features.HW_ESP).xfrmOps(ops);
        try (EngineFixture fixture = new EngineFixture(context -> context.crypto(crypto), device, card)) {
            int index = fixture.engine.devices().indexOf("card0");
            fixture.protect(EngineFixture.tunnel().esn(true).sequence(0, -2), 4, UserOffload.outbound(index));
            ops.takeLog();
            fixture.send(udp(4), udp(4), udp(4));

            assertThat(numbers(device)).containsExactly(-1, 0, 1);
            assertThat(ops.takeLog()).containsExactly("advance spi=0x00001000");
        }
    }

    // ---- devices that seal

    /** A driver that wants all that it is promised. */
    private static final class Picky implements XfrmDeviceOps {
        private final List<String> seen = new ArrayList<>();
        private boolean hasOffloadOk = true;

        @Override
        public boolean hasOffloadOk() {
            return hasOffloadOk;
        }

        @Override
        public int stateAdd(XfrmState state) {
            return 0;
        }

        @Override
        public void stateDelete(XfrmState state) {
            // nothing is kept
        }

        @Override
        public void stateFree(XfrmState state) {
            // nothing is kept
        }

        @Override
        public boolean offloadOk(Packet packet, XfrmState state) {
            seen.add("v" + packet.family() + " " + packet.length() + " at " + (packet.network() - packet.data()) + " "
                    + (packet.flowHash() != 0));
            return true;
        }
    }

    @Test
    void shouldShowTheDriverTheBareInnerPacketWhenItIsAsked() {
        Picky picky = new Picky();
        FakeDevice card = FakeDevice.of("card0", Features.HW_ESP).xfrmOps(picky);
        try (EngineFixture fixture = new EngineFixture(context -> context.crypto(crypto), card)) {
            fixture.protect(EngineFixture.tunnel(), 4, UserOffload.outbound(1));
            Packet packet = fixture.producer.take(200);
            udp(4).fill(packet);
            packet.family(0);
            packet.put(20);
            assertThat(fixture.producer.send(packet)).isTrue();
            fixture.producer.flush();
            fixture.settle();

            assertThat(picky.seen).containsExactly("v4 129 at 0 true");
            assertThat(card.sent()).hasSize(1);
            assertSealed(0, 0);
        }
    }

    @Test
    void shouldLeavePacketsToTheDeviceUnaskedWhenDriverHasNoSay() {
        Picky picky = new Picky();
        picky.hasOffloadOk = false;
        FakeDevice card = FakeDevice.of("card0", Features.HW_ESP).xfrmOps(picky);
        try (EngineFixture fixture = new EngineFixture(context -> context.crypto(crypto), card)) {
            fixture.protect(EngineFixture.tunnel(), 4, UserOffload.outbound(1));
            fixture.send(udp(4));

            assertThat(picky.seen).isEmpty();
            assertThat(card.sent()).hasSize(1);
            assertSealed(0, 0);
        }
    }

    @Test
    void shouldLeavePacketsToTheDeviceWhenItsFeatureComesOnLater() {
        FakeDevice card = FakeDevice.of("card0", 0).xfrmOps(new FakeXfrmOps());
        try (EngineFixture fixture = new EngineFixture(context -> context.crypto(crypto), card)) {
            fixture.protect(EngineFixture.tunnel(), 4, UserOffload.outbound(1));
            fixture.send(udp(4), udp(4));
            fixture.engine.devices().changeFeatures(1, Features.HW_ESP, Features.HW_ESP);
            fixture.send(udp(4));
            fixture.engine.devices().changeFeatures(1, Features.HW_ESP, 0);
            fixture.send(udp(4));

            assertThat(card.queue(0).attempts())
                    .extracting(attempt -> attempt.offloadFlags() & XfrmOffloadFlags.XMIT)
                    .containsExactly(0, 0, XfrmOffloadFlags.XMIT, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, (1 << 24) + 1})
    void shouldRefuseCachedFlowsWhenTheyAreOutOfRange(int flows) {
        EngineContext context = new EngineContext().cachedFlows(flows);

        assertThatThrownBy(context::conclude)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("cached flows")
                .hasMessageContaining(Integer.toString(flows));
    }
}
