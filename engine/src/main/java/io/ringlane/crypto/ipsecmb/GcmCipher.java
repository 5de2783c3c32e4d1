// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.sa.EspTransform;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * AES-GCM by one critical downcall a packet: in place, no allocation, no lock. A borrowed body is copied to its place
 * first. One thread owns it; its scratch memory is off-heap and wiped on close.
 *
 * <p>Nonces are read where the burst has them, 12 bytes. They were written for the whole burst before, so that the
 * kernel's wide load does not wait for a narrow store still on its way.
 */
final class GcmCipher implements BurstCipher {
    /** What the shape of every key of ours begins with; then length of key, then bytes of ICV. */
    private static final int OURS = 0x4d42_0000;

    private static final int OURS_MASK = 0xffff_0000;
    private static final int KEY_MASK = 0xff00;
    private static final int KEY_128 = 16 << Byte.SIZE;
    private static final int KEY_192 = 24 << Byte.SIZE;
    private static final int ICV_MASK = 0xff;

    /** The library's {@code struct gcm_context_data} has 88 bytes. */
    private static final int CONTEXT_BYTES = 128;

    private static final int ICV_ROOM = 64;
    private static final int ALIGNMENT = 64;

    /**
     * With more open keys than this their schedules do not stay in the caches near the core, and are touched before
     * they are used. Measured, see docs/decisions/0091.
     */
    static final int KEYS_THAT_STAY_CACHED = 2048;

    /** Packets whose keys are touched together: the loads run side by side. */
    private static final int TOUCHED_TOGETHER = 32;

    private static final long LINE = 64;
    private static final int BLOCK = 16;
    /** The kernels use so many powers of the hash key in one pass, and begin at the last ones for short texts. */
    private static final int MOST_POWERS = 48;

    @SuppressWarnings("restricted") // all of memory: the addresses come from slots and keys that are checked
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch = arena.allocate(CONTEXT_BYTES + ICV_ROOM, ALIGNMENT);
    private final long context = scratch.address();
    private final long icvScratch = context + CONTEXT_BYTES;
    private final AtomicInteger openKeys;
    private final int usedBytes;
    private long touched;

    /**
     * @param openKeys how many keys of the provider are open.
     * @param usedBytes bytes of an expanded key that the kernels use.
     */
    GcmCipher(AtomicInteger openKeys, int usedBytes) {
        this.openKeys = openKeys;
        this.usedBytes = usedBytes;
    }

    static int shape(EspTransform transform) {
        return OURS | transform.keyLength() << Byte.SIZE | transform.icvLength();
    }

    @Override
    public void seal(CryptoBurst burst, int from, int to) {
        boolean cold = openKeys.getPlain() > KEYS_THAT_STAY_CACHED;
        for (int start = from; start < to; start += TOUCHED_TOGETHER) {
            int end = Math.min(to, start + TOUCHED_TOGETHER);
            if (cold) {
                touch(burst, start, end);
            }
            for (int i = start; i < end; i++) {
                burst.outcome(i, sealOne(burst, i));
            }
        }
    }

    @Override
    public void open(CryptoBurst burst, int from, int to) {
        boolean cold = openKeys.getPlain() > KEYS_THAT_STAY_CACHED;
        for (int start = from; start < to; start += TOUCHED_TOGETHER) {
            int end = Math.min(to, start + TOUCHED_TOGETHER);
            if (cold) {
                touch(burst, start, end);
            }
            for (int i = start; i < end; i++) {
                burst.outcome(i, openOne(burst, i));
            }
        }
    }

    /**
     * Loads one long from each line of the keys that the kernels are going to read, so that the lines come side by side
     * and not one after the other in the middle of a packet. Keys at equal distances come by themselves.
     */
    private void touch(CryptoBurst burst, int from, int to) {
        long sum = 0;
        long before = 0;
        long distance = 0;
        for (int i = from; i < to; i++) {
            long place = burst.keyPlace(i);
            if (place - before != distance && isUsable(burst, i)) {
                sum ^= touch(place, burst.textLength(i));
            }
            distance = place - before;
            before = place;
        }
        touched = sum;
    }

    private long touch(long schedule, int textLength) {
        long sum = RawMemory.getLong(schedule)
                ^ RawMemory.getLong(schedule + LINE)
                ^ RawMemory.getLong(schedule + 2 * LINE);
        int powers = Math.min(MOST_POWERS, (textLength + BLOCK - 1) / BLOCK + 1);
        long end = schedule + usedBytes;
        for (long at = end - (long) BLOCK * powers & -LINE; at < end; at += LINE) {
            sum ^= RawMemory.getLong(at);
        }
        return sum;
    }

    /** The kernel writes the ICV behind the text, as many bytes as the SA carries. */
    private byte sealOne(CryptoBurst burst, int index) {
        int whole = burst.wholeLength(index);
        if (whole >= 0 && hasOurKey(burst, index)) {
            long text = burst.headAddress(index);
            return seal(burst, index, text, whole, text + whole) ? CryptoBurst.DONE : CryptoBurst.FAILED;
        }
        return sealPieces(burst, index);
    }

