// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Fails a test whose operation makes garbage in steady state. Counts the bytes that the calling thread allocated, so
 * neither other threads nor the collector disturb it; runs on the test's thread.
 */
public final class AllocationGate {
    private static final int WARM_UP = 20_000;
    private static final int OPERATIONS = 20_000;
    private static final int ROUNDS = 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocationGate() {}

    /**
     * Runs the operation warm and asserts that it allocates 0 bytes. One clean round out of ten is enough: what
     * allocates per packet allocates in each of them, what the runtime does once does not.
     */
    public static void assertNoAllocation(String what, Runnable operation) {
        long fewest = fewestBytes(operation, WARM_UP, OPERATIONS);
        if (fewest != 0) {
            throw new AssertionError(what + " allocates: " + fewest + " bytes in " + OPERATIONS + " operations, "
                    + (double) fewest / OPERATIONS + " a piece; 0 is allowed");
        }
    }

    /**
     * The fewest bytes that any of the rounds allocated.
     *
     * @param warmUp     operations before the first round.
     * @param operations operations per round.
     */
    public static long fewestBytes(Runnable operation, int warmUp, int operations) {
        repeat(operation, warmUp);
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && fewest != 0; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            repeat(operation, operations);
            fewest = Math.min(fewest, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return fewest;
    }

    private static void repeat(Runnable operation, int times) {
        for (int i = 0; i < times; i++) {
            operation.run();
        }
    }
}
