// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestPackets;
import io.ringlane.testing.TestStates;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TooBigReplyTest {
    private static final IpAddress ROUTER_4 = IpAddress.parse("192.0.2.254");
    private static final IpAddress ROUTER_6 = IpAddress.parse("2001:db8::fe");

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final TooBigReply reply = new TooBigReply();

    /** The reply to a packet, empty when there is none. */
    private byte[] answer(TestPackets packet, int mtu) {
        return answer(packet, mtu, ROUTER_4, ROUTER_6);
    }

    private byte[] answer(TestPackets packet, int mtu, IpAddress from4, IpAddress from6) {
        PacketPool pool = pools.pool(2, 0, 1);
        Packet built = packet.rawIp().build(pool);
        boolean v4 = built.buffer().getByte(built.data()) >>> 4 == 4;
        int length = reply.write(built, mtu, v4 ? from4 : from6);
        pool.give(built);
        byte[] bytes = new byte[length];
        reply.message().getBytes(0, bytes);
        return bytes;
    }

    private static TestPackets udp4() {
        return TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1, 2);
    }

    private static TestPackets udp6() {
        return TestPackets.ipv6("fd00:1::2", "fd00:2::2").udp(1, 2);
    }

    @Test
    void shouldSayFragmentationNeededWhenPacketIsIpv4() {
        byte[] whole = udp4().rawIp().payload(1500).bytes();
        byte[] answer = answer(udp4().payload(1500), 1446);

        assertThat(answer).hasSize(576);
        assertThat(HexFormat.of().formatHex(answer, 0, 8)).isEqualTo("45c0024000004000");
        assertThat(HexFormat.of().formatHex(answer, 8, 10)).isEqualTo("4001");
        assertThat(HexFormat.of().formatHex(answer, 12, 20)).isEqualTo("c00002fe0a010002");
        assertThat(HexFormat.of().formatHex(answer, 20, 22)).isEqualTo("0304");
        assertThat(HexFormat.of().formatHex(answer, 24, 28)).isEqualTo("000005a6");
        assertThat(TestPackets.fold(Arrays.copyOf(answer, 20), 0)).isEqualTo(0xffff);
        assertThat(TestPackets.fold(Arrays.copyOfRange(answer, 20, answer.length), 0))
                .isEqualTo(0xffff);
        assertThat(Arrays.copyOfRange(answer, 28, 576)).isEqualTo(Arrays.copyOf(whole, 548));
    }

    @Test
    void shouldSayPacketTooBigWhenPacketIsIpv6() {
        byte[] whole = udp6().rawIp().payload(1500).bytes();
        byte[] answer = answer(udp6().payload(1500), 1426);

        assertThat(answer).hasSize(1280);
        assertThat(HexFormat.of().formatHex(answer, 0, 8)).isEqualTo("6c00000004d83a40");
        assertThat(HexFormat.of().formatHex(answer, 40, 42)).isEqualTo("0200");
        assertThat(HexFormat.of().formatHex(answer, 44, 48)).isEqualTo("00000592");
        assertThat(Arrays.copyOfRange(answer, 24, 40)).isEqualTo(Arrays.copyOfRange(whole, 8, 24));
        assertThat(Arrays.copyOfRange(answer, 48, 1280)).isEqualTo(Arrays.copyOf(whole, 1232));
        byte[] summed = new byte[40 + 1240];
        System.arraycopy(answer, 8, summed, 0, 32);
        summed[34] = (byte) (1240 >>> 8);
        summed[35] = (byte) 1240;
        summed[39] = 58;
        System.arraycopy(answer, 40, summed, 40, 1240);
        assertThat(TestPackets.fold(summed, 0)).isEqualTo(0xffff);
    }

    @Test
    void shouldSayNothingWhenTheRfcsForbidIt() {
        assertThat(answer(TestPackets.ipv4("10.1.0.2", "10.2.0.2").protocol(1).payload(new byte[] {3, 1}), 68))
                .isEmpty();
        assertThat(answer(TestPackets.ipv4("10.1.0.2", "10.2.0.2").protocol(1).payload(new byte[] {8, 0}), 68))
                .isNotEmpty();
        assertThat(answer(udp4().fragmentWord(1), 68)).isEmpty();
        assertThat(answer(TestPackets.ipv4("0.0.0.0", "10.2.0.2").protocol(17), 68))
                .isEmpty();
        assertThat(answer(TestPackets.ipv4("127.0.0.1", "10.2.0.2").protocol(17), 68))
                .isEmpty();
        assertThat(answer(TestPackets.ipv4("10.1.0.2", "224.0.0.1").protocol(17), 68))
                .isEmpty();
        assertThat(answer(TestPackets.ipv4("10.1.0.2", "255.255.255.255").protocol(17), 68))
                .isEmpty();
        assertThat(answer(TestPackets.ipv6("fd00::1", "fd00::2").protocol(58).payload(new byte[] {2, 0}), 1280))
                .isEmpty();
        assertThat(answer(
                        TestPackets.ipv6("fd00::1", "fd00::2").protocol(58).payload(new byte[] {(byte) 137, 0}), 1280))
                .isEmpty();
        assertThat(answer(
                        TestPackets.ipv6("fd00::1", "fd00::2").protocol(58).payload(new byte[] {(byte) 128, 0}), 1280))
                .isNotEmpty();
        assertThat(answer(TestPackets.ipv6("::", "fd00::2").protocol(17), 1280)).isEmpty();
        assertThat(answer(TestPackets.ipv6("ff02::1", "fd00::2").protocol(17), 1280))
                .isEmpty();
        assertThat(answer(TestPackets.ipv6("fd00::1", "ff02::1").protocol(17), 1280))
                .isNotEmpty();
    }

    @Test
    void shouldSayNothingWhenNoAddressOfItsFamilyIsKnown() {
        assertThat(answer(udp6(), 1280, ROUTER_4, null)).isEmpty();
        assertThat(answer(udp6(), 1280, ROUTER_4, ROUTER_4)).isEmpty();
    }

    @Test
    void shouldSpeakFromTheTunnelsEndWhenNoAddressIsSet() {
        TooBigReplies replies = new TooBigReplies(ReplySettings.DEFAULT);
        XfrmState tunnel4 = TestStates.state(0x1000);
        assertThat(source(replies, udp4(), tunnel4)).isEqualTo("c0000201");
        assertThat(source(replies, udp4(), null)).isEqualTo("c0000008");
        assertThat(source(replies, udp6(), tunnel4)).isEmpty();
        tunnel4.key().close();
    }

    private String source(TooBigReplies replies, TestPackets packet, XfrmState state) {
        PacketPool pool = pools.pool(2, 0, 1);
        Packet built = packet.rawIp().build(pool);
        built.family(built.buffer().getByte(built.data()) >>> 4);
        int length = replies.write(built, state, 1000, 0);
        pool.give(built);
        byte[] address = new byte[4];
        replies.message().getBytes(12, address);
        return length == 0 ? "" : HexFormat.of().formatHex(address);
    }

    @Test
    void shouldStopWhenTheBucketIsEmptyAndGoOnWhenItFills() {
        ReplyLimit limit = new ReplyLimit(10, 3);
        long now = -5_000_000_000L;
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take(now)).isTrue();
        }
        assertThat(limit.take(now)).isFalse();
        assertThat(limit.take(now + 99_999_999)).isFalse();
        assertThat(limit.take(now + 100_000_000)).isTrue();
        assertThat(limit.take(now + 100_000_000)).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take(now + 10_000_000_000L)).isTrue();
        }
        assertThat(limit.take(now + 10_000_000_000L)).isFalse();
        assertThat(new ReplyLimit(0, 3).take(now)).isFalse();
    }
}
