// SPDX-License-Identifier: Apache-2.0
package io.ringlane.buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.agrona.UnsafeApi;

/**
 * Asks the system to back memory with large pages, so that fewer addresses need a walk through the page tables. A wish,
 * not a demand: where the C library or the kernel has no such call nothing happens. Set-up only, any thread.
 */
@SuppressWarnings("restricted") // advice on memory of the caller's does not change what it holds
public final class HugePages {
    public static final long BYTES = 2L << 20;

    /** {@code MADV_HUGEPAGE}: also for what is touched later. */
    private static final int ADVISE = 14;
    /** {@code MADV_COLLAPSE}: now, for what is touched already; Linux 6.1 and later. */
    private static final int COLLAPSE = 25;

    private static final Optional<MethodHandle> MADVISE = Linker.nativeLinker()
            .defaultLookup()
            .find("madvise")
            .map(function -> Linker.nativeLinker()
                    .downcallHandle(
                            function,
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_INT)));

    private HugePages() {}

    /**
     * Memory of its own on whole large pages, zeroed, as far as the system grants them. What is left over before and
     * behind it for the alignment is never touched, so it takes addresses but no memory; an arena would zero it too.
     *
     * @param bytes a multiple of {@link #BYTES}.
     * @param arena that gives it back when closed.
     */
    public static MemorySegment allocate(long bytes, Arena arena) {
        long block = UnsafeApi.allocateMemory(bytes + BYTES);
        long start = block + BYTES - 1 & -BYTES;
        MemorySegment memory =
                MemorySegment.ofAddress(start).reinterpret(bytes, arena, _ -> UnsafeApi.freeMemory(block));
        advise(memory);
        memory.fill((byte) 0);
        return memory;
    }

    /** Advises for the large pages that lie wholly in the memory. @return whether the system took the wish. */
    public static boolean advise(MemorySegment memory) {
        long start = memory.address() + BYTES - 1 & -BYTES;
        long end = memory.address() + memory.byteSize() & -BYTES;
        if (start >= end || MADVISE.isEmpty() || !System.getProperty("os.name").equals("Linux")) {
            return false;
        }
        try {
            int result = (int) MADVISE.get().invokeExact(start, end - start, ADVISE);
            int collapsed = (int) MADVISE.get().invokeExact(start, end - start, COLLAPSE);
            return result == 0 || collapsed == 0;
        } catch (Throwable _) {
            return false;
        }
    }
}
