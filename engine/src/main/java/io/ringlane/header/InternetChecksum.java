// SPDX-License-Identifier: Apache-2.0
package io.ringlane.header;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/**
 * The Internet checksum (RFC 1071), full and incremental (RFC 1624). Sums are carried unfolded in a long as the sum of
 * 32-bit words in native byte order until {@link #finish}; only 16-bit values in network order enter or leave.
 */
public final class InternetChecksum {
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    @SuppressWarnings("restricted") // all of memory: the addresses come from buffers whose bounds are checked
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private InternetChecksum() {}

    /**
     * Adds bytes to a running sum. The bytes summed before must have been even in number.
     *
     * @return the new running sum, folded to 32 bits and a carry.
     */
    public static long sum(DirectBuffer buffer, int offset, int length, long start) {
        buffer.boundsCheck(offset, length);
        byte[] array = buffer.byteArray();
        long base = buffer.addressOffset() + offset;
        long sum = array == null ? sumWords(base, length, start) : sumWords(array, base, length, start);
        return sumRest(buffer, offset + (length & -Long.BYTES), length & Long.BYTES - 1, sum);
    }

    /**
     * The same for bytes off-heap whose bounds the caller has checked.
     *
     * @param address absolute, any alignment.
     */
    public static long sum(long address, int length, long start) {
        long sum = sumWords(address, length, start);
        long at = address + (length & -Long.BYTES);
        if ((length & 4) != 0) {
            sum += UnsafeApi.getInt(at) & 0xffffffffL;
            at += 4;
        }
        if ((length & 2) != 0) {
            sum += UnsafeApi.getShort(at) & 0xffff;
            at += 2;
        }
        if ((length & 1) != 0) {
            int last = UnsafeApi.getByte(at) & 0xff;
            sum += LITTLE ? last : last << 8;
        }
        return sum;
    }

    /**
     * Off-heap words; the caller has checked their bounds. Read through a segment, counted in an int: in this form the
     * compiler makes vector instructions of the loop, and with plain loads at absolute addresses it does not.
     */
    private static long sumWords(long base, int length, long start) {
        int words = length >>> 3;
        long even = 0;
        long odd = 0;
        for (int i = 0; i < words; i++) {
            long word = MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, base + ((long) i << 3));
            even += word & 0xffffffffL;
            odd += word >>> 32;
        }
        return start + even + odd;
    }

    private static long sumWords(byte[] array, long base, int length, long start) {
        int words = length >>> 3;
        long sum = start;
        for (int i = 0; i < words; i++) {
            long word = UnsafeApi.getLong(array, base + ((long) i << 3));
            sum += (word & 0xffffffffL) + (word >>> 32);
        }
        return sum;
    }

    private static long sumRest(DirectBuffer buffer, int offset, int length, long start) {
        long sum = start;
        int at = offset;
        if ((length & 4) != 0) {
            sum += buffer.getInt(at) & 0xffffffffL;
            at += 4;
        }
        if ((length & 2) != 0) {
            sum += buffer.getShort(at) & 0xffff;
            at += 2;
        }
        if ((length & 1) != 0) {
            int last = buffer.getByte(at) & 0xff;
            sum += LITTLE ? last : last << 8;
        }
        return sum;
    }

    /** Adds one 16-bit value in network order. */
    public static long add(long sum, int value) {
        return sum + nativeOrder(value & 0xffff);
    }

    /** Adds a 32-bit value in network order. */
    public static long add32(long sum, int value) {
        return sum + ((LITTLE ? Integer.reverseBytes(value) : value) & 0xffffffffL);
    }

    /** Folds a sum to 16 bits, not complemented, in network order: what a partial checksum field holds. */
    public static int fold(long sum) {
        long folded = (sum & 0xffffffffL) + (sum >>> 32);
        folded = (folded & 0xffff) + (folded >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return nativeOrder((int) folded);
    }

    /** The checksum: the folded sum complemented, in network order. */
    public static int finish(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** The checksum for UDP, where 0 means "none" and is sent as 0xffff (RFC 768). */
    public static int finishUdp(long sum) {
        int checksum = finish(sum);
        return checksum == 0 ? 0xffff : checksum;
    }

    /** Sum of the IPv4 pseudo header. @param ip offset of the IPv4 header. @param length of the upper layer. */
    public static long pseudoHeader4(DirectBuffer buffer, int ip, int protocol, int length) {
        return add(add(sum(buffer, ip + Ipv4.SOURCE_OFFSET, 8, 0), protocol), length);
    }

    /** Sum of the IPv6 pseudo header (RFC 8200 section 8.1). @param ip offset of the IPv6 header. */
    public static long pseudoHeader6(DirectBuffer buffer, int ip, int protocol, int length) {
        return add(add32(sum(buffer, ip + Ipv6.SOURCE_OFFSET, 32, 0), length), protocol);
    }

    private static int nativeOrder(int value) {
        return LITTLE ? (value & 0xff) << 8 | value >>> 8 & 0xff : value & 0xffff;
    }
}
