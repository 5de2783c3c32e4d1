// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Big-endian reading, writing and summing of byte arrays, one octet at a time. */
public final class Octets {
    private Octets() {}

    public static int u8(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    public static int u16(byte[] bytes, int at) {
        return u8(bytes, at) << 8 | u8(bytes, at + 1);
    }

    public static int u32(byte[] bytes, int at) {
        return u16(bytes, at) << 16 | u16(bytes, at + 2);
    }

    public static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    public static void put32(byte[] bytes, int at, int value) {
        put16(bytes, at, value >>> 16);
        put16(bytes, at + 2, value);
    }

    public static void put64(byte[] bytes, int at, long value) {
        put32(bytes, at, (int) (value >>> 32));
        put32(bytes, at + 4, (int) value);
    }

    public static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Sum of 16-bit words from one index to another, the last octet padded with 0. */
    public static long sum(byte[] bytes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i += 2) {
            sum += u8(bytes, i) << 8 | (i + 1 < to ? u8(bytes, i + 1) : 0);
        }
        return sum;
    }

    /** One's complement sum folded to 16 bits. */
    public static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }

    /** Sum of the pseudo header of RFC 9293 section 3.1 and RFC 8200 section 8.1. */
    public static long pseudo(byte[] source, byte[] destination, int protocol, int length) {
        return sum(source, 0, source.length) + sum(destination, 0, destination.length) + protocol + length;
    }

    /** Writes the checksum of an IPv4 header that starts the array. */
    public static void ipv4Checksum(byte[] header) {
        put16(header, 10, 0);
        put16(header, 10, ~fold(sum(header, 0, (header[0] & 15) * 4)));
    }
}
