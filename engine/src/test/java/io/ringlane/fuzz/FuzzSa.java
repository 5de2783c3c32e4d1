// SPDX-License-Identifier: Apache-2.0
package io.ringlane.fuzz;

import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.testing.EspSender;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** SAs that frames are made for, with all that is needed to make them by hand. */
enum FuzzSa {
    TUNNEL_44(XfrmMode.TUNNEL, 4, 4, false, false),
    TUNNEL_64(XfrmMode.TUNNEL, 6, 4, true, false),
    TUNNEL_46(XfrmMode.TUNNEL, 4, 6, false, false),
    TUNNEL_66(XfrmMode.TUNNEL, 6, 6, true, false),
    TRANSPORT_4(XfrmMode.TRANSPORT, 4, 4, true, false),
    TRANSPORT_6(XfrmMode.TRANSPORT, 6, 6, false, false),
    TUNNEL_IN_UDP(XfrmMode.TUNNEL, 4, 4, true, true),
    BEET_44(XfrmMode.BEET, 4, 4, false, false),
    BEET_66(XfrmMode.BEET, 6, 6, false, false);

    static final int WINDOW = 64;
    static final List<FuzzSa> ALL = List.of(values());
    private static final int ESP = 50;
    private static final int UDP = 17;
    private static final int NAT_T = 4500;
    private static final String FROM_4 = "192.0.2.1";
    private static final String TO_4 = "198.51.100.2";
    private static final String FROM_6 = "2001:db8:ff::1";
    private static final String TO_6 = "2001:db8:ff::2";

    final XfrmMode mode;
    final int inner;
    final int outer;
    final boolean esn;
    final boolean inUdp;

    FuzzSa(XfrmMode mode, int inner, int outer, boolean esn, boolean inUdp) {
        this.mode = mode;
        this.inner = inner;
        this.outer = outer;
        this.esn = esn;
        this.inUdp = inUdp;
    }

    int spi() {
        return 0x1001 + ordinal();
    }

    SaConfig config() {
        SaConfigBuilder builder = new SaConfigBuilder()
                .between(outer == 4 ? FROM_4 : FROM_6, outer == 4 ? TO_4 : TO_6)
                .spi(spi())
                .mode(mode)
                .esn(esn)
                .replayWindow(WINDOW);
        if (mode == XfrmMode.BEET) {
            boolean four = inner == 4;
            builder.selector(Selector.of(
                    IpAddress.parse(four ? "10.1.0.2" : "fd00:1::2"),
                    four ? 32 : 128,
                    IpAddress.parse(four ? "10.2.0.2" : "fd00:2::2"),
                    four ? 32 : 128));
        }
        return (inUdp ? builder.encap(NAT_T, NAT_T) : builder).build();
    }

    /** Next header of the trailer when all is right. */
    int nextHeader() {
        return mode != XfrmMode.TUNNEL ? UDP : inner == 4 ? 4 : 41;
    }

    /** What ESP carries when all is right: a packet, or in the other modes what stands behind the IP header. */
    byte[] payload(byte[] content) {
        byte[] upper = EspSender.udp(1000, 2000, content);
        if (mode != XfrmMode.TUNNEL) {
            return upper;
        }
        return inner == 4
                ? EspSender.ipv4(UDP, "10.1.0.2", "10.2.0.2", 1, upper)
                : ipv6(UDP, "fd00:1::2", "fd00:2::2", upper);
    }

    /** The outer packet around ESP. */
    byte[] packet(byte[] esp) {
        byte[] carried = inUdp ? EspSender.udp(NAT_T, NAT_T, esp) : esp;
        int protocol = inUdp ? UDP : ESP;
        return outer == 4 ? EspSender.ipv4(protocol, FROM_4, TO_4, 0, carried) : ipv6(protocol, FROM_6, TO_6, carried);
    }

    private static byte[] ipv6(int nextHeader, String from, String to, byte[] payload) {
        IpAddress source = IpAddress.parse(from);
        IpAddress destination = IpAddress.parse(to);
        return ByteBuffer.allocate(40 + payload.length)
                .putInt(6 << 28 | 1 << 20)
                .putShort((short) payload.length)
                .put((byte) nextHeader)
                .put((byte) 64)
                .putLong(source.high())
                .putLong(source.low())
                .putLong(destination.high())
                .putLong(destination.low())
                .put(payload)
                .array();
    }

    /** Payload and a right trailer. */
    byte[] text(byte[] payload) {
        int padding = -(payload.length + 2) & 3;
        byte[] text = Arrays.copyOf(payload, payload.length + padding + 2);
        for (int i = 0; i < padding; i++) {
            text[payload.length + i] = (byte) (i + 1);
        }
        text[text.length - 2] = (byte) padding;
        text[text.length - 1] = (byte) nextHeader();
        return text;
    }

    /** Seals a text as it is. */
    byte[] sealed(long number, byte[] text) {
        return packet(EspSender.sealed(spi(), number, esn, text));
    }
}
