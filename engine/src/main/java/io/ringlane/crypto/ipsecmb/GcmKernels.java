// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The library's functions for one length of AES key, chosen by the library for this CPU. They keep no state of their
 * own, so any thread may call them. Immutable.
 *
 * @param seal encrypts and makes the ICV.
 * @param open decrypts and makes the ICV that should have come.
 * @param expand makes the key schedule and the powers of the hash key.
 */
@SuppressWarnings("restricted") // calls the function that the library class has proved
record GcmKernels(MemorySegment seal, MemorySegment open, MemorySegment expand) {
    /** Takes key, where to expand it to. */
    private static final MethodHandle EXPAND = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

    /**
     * Expands a key.
     *
     * @param key address of the cipher key.
     * @param schedule address of at least {@link LibraryVersion#scheduleBytes} bytes, aligned to 64.
     */
    void expand(long key, long schedule) {
        try {
            EXPAND.invokeExact(expand, key, schedule);
        } catch (Throwable e) {
            throw new IllegalStateException("the downcall failed", e);
        }
    }
}