    private byte sealPieces(CryptoBurst burst, int index) {
        if (!isUsable(burst, index)) {
            return CryptoBurst.FAILED;
        }
        boolean elsewhere = burst.isElsewhere(index);
        int length = elsewhere ? burst.bodyLength(index) : bringBody(burst, index);
        long text = burst.headAddress(index);
        long source = elsewhere && length > 0 ? burst.bodyAddress(index) : text;
        return seal(burst, index, source, length, text + length) ? CryptoBurst.DONE : CryptoBurst.FAILED;
    }

    /**
     * 1. decrypts in place, 2. compares the ICVs in constant time, 3. if they differ, encrypts again, which gives back
     * the very bytes that came: counter mode is its own inverse. The packet is the caller's alone meanwhile.
     */
    private byte openOne(CryptoBurst burst, int index) {
        int length = burst.wholeLength(index);
        if (length < 0 || !hasOurKey(burst, index)) {
            if (!isUsable(burst, index)) {
                return CryptoBurst.FAILED;
            }
            length = bringBody(burst, index);
        }
        if (!open(burst, index, length, icvScratch)) {
            return CryptoBurst.FAILED;
        }
        if (isSameIcv(burst.headAddress(index) + length, burst.keyShape(index) & ICV_MASK)) {
            return CryptoBurst.DONE;
        }
        return seal(burst, index, burst.headAddress(index), length, icvScratch)
                ? CryptoBurst.BAD_ICV
                : CryptoBurst.FAILED;
    }

    /** True when the entry's key is open and of this provider, and no length is out of what a slot can hold. */
    private static boolean isUsable(CryptoBurst burst, int index) {
        return hasOurKey(burst, index) && burst.hasLengthsInRange(index);
    }

    private static boolean hasOurKey(CryptoBurst burst, int index) {
        return burst.keyPlace(index) != 0 && (burst.keyShape(index) & OURS_MASK) == OURS;
    }

    /**
     * Copies a borrowed body to its place: that and one call cost less than a call a piece, see docs/decisions/0091.
     *
     * @return the text's length.
     */
    static int bringBody(CryptoBurst burst, int index) {
        int headLength = burst.headLength(index);
        int bodyLength = burst.bodyLength(index);
        if (bodyLength > 0) {
            long place = burst.headAddress(index) + headLength;
            MemorySegment.copy(MEMORY, burst.bodyAddress(index), MEMORY, place, bodyLength);
        }
        return headLength + bodyLength + burst.tailLength(index);
    }

    private boolean seal(CryptoBurst burst, int index, long source, int length, long icv) {
        int shape = burst.keyShape(index);
        long key = burst.keyPlace(index);
        long text = burst.headAddress(index);
        long bytes = length;
        long nonce = burst.nonceAddress(index);
        long aad = burst.aadAddress(index);
        long aadLength = burst.aadLength(index);
        long icvLength = shape & ICV_MASK;
        try {
            switch (shape & KEY_MASK) {
                case KEY_128 ->
                    GcmCalls.SEAL_128.invokeExact(
                            key, context, text, source, bytes, nonce, aad, aadLength, icv, icvLength);
                case KEY_192 ->
                    GcmCalls.SEAL_192.invokeExact(
                            key, context, text, source, bytes, nonce, aad, aadLength, icv, icvLength);
                default ->
                    GcmCalls.SEAL_256.invokeExact(
                            key, context, text, source, bytes, nonce, aad, aadLength, icv, icvLength);
            }
            return true;
        } catch (Throwable _) {
            // a critical downcall of a void function throws nothing; the compiler does not know
            return false;
        }
    }

    private boolean open(CryptoBurst burst, int index, int length, long icv) {
        int shape = burst.keyShape(index);
        long key = burst.keyPlace(index);
        long text = burst.headAddress(index);
        long bytes = length;
        long nonce = burst.nonceAddress(index);
        long aad = burst.aadAddress(index);
        long aadLength = burst.aadLength(index);
        long icvLength = shape & ICV_MASK;
        try {
            switch (shape & KEY_MASK) {
                case KEY_128 ->
                    GcmCalls.OPEN_128.invokeExact(
                            key, context, text, text, bytes, nonce, aad, aadLength, icv, icvLength);
                case KEY_192 ->
                    GcmCalls.OPEN_192.invokeExact(
                            key, context, text, text, bytes, nonce, aad, aadLength, icv, icvLength);
                default ->
                    GcmCalls.OPEN_256.invokeExact(
                            key, context, text, text, bytes, nonce, aad, aadLength, icv, icvLength);
            }
            return true;
        } catch (Throwable _) {
            // a critical downcall of a void function throws nothing; the compiler does not know
            return false;
        }
    }

    private boolean isSameIcv(long came, int length) {
        if (length == BLOCK) {
            long low = RawMemory.getLong(came) ^ RawMemory.getLong(icvScratch);
            long high = RawMemory.getLong(came + Long.BYTES) ^ RawMemory.getLong(icvScratch + Long.BYTES);
            return (low | high) == 0;
        }
        int difference = 0;
        for (int i = 0; i < length; i += Integer.BYTES) {
            difference |= MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, came + i)
                    ^ MEMORY.get(ValueLayout.JAVA_INT_UNALIGNED, icvScratch + i);
        }
        return difference == 0;
    }

    /** What the touches loaded, so that they are not left out as useless. */
    long touched() {
        return touched;
    }

    /** Wipes the context, which holds a block of the last key stream. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            scratch.fill((byte) 0);
            arena.close();
        }
    }
}
