// SPDX-License-Identifier: Apache-2.0
package io.ringlane.fuzz;

import io.ringlane.sa.XfrmMode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Judges what a receiver let pass, knowing only what was sealed: it must have been sealed under that SA, not have
 * passed before, be within the window, and be a well-formed packet. Shares nothing with what it judges.
 */
final class Suspicion {
    /** Texts that are remembered; fragments of frames may be put together a while later. */
    private static final int REMEMBERED = 8192;

    private static final int IPV4 = 4;
    private static final int IPV6 = 41;

    /** By what they carry; short texts come more than once. */
    private final Map<ByteBuffer, Deque<Sealed>> sealed = new HashMap<>();

    private final Deque<ByteBuffer> order = new ArrayDeque<>();
    private final Map<FuzzSa, Long> tops = new EnumMap<>(FuzzSa.class);

    private static final class Sealed {
        private final long number;
        private boolean passed;

        Sealed(long number) {
            this.number = number;
        }
    }

    /** A text was sealed. */
    void sealed(FuzzSa sa, long number, byte[] text) {
        byte[] carried = carried(sa, text);
        if (carried == null) {
            return;
        }
        ByteBuffer key = key(sa, carried);
        sealed.computeIfAbsent(key, any -> new ArrayDeque<>()).add(new Sealed(number));
        order.add(key);
        if (order.size() > REMEMBERED) {
            ByteBuffer oldest = order.poll();
            Deque<Sealed> alike = sealed.get(oldest);
            alike.poll();
            if (alike.isEmpty()) {
                sealed.remove(oldest);
            }
        }
    }

    /** What a text carries if it is in order, null if nothing of it may pass. */
    private static byte[] carried(FuzzSa sa, byte[] text) {
        if (text.length < 2) {
            return null;
        }
        int length = text.length - 2 - (text[text.length - 2] & 0xff);
        int next = text[text.length - 1] & 0xff;
        if (length <= 0 || next == 59) {
            return null;
        }
        byte[] carried = Arrays.copyOf(text, length);
        if (sa.mode != XfrmMode.TUNNEL) {
            return carried;
        }
        return next == IPV4 || next == IPV6 ? wellFormed(carried, next == IPV4) : null;
    }

    /** The packet without what stands behind it, null if it is none. */
    private static byte[] wellFormed(byte[] packet, boolean four) {
        if (packet.length < (four ? 20 : 40) || (packet[0] & 0xf0) >> 4 != (four ? 4 : 6)) {
            return null;
        }
        int total = four ? number(packet, 2) : 40 + number(packet, 4);
        int header = four ? (packet[0] & 0x0f) * 4 : 40;
        if (total > packet.length || header < (four ? 20 : 40) || header > total || four && sum(packet, header) != 0) {
            return null;
        }
        return Arrays.copyOf(packet, total);
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /** 0 for a header whose checksum is right. */
    private static int sum(byte[] packet, int header) {
        int sum = 0;
        for (int i = 0; i < header; i += 2) {
            sum += number(packet, i);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
    }

    /** In tunnel mode the outer header may add a congestion mark (RFC 6040): it is left out, and the checksum of it. */
    private static ByteBuffer key(FuzzSa sa, byte[] carried) {
        byte[] bytes = Arrays.copyOf(carried, carried.length + 1);
        bytes[carried.length] = (byte) sa.ordinal();
        if (sa.mode == XfrmMode.TUNNEL) {
            if ((bytes[0] & 0xf0) == 0x40) {
                bytes[1] &= (byte) 0xfc;
                bytes[10] = 0;
                bytes[11] = 0;
            } else {
                bytes[1] &= (byte) 0xcf;
            }
        }
        return ByteBuffer.wrap(bytes);
    }

    /**
     * A packet passed. In the modes that make its IP header anew or keep the outer one, only what stands behind it is
     * looked for.
     *
     * @return what is wrong with that, null if nothing is.
     */
    String passed(FuzzSa sa, byte[] packet) {
        if (wellFormed(packet, (packet[0] & 0xf0) == 0x40) == null) {
            return "is not well-formed";
        }
        Deque<Sealed> alike = sa.mode == XfrmMode.TUNNEL ? sealed.get(key(sa, packet)) : behindHeader(sa, packet);
        if (alike == null) {
            return "was never sealed";
        }
        long top = tops.getOrDefault(sa, 0L);
        Sealed found = null;
        boolean isNew = false;
        for (Sealed one : alike) {
            isNew |= !one.passed;
            found = !one.passed && one.number > top - FuzzSa.WINDOW ? one : found;
        }
        if (found == null) {
            return isNew ? "is too old, highest is " + top : "passed before";
        }
        found.passed = true;
        tops.put(sa, Math.max(top, found.number));
        return null;
    }

    private Deque<Sealed> behindHeader(FuzzSa sa, byte[] packet) {
        for (int header = 20; header < packet.length; header += 4) {
            Deque<Sealed> found = sealed.get(key(sa, Arrays.copyOfRange(packet, header, packet.length)));
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
