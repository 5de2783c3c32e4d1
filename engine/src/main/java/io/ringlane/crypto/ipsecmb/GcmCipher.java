// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * AES-GCM by one critical downcall a packet: in place, no allocation, no lock. A borrowed body is copied to its place
 * first. One thread owns it; its scratch memory is off-heap and wiped on close.
 *
 * <p>Nonces are read where the burst has them, 12 bytes. They were written for the whole burst before, so that the
 * kernel's wide load does not wait for a narrow store still on its way.
 */
@SuppressWarnings("restricted") // calls the kernels only, whose addresses the library class has proved
final class GcmCipher implements BurstCipher {
    /**
     * Takes kernel, expanded key, context, out, in, length, nonce, AAD, its length, ICV, its length. Critical: the
     * thread stays in Java while it runs, for some microseconds at most, and a safepoint waits that long.
     */
    private static final MethodHandle CRYPT = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.ofVoid(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG),
                    Linker.Option.critical(false));

    /** The library's {@code struct gcm_context_data} has 88 bytes. */
    private static final int CONTEXT_BYTES = 128;

    private static final int ICV_ROOM = 64;
    private static final int ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch = arena.allocate(CONTEXT_BYTES + ICV_ROOM, ALIGNMENT);
    private final long context = scratch.address();
    private final long icvScratch = context + CONTEXT_BYTES;
    private final UnsafeBuffer target = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer source = new UnsafeBuffer(0, 0);

    @Override
    public void seal(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            burst.outcome(i, sealOne(burst, i));
        }
    }

    @Override
    public void open(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            burst.outcome(i, openOne(burst, i));
        }
    }

    /** The kernel writes the ICV behind the text, as many bytes as the SA carries. */
    private byte sealOne(CryptoBurst burst, int index) {
        if (!isUsable(burst, index)) {
            return CryptoBurst.FAILED;
        }
        GcmKey key = (GcmKey) burst.key(index);
        bringBody(burst, index);
        long icv = burst.headAddress(index) + burst.textLength(index);
        return crypt(key.sealKernel(), key, burst, index, icv) ? CryptoBurst.DONE : CryptoBurst.FAILED;
    }

    /**
     * 1. decrypts in place, 2. compares the ICVs in constant time, 3. if they differ, encrypts again, which gives back
     * the very bytes that came: counter mode is its own inverse. The packet is the caller's alone meanwhile.
     */
    private byte openOne(CryptoBurst burst, int index) {
        if (!isUsable(burst, index)) {
            return CryptoBurst.FAILED;
        }
        GcmKey key = (GcmKey) burst.key(index);
        bringBody(burst, index);
        if (!crypt(key.openKernel(), key, burst, index, icvScratch)) {
            return CryptoBurst.FAILED;
        }
        long icv = burst.headAddress(index) + burst.textLength(index);
        if (isSameIcv(icv, key.transform().icvLength())) {
            return CryptoBurst.DONE;
        }
        return crypt(key.sealKernel(), key, burst, index, icvScratch) ? CryptoBurst.BAD_ICV : CryptoBurst.FAILED;
    }

    /** True when the entry's key is open and of this provider, and no length is out of what a slot can hold. */
    private static boolean isUsable(CryptoBurst burst, int index) {
        return burst.key(index) instanceof GcmKey key && key.address() != 0 && burst.hasLengthsInRange(index);
    }

    private void bringBody(CryptoBurst burst, int index) {
        int length = burst.bodyLength(index);
        if (length > 0) {
            target.wrap(burst.headAddress(index) + burst.headLength(index), length);
            source.wrap(burst.bodyAddress(index), length);
            target.putBytes(0, source, 0, length);
        }
    }

    private boolean crypt(MemorySegment kernel, GcmKey key, CryptoBurst burst, int index, long icv) {
        long text = burst.headAddress(index);
        try {
            CRYPT.invokeExact(
                    kernel,
                    key.address(),
                    context,
                    text,
                    text,
                    (long) burst.textLength(index),
                    burst.nonceAddress(index),
                    burst.aadAddress(index),
                    (long) burst.aadLength(index),
                    icv,
                    (long) key.transform().icvLength());
            return true;
        } catch (Throwable _) {
            // a critical downcall of a void function throws nothing; the compiler does not know
            return false;
        }
    }

    private boolean isSameIcv(long came, int length) {
        source.wrap(came, length);
        target.wrap(icvScratch, length);
        int difference = 0;
        for (int i = 0; i < length; i += Integer.BYTES) {
            difference |= source.getInt(i) ^ target.getInt(i);
        }
        return difference == 0;
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
