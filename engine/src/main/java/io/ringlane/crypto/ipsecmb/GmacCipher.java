// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.sa.EspTransform;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * GMAC of ESP (RFC 4543) by the kernels of AES-GCM, one critical downcall a packet: AAD, IV and text are one AAD, and
 * there is nothing to encrypt. They stand in a row in the packet; with ESN, where the high half of the number comes
 * between, they are brought together first. No allocation, no lock. One thread owns it with its scratch memory.
 */
final class GmacCipher implements BurstCipher {
    /** What every shape begins with; then length of key. */
    private static final int OURS = 0x4d47_0000;

    private static final int OURS_MASK = 0xffff_0000;
    private static final int KEY_128 = 16;
    private static final int KEY_192 = 24;
    private static final int ICV = 16;
    private static final int IV = 8;
    private static final int CONTEXT_BYTES = 128;
    private static final int ICV_ROOM = 64;
    private static final int ALIGNMENT = 64;

    @SuppressWarnings("restricted") // all of memory: the addresses come from slots that are checked
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch =
            arena.allocate(CONTEXT_BYTES + ICV_ROOM + CryptoBurst.SCRATCH + IV + CryptoBurst.LONGEST_TEXT, ALIGNMENT);
    private final long context = scratch.address();
    private final long icvScratch = context + CONTEXT_BYTES;
    private final long together = icvScratch + ICV_ROOM;

    static int shape(EspTransform transform) {
        return OURS | transform.keyLength();
    }

    static boolean isOurs(int shape) {
        return (shape & OURS_MASK) == OURS;
    }

    @Override
    public void seal(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            boolean sealed = isUsable(burst, i) && authenticate(burst, i, 0);
            burst.outcome(i, sealed ? CryptoBurst.DONE : CryptoBurst.FAILED);
        }
    }

    @Override
    public void open(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isUsable(burst, i) || !authenticate(burst, i, icvScratch)) {
                burst.outcome(i, CryptoBurst.FAILED);
            } else {
                long came = burst.headAddress(i) + burst.textLength(i);
                burst.outcome(i, isSameIcv(came) ? CryptoBurst.DONE : CryptoBurst.BAD_ICV);
            }
        }
    }

    private static boolean isUsable(CryptoBurst burst, int index) {
        return burst.keyPlace(index) != 0 && isOurs(burst.keyShape(index)) && burst.hasLengthsInRange(index);
    }

    /** @param icv where to write it, 0 for behind the text. */
    private boolean authenticate(CryptoBurst burst, int index, long icv) {
        int length = GcmCipher.bringBody(burst, index);
        long text = burst.headAddress(index);
        long aad = burst.aadAddress(index);
        int aadLength = burst.aadLength(index);
        if (aad + aadLength != text - IV) {
            MemorySegment.copy(MEMORY, aad, MEMORY, together, aadLength);
            MemorySegment.copy(MEMORY, text - IV, MEMORY, together + aadLength, (long) IV + length);
            aad = together;
        }
        return call(burst, index, aad, (long) aadLength + IV + length, icv == 0 ? text + length : icv);
    }

    private boolean call(CryptoBurst burst, int index, long aad, long aadLength, long icv) {
        long key = burst.keyPlace(index);
        long text = burst.headAddress(index);
        long nonce = burst.nonceAddress(index);
        long none = 0;
        long icvLength = ICV;
        try {
            switch (burst.keyShape(index) & ~OURS_MASK) {
                case KEY_128 ->
                    GcmCalls.SEAL_128.invokeExact(
                            key, context, text, text, none, nonce, aad, aadLength, icv, icvLength);
                case KEY_192 ->
                    GcmCalls.SEAL_192.invokeExact(
                            key, context, text, text, none, nonce, aad, aadLength, icv, icvLength);
                default ->
                    GcmCalls.SEAL_256.invokeExact(
                            key, context, text, text, none, nonce, aad, aadLength, icv, icvLength);
            }
            return true;
        } catch (Throwable _) {
            // a critical downcall of a void function throws nothing; the compiler does not know
            return false;
        }
    }

    private boolean isSameIcv(long came) {
        long difference = 0;
        for (int i = 0; i < ICV; i += Long.BYTES) {
            difference |= RawMemory.getLong(came + i) ^ RawMemory.getLong(icvScratch + i);
        }
        return difference == 0;
    }

    /** Wipes the last packet with ESN, and the context. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            scratch.fill((byte) 0);
            arena.close();
        }
    }
}
