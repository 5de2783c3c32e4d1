// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringlane.buffer.SlotClass;
import io.ringlane.header.EspHeader;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.XfrmMode;
import io.ringlane.testing.PoolLeakCheck;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not cut, and that a refusal changes nothing. */
final class GsoRefusalTest {
    private static final int WIRE_SLOTS = 8;

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(WIRE_SLOTS, 0, 1);
    private final GsoSegmenter segmenter = new GsoSegmenter();

    private static Arguments of(String what, XfrmMode mode, Consumer<Packet> damage) {
        return Arguments.of(what, mode, damage);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                of("no segment size", null, packet -> packet.gsoSize(0)),
                of("payload of one segment", null, packet -> packet.gsoSize(3000)),
                of("payload shorter than one segment", null, packet -> packet.gsoSize(3001)),
                of("TCP header of 16 bytes", null, packet -> set(packet, packet.network() + 32, 0x40)),
                of("TCP header behind the end", null, packet -> {
                    set(packet, packet.network() + 32, 0xf0);
                    packet.trim(50);
                }),
                of("packet ends in the TCP header", null, packet -> packet.trim(39)),
                of("packet ends in the IP header", null, packet -> packet.trim(19)),
                of("IP header of 16 bytes", null, packet -> set(packet, packet.network(), 0x44)),
                of("IP version 5", null, packet -> set(packet, packet.network(), 0x55)),
                of("fragment", null, packet -> set(packet, packet.network() + 6, 0x20)),
                of("protocol is not TCP", null, packet -> set(packet, packet.network() + 9, 47)),
                of("type says UDP", null, packet -> packet.gsoType(GsoType.UDP_L4)),
                of("type says TCP over IPv6", null, packet -> packet.gsoType(GsoType.TCPV6)),
                of("fixed ID without DF", null, packet -> {
                    set(packet, packet.network() + 6, 0);
                    packet.gsoType(GsoType.TCPV4 | GsoType.TCP_FIXEDID);
                }),
                of("data behind the network mark", null, packet -> packet.pull(1)),
                of("no offload record", XfrmMode.TUNNEL, packet -> packet.secPathDepth(0)),
                of("type lacks ESP", XfrmMode.TUNNEL, packet -> packet.gsoType(GsoType.TCPV4)),
                of("foreign SPI", XfrmMode.TUNNEL, packet -> EspHeader.spi(packet.buffer(), packet.espOffset(), 7)),
                of("ESP cut off", XfrmMode.TUNNEL, packet -> packet.trim(14 + 20 + 15)),
                of("ESP inside the outer header", XfrmMode.TUNNEL, packet -> set(packet, packet.network(), 0x4f)),
                of("inner version 0", XfrmMode.TUNNEL, packet -> set(packet, packet.espOffset() + 16, 0x05)),
                of("next protocol unknown", XfrmMode.TRANSPORT, packet -> packet.nextProtocol(47)),
                of("BEET header cut off", XfrmMode.BEET, packet -> {
                    packet.nextProtocol(94);
                    packet.trim(14 + 20 + 16 + 4);
                }),
                of("BEET header too long", XfrmMode.BEET, packet -> {
                    packet.nextProtocol(94);
                    set(packet, packet.espOffset() + 16, 6);
                    set(packet, packet.espOffset() + 17, 255);
                    packet.trim(1000);
                }),
                of("mode without segmentation", XfrmMode.ROUTE_OPTIMIZATION, packet -> {}));
    }

    private static void set(Packet packet, int offset, int value) {
        packet.buffer().putByte(offset, (byte) value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void shouldRefuseAndChangeNothingWhenMalformed(String what, XfrmMode mode, Consumer<Packet> damage) {
        SuperFrame frame = mode == null ? SuperFrame.inline(4) : SuperFrame.deferred(mode, 4, 4);
        Packet packet = frame.build(pool);
        damage.accept(packet);
        byte[] before = image(packet);

        assertThat(segmenter.segment(packet, frame.plan(), pool)).isEqualTo(GsoResult.INVALID);

        assertUntouched(packet, before);
        pool.give(packet);
    }

    @Test
    void shouldCutTheSamePacketWhenNothingIsDamaged() {
        for (XfrmMode mode : new XfrmMode[] {null, XfrmMode.TUNNEL, XfrmMode.TRANSPORT, XfrmMode.BEET}) {
            SuperFrame frame = mode == null ? SuperFrame.inline(4) : SuperFrame.deferred(mode, 4, 4);
            Packet packet = frame.build(pool);
            assertThat(segmenter.segment(packet, frame.plan(), pool)).isEqualTo(GsoResult.CUT);
            Segments.free(segmenter.head(), packet);
        }
    }

    @Test
    void shouldRefuseWhenExtensionHeadersRunOutOfThePacket() {
        SuperFrame frame = SuperFrame.inline(6);
        frame.protectedExtensions = new int[] {8};
        Packet packet = frame.build(pool);
        set(packet, packet.network() + 41, 255);
        packet.trim(1500);

        assertThat(segmenter.segment(packet, frame.plan(), pool)).isEqualTo(GsoResult.INVALID);

        pool.give(packet);
    }

    @Test
    void shouldWaitAndCountOnceWhenNotAllSlotsAreFree() {
        SuperFrame frame = SuperFrame.deferred(XfrmMode.TUNNEL, 4, 4);
        frame.payload = 7001;
        Packet packet = frame.build(pool);
        Packet other = pool.take(SlotClass.WIRE);
        byte[] before = image(packet);

        assertThat(segmenter.segment(packet, frame.plan(), pool)).isEqualTo(GsoResult.NO_SLOTS);

        assertThat(pool.exhausted(SlotClass.WIRE)).isEqualTo(1);
        assertThat(pool.available(SlotClass.WIRE)).isEqualTo(WIRE_SLOTS - 1);
        assertUntouched(packet, before);
        pool.give(other);
        assertThat(segmenter.segment(packet, frame.plan(), pool)).isEqualTo(GsoResult.CUT);
        Segments.free(segmenter.head(), packet);
    }

    @Test
    void shouldRefuseForGoodWhenTheWholePoolIsTooSmall() {
        SuperFrame frame = SuperFrame.inline(4);
        frame.gsoSize = 8;
        Packet packet = frame.build(pool);

        assertThat(segmenter.segment(packet, frame.plan(), pool)).isEqualTo(GsoResult.INVALID);

        pool.give(packet);
    }

    @Test
    void shouldRefuseAPartialFactorBelowOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SegmentPlan().partialFactor(0))
                .withMessage("partial factor must be at least 1, is 0");
    }

    private void assertUntouched(Packet packet, byte[] before) {
        assertThat(segmenter.head()).isNull();
        assertThat(segmenter.tail()).isNull();
        assertThat(segmenter.count()).isZero();
        assertThat(image(packet)).isEqualTo(before);
        assertThat(pools.outstanding()).isLessThanOrEqualTo(2);
    }

    private static byte[] image(Packet packet) {
        byte[] bytes = new byte[packet.buffer().capacity()];
        packet.buffer().getBytes(0, bytes);
        return bytes;
    }
}
