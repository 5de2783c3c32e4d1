// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The library's functions around jobs: those that set a manager up, by their exported names, and those that a manager's
 * table has for this CPU. The latter are critical downcalls: the thread stays in Java while they run, for some
 * microseconds at most. Immutable, any thread; a manager is one thread's.
 *
 * @param managerBytes what a manager takes.
 * @param place {@code imb_set_pointers_mb_mgr}.
 * @param init {@code init_mb_mgr_auto}.
 * @param next {@code get_next_job}: gives a job to fill in.
 * @param submit {@code submit_job}: takes it, and gives the oldest one if that is done.
 * @param submitChecked the same, but refuses what is plainly wrong in it.
 * @param flush {@code flush_job}: does what it must to give the oldest job, until there is none.
 * @param expansion functions that expand keys.
 */
@SuppressWarnings("restricted") // calls functions that the library class has looked up
record JobFunctions(
        long managerBytes,
        MemorySegment place,
        MemorySegment init,
        MemorySegment next,
        MemorySegment submit,
        MemorySegment submitChecked,
        MemorySegment flush,
        KeyExpansion expansion) {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
    /** Takes memory, flags, whether to reset. */
    private static final MethodHandle PLACE =
            LINKER.downcallHandle(FunctionDescriptor.of(WORD, WORD, WORD, ValueLayout.JAVA_INT));
    /** Takes manager, where to write what CPU was found. */
    private static final MethodHandle INIT = LINKER.downcallHandle(FunctionDescriptor.ofVoid(WORD, WORD));
    /** Takes the manager, gives a job. */
    private static final MethodHandle JOB =
            LINKER.downcallHandle(FunctionDescriptor.of(WORD, WORD), Linker.Option.critical(false));

    /**
     * Makes a manager in zeroed memory.
     *
     * @param memory address of {@link #managerBytes}, aligned to 64.
     */
    void initialise(long memory) {
        try {
            long manager = (long) PLACE.invokeExact(place, memory, 0L, 1);
            if (manager != memory) {
                throw new IllegalStateException("IPsec-MB does not take memory for a manager");
            }
            INIT.invokeExact(init, memory, 0L);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the downcall failed", e);
        }
    }

    /** Address of the job to be filled in. */
    long next(long manager) {
        return call(next, manager);
    }

    /** Address of a job that is done, 0 for none. */
    long submit(long manager) {
        return call(submit, manager);
    }

    /** The same with the library's own checks. */
    long submitChecked(long manager) {
        return call(submitChecked, manager);
    }

    /** Address of a job that is done, 0 when there is none left. */
    long flush(long manager) {
        return call(flush, manager);
    }

    private static long call(MemorySegment function, long manager) {
        try {
            return (long) JOB.invokeExact(function, manager);
        } catch (Throwable _) {
            // a critical downcall throws nothing; the compiler does not know
            return 0;
        }
    }
}
