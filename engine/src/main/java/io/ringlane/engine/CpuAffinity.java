// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Ties the calling thread to one CPU ({@code sched_setaffinity} of Linux, called through the C library). Stateless; a
 * system that has no such call or refuses it is an outcome, not an error.
 */
final class CpuAffinity {
    /** Numbers of CPUs that the mask has room for, as in glibc's {@code cpu_set_t}. */
    static final int CPUS = 1024;

    private CpuAffinity() {}

    /** @return null when the calling thread is tied to the CPU from now on, else why it is not. */
    static String pin(int cpu) {
        try {
            int error = setAffinity(cpu);
            return error == 0 ? null : "errno " + error;
        } catch (IllegalCallerException e) {
            return "native access is not enabled";
        } catch (Throwable e) {
            return e.getMessage();
        }
    }

    @SuppressWarnings("restricted") // one call into the C library
    private static int setAffinity(int cpu) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup()
                .find("sched_setaffinity")
                .orElseThrow(() -> new UnsupportedOperationException("the system has no sched_setaffinity"));
        Linker.Option errno = Linker.Option.captureCallState("errno");
        MethodHandle call = linker.downcallHandle(
                function,
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                errno);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(CPUS / Byte.SIZE, Long.BYTES);
            mask.set(ValueLayout.JAVA_BYTE, cpu / Byte.SIZE, (byte) (1 << cpu % Byte.SIZE));
            MemoryLayout stateLayout = Linker.Option.captureStateLayout();
            MemorySegment state = arena.allocate(stateLayout);
            int result = (int) call.invokeExact(state, 0, mask.byteSize(), mask);
            return result == 0 ? 0 : state.get(ValueLayout.JAVA_INT, 0);
        }
    }
}
