// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Binds the calling thread, and no other, to one CPU (Linux {@code sched_setaffinity}). Stateless. */
public final class CpuAffinity {
    /** CPUs that a mask has room for. */
    public static final int MOST_CPUS = 1024;

    private static final StructLayout ERROR_STATE = Linker.Option.captureStateLayout();

    private CpuAffinity() {}

    /** Binds the thread. @return null when done, else why not, in one line. */
    public static String pin(int cpu) {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> function = linker.defaultLookup().find("sched_setaffinity");
        if (function.isEmpty()) {
            return "this system has no sched_setaffinity";
        }
        MethodHandle set = linker.downcallHandle(
                function.get(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.captureCallState("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MOST_CPUS / Byte.SIZE, Long.BYTES);
            mask.set(ValueLayout.JAVA_BYTE, cpu / Byte.SIZE, (byte) (1 << cpu % Byte.SIZE));
            MemorySegment error = arena.allocate(ERROR_STATE);
            int result = (int) set.invokeExact(error, 0, mask.byteSize(), mask);
            return result == 0 ? null : "the system refuses with errno " + errno(error);
        } catch (Throwable e) {
            throw new IllegalStateException("sched_setaffinity cannot be called", e);
        }
    }

    private static int errno(MemorySegment error) {
        return error.get(ValueLayout.JAVA_INT, ERROR_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
    }
}
