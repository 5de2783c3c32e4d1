// SPDX-License-Identifier: Apache-2.0
package io.ringlane.matrix;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.testing.TestPackets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One combination of the matrix: what an SA is.
 *
 * @param number from 0: addresses and SPI are made of it, so that all SAs live side by side.
 * @param inner family of the packet that is protected, {@code outer} of the one that is sent.
 */
record Shape(int number, EspTransform transform, XfrmMode mode, int inner, int outer, boolean esn, boolean udp) {
    private static final int NAT_T = 4500;
    private static final int WINDOW = 64;
    private static final int HOST_4 = 32;
    private static final int HOST_6 = 128;
    private static final String OUTER_SOURCE_4 = "192.0.2.1";
    private static final String OUTER_SOURCE_6 = "2001:db8:ff::1";
    private static final String INNER_SOURCE_4 = "10.1.0.2";
    private static final String INNER_SOURCE_6 = "fd00:1::2";

    /** All algorithms, modes, families, with ESN and without, in UDP and not. */
    static List<Shape> all() {
        List<Shape> shapes = new ArrayList<>();
        for (EspTransform transform : transforms()) {
            for (XfrmMode mode : List.of(XfrmMode.TRANSPORT, XfrmMode.TUNNEL, XfrmMode.BEET)) {
                for (int families = 0; families < 16; families++) {
                    int inner = (families & 1) == 0 ? 4 : 6;
                    int outer = (families & 2) == 0 ? 4 : 6;
                    if (mode != XfrmMode.TRANSPORT || inner == outer) {
                        boolean esn = (families & 4) != 0;
                        boolean udp = (families & 8) != 0;
                        shapes.add(new Shape(shapes.size(), transform, mode, inner, outer, esn, udp));
                    }
                }
            }
        }
        return shapes;
    }

    /** Every cipher with each of its keys and ICVs, joined with every authentication where it needs one. */
    static List<EspTransform> transforms() {
        List<EspTransform> transforms = new ArrayList<>();
        for (EspCipher cipher : EspCipher.values()) {
            for (int key : cipher.keyLengths().stream().sorted().toList()) {
                if (cipher.isAead()) {
                    cipher.icvLengths().stream()
                            .sorted()
                            .forEach(icv -> transforms.add(EspTransform.aead(cipher, key, icv)));
                } else {
                    Arrays.stream(EspAuth.values())
                            .filter(auth -> cipher != EspCipher.NULL || auth != EspAuth.NONE)
                            .forEach(auth -> auth.icvLengths()
                                    .forEach(icv -> transforms.add(
                                            EspTransform.cipher(cipher, key, auth, auth.keyLength(), icv))));
                }
            }
        }
        return transforms;
    }

    int spi() {
        return 0x1000 + number;
    }

    SaConfig config() {
        IpAddress from = IpAddress.parse(outer == 4 ? OUTER_SOURCE_4 : OUTER_SOURCE_6);
        SaConfigBuilder builder = new SaConfigBuilder()
                .between(from, IpAddress.parse(outerDestination()))
                .spi(spi())
                .reqid(1 + number)
                .mode(mode)
                .transform(transform)
                .esn(esn)
                .replayWindow(WINDOW);
        if (mode == XfrmMode.BEET) {
            builder.selector(selector());
        }
        return (udp ? builder.encap(NAT_T, NAT_T) : builder).build();
    }

    /** What the SA's policy takes. */
    Selector selector() {
        int host = inner == 4 ? HOST_4 : HOST_6;
        return Selector.of(IpAddress.parse(innerSource()), host, IpAddress.parse(innerDestination()), host);
    }

    private String outerDestination() {
        return outer == 4 ? "198.18." + (number >> 8) + "." + (number & 0xff) : "2001:db8:ff::2:" + hex();
    }

    private String hex() {
        return Integer.toHexString(number);
    }

    private String innerSource() {
        if (mode == XfrmMode.TRANSPORT) {
            return outer == 4 ? OUTER_SOURCE_4 : OUTER_SOURCE_6;
        }
        return inner == 4 ? INNER_SOURCE_4 : INNER_SOURCE_6;
    }

    private String innerDestination() {
        if (mode == XfrmMode.TRANSPORT) {
            return outerDestination();
        }
        return inner == 4 ? "10.2." + (number >> 8) + "." + (number & 0xff) : "fd00:2::" + hex();
    }

    /** An inner packet with so many bytes behind its UDP header; its fields are not what a stack would choose. */
    TestPackets packet(byte[] payload) {
        TestPackets packet = inner == 4
                ? TestPackets.ipv4(innerSource(), innerDestination()).id(0x1234 + payload.length)
                : TestPackets.ipv6(innerSource(), innerDestination()).flowLabel(0x54321);
        return packet.tos(0xb8).ttl(57).udp(1000, 2000).payload(payload);
    }

    /**
     * The packet with the fields set to zero that its mode does not carry. BEET makes the inner header anew from the
     * outer one, so across families identification, fragment word and flow label are lost, and of IPv4 inside IPv4 the
     * identification is the outer header's.
     */
    byte[] comparable(byte[] packet) {
        byte[] bytes = packet.clone();
        if (mode != XfrmMode.BEET) {
            return bytes;
        }
        if (inner == 4) {
            // identification, fragment word, checksum; across families the hop limit is the route's
            Arrays.fill(bytes, 4, 8, (byte) 0);
            Arrays.fill(bytes, 10, 12, (byte) 0);
        } else if (outer == 4) {
            // flow label
            bytes[1] &= (byte) 0xf0;
            Arrays.fill(bytes, 2, 4, (byte) 0);
        }
        if (inner != outer) {
            bytes[inner == 4 ? 8 : 7] = 0;
        }
        return bytes;
    }

    @Override
    public String toString() {
        return transform.name() + " " + transform.keyLength() * Byte.SIZE + " " + transform.authName() + " "
                + transform.icvLength() * Byte.SIZE + " " + mode.label() + " " + inner + " in " + outer
                + (esn ? " esn" : "") + (udp ? " udp" : "");
    }
}
