// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.testing.TestPackets;
import java.util.List;

/**
 * One row of table 1.5, the numbers typed from the semantics: Ethernet 14, IV 8, payload of 20 bytes of TCP header and
 * 100 of data, offsets from the MAC header.
 *
 * @param transportIn mark on entry of a packet that is no segment, {@code transportInSegment} of one that is.
 * @param dataAfter which is also what the preparation pulls.
 * @param lengthGcm IP length with AES-GCM, {@code lengthCbc} with AES-CBC and HMAC-SHA1-96.
 */
public record ModeRow(
        String name,
        XfrmMode mode,
        int outer,
        Inner inner,
        int headerLength,
        int transportIn,
        int transportInSegment,
        int transportAfter,
        int dataAfter,
        int plain,
        int lengthGcm,
        int lengthCbc,
        int nextHeader) {
    /** IV 16, ICV 12, blocks of 16: the lengths of the CBC column; no provider has it. */
    public static final EspTransform CBC = new EspTransform("test(cbc(aes),hmac(sha1))", 16, 0, 16, 12, 16);

    public static final List<ModeRow> TABLE = List.of(
            row("v4 transport", XfrmMode.TRANSPORT, 4, Inner.V4, 16, 34, 50, 34, 50, 120, 176, 184, 6),
            row(
                    "v4 transport, 4 B options",
                    XfrmMode.TRANSPORT,
                    4,
                    Inner.V4_OPT4,
                    16,
                    38,
                    54,
                    38,
                    54,
                    120,
                    180,
                    188,
                    6),
            row("4in4 tunnel", XfrmMode.TUNNEL, 4, Inner.V4, 36, 34, 70, 34, 50, 140, 196, 200, 4),
            row("6in4 tunnel", XfrmMode.TUNNEL, 4, Inner.V6, 36, 34, 90, 34, 50, 160, 216, 232, 41),
            row("4in6 tunnel", XfrmMode.TUNNEL, 6, Inner.V4, 56, 54, 90, 54, 70, 140, 216, 220, 4),
            row("6in6 tunnel", XfrmMode.TUNNEL, 6, Inner.V6, 56, 54, 110, 54, 70, 160, 236, 252, 41),
            row("v6 transport", XfrmMode.TRANSPORT, 6, Inner.V6, 16, 54, 70, 54, 70, 120, 196, 204, 6),
            row(
                    "v6 transport, 8 B dest opts",
                    XfrmMode.TRANSPORT,
                    6,
                    Inner.V6_DST,
                    16,
                    62,
                    78,
                    62,
                    78,
                    120,
                    204,
                    212,
                    6),
            row(
                    "v6 transport, hop-by-hop, dest opts",
                    XfrmMode.TRANSPORT,
                    6,
                    Inner.V6_HOP_DST,
                    16,
                    70,
                    86,
                    70,
                    86,
                    120,
                    212,
                    220,
                    6),
            row("BEET v4 outer, v4 inner", XfrmMode.BEET, 4, Inner.V4, 24, 34, 50, 34, 50, 120, 176, 184, 6),
            row(
                    "BEET v4 outer, v4 inner, 4 B opts",
                    XfrmMode.BEET,
                    4,
                    Inner.V4_OPT4,
                    24,
                    34,
                    58,
                    34,
                    50,
                    128,
                    184,
                    200,
                    94),
            row(
                    "BEET v4 outer, v4 inner, 8 B opts",
                    XfrmMode.BEET,
                    4,
                    Inner.V4_OPT8,
                    24,
                    34,
                    66,
                    34,
                    50,
                    136,
                    192,
                    200,
                    94),
            row("BEET v4 outer, v6 inner", XfrmMode.BEET, 4, Inner.V6, 16, 34, 50, 34, 50, 120, 176, 184, 6),
            row("BEET v6 outer, v4 inner", XfrmMode.BEET, 6, Inner.V4, 44, 54, 70, 54, 70, 120, 196, 204, 6),
            row(
                    "BEET v6 outer, v4 inner, 8 B opts",
                    XfrmMode.BEET,
                    6,
                    Inner.V4_OPT8,
                    44,
                    54,
                    86,
                    54,
                    70,
                    136,
                    212,
                    220,
                    94),
            row("BEET v6 outer, v6 inner", XfrmMode.BEET, 6, Inner.V6, 16, 54, 70, 54, 70, 120, 196, 204, 6));

    /** What is put into the outer header. */
    public enum Inner {
        V4,
        V4_OPT4,
        V4_OPT8,
        V6,
        V6_DST,
        V6_HOP_DST;

        public int family() {
            return this == V4 || this == V4_OPT4 || this == V4_OPT8 ? 4 : 6;
        }
    }

    private static ModeRow row(
            String name,
            XfrmMode mode,
            int outer,
            Inner inner,
            int headerLength,
            int transportIn,
            int transportInSegment,
            int transportAfter,
            int dataAfter,
            int plain,
            int lengthGcm,
            int lengthCbc,
            int nextHeader) {
        return new ModeRow(
                name,
                mode,
                outer,
                inner,
                headerLength,
                transportIn,
                transportInSegment,
                transportAfter,
                dataAfter,
                plain,
                lengthGcm,
                lengthCbc,
                nextHeader);
    }

    /** The packet of the row with so much data; {@code segment} above 0 makes it a super-packet. */
    public TestPackets packet(int data, int segment) {
        TestPackets packet = inner.family() == 4
                ? TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                : TestPackets.ipv6("2001:db8:1::2", "2001:db8:2::2");
        switch (inner) {
            case V4, V6 -> packet.payload(data);
            case V4_OPT4 -> packet.ipv4Options(4);
            case V4_OPT8 -> packet.ipv4Options(8);
            case V6_DST -> packet.extension(60, 8);
            case V6_HOP_DST -> packet.extension(0, 8).extension(60, 8);
        }
        packet.tcp(1000, 2000).payload(data);
        return segment > 0 ? packet.gso(segment) : packet;
    }

    /** Settings of an SA for the row; the selector's family is the inner one, as BEET wants it. */
    public SaConfigBuilder settings() {
        boolean transport = mode == XfrmMode.TRANSPORT;
        String from =
                outer == 4 ? transport ? "10.1.0.2" : "192.0.2.1" : transport ? "2001:db8:1::2" : "2001:db8:ff::1";
        String to =
                outer == 4 ? transport ? "10.2.0.2" : "198.51.100.2" : transport ? "2001:db8:2::2" : "2001:db8:ff::2";
        IpAddress any = IpAddress.any(inner.family());
        return new SaConfigBuilder()
                .between(from, to)
                .spi(0x1000)
                .reqid(1)
                .mode(mode)
                .selector(Selector.of(any, 0, any, 0));
    }

    @Override
    public String toString() {
        return name;
    }
}
