// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The installed library's kernels as constants, so that a compiled call goes straight to the kernel. Critical: the
 * thread stays in Java while one runs, for some microseconds at most, and a safepoint waits that long. Any thread; to
 * be touched only when the library can be used.
 */
@SuppressWarnings("restricted") // calls the kernels only, whose addresses the library class has proved
final class GcmCalls {
    static final MethodHandle SEAL_128 = handle(kernels(16).seal());
    static final MethodHandle SEAL_192 = handle(kernels(24).seal());
    static final MethodHandle SEAL_256 = handle(kernels(32).seal());
    static final MethodHandle OPEN_128 = handle(kernels(16).open());
    static final MethodHandle OPEN_192 = handle(kernels(24).open());
    static final MethodHandle OPEN_256 = handle(kernels(32).open());

    private GcmCalls() {}

    private static GcmKernels kernels(int keyLength) {
        return IpsecMbLibrary.installed().kernels(keyLength);
    }

    /** Takes expanded key, context, out, in, length, nonce, AAD, its length, ICV, its length. */
    private static MethodHandle handle(MemorySegment kernel) {
        return Linker.nativeLinker()
                .downcallHandle(
                        kernel,
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
    }
}
