// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.quiet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that do something at the same time, each bound to a CPU. The thread that makes the team is its first member
 * and gives the others their work; they begin together and rest in between. Owned by that thread.
 */
public final class CpuTeam implements AutoCloseable {
    /** Looks at a volatile field, a few hundred microseconds, before a thread that waits goes to sleep. */
    private static final int SPINS = 5_000;
    /** Looks before a thread that waits lets another one have the CPU: they may have to share one. */
    private static final int SPINS_BEFORE_YIELD = 500;

    private final int size;
    private final List<Thread> followers = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    /** Members that have begun, or ended, work since the start: never reset, or one that looks late would miss it. */
    private final AtomicLong begun = new AtomicLong();

    private final AtomicLong ended = new AtomicLong();

    private IntConsumer work;
    private volatile long round;
    private volatile Throwable failure;
    private volatile boolean closed;

    /**
     * Starts the other threads.
     *
     * @param cpus of the members, as many as there are; none at all: they run on any.
     */
    public CpuTeam(int size, int... cpus) {
        this.size = size;
        for (int i = 1; i < size; i++) {
            int member = i;
            Thread thread = new Thread(() -> follow(member), "member-" + member);
            thread.setDaemon(true);
            thread.start();
            followers.add(thread);
        }
        if (cpus.length > 0) {
            run(member -> pin(member, cpus[member]));
        }
    }

    private void pin(int member, int cpu) {
        String refusal = CpuAffinity.pin(cpu);
        if (refusal != null) {
            synchronized (refusals) {
                refusals.add("thread " + member + " is not bound to CPU " + cpu + ": " + refusal);
            }
        }
    }

    public int size() {
        return size;
    }

    /** Why members are not bound to their CPUs, a line each. */
    public List<String> refusals() {
        synchronized (refusals) {
            return List.copyOf(refusals);
        }
    }

    /**
     * Each member does its part, beginning together; returns when all have ended. A member whose part waits for the
     * others' must look at {@link #isBroken}.
     *
     * @param part gets the member's number.
     * @throws IllegalStateException if a part failed, with its message.
     */
    public void run(IntConsumer part) {
        work = part;
        long next = round + 1;
        round = next;
        followers.forEach(LockSupport::unpark);
        work(0, next);
        for (int spins = 0; ended.get() < next * size; spins++) {
            rest(spins);
        }
        if (failure != null) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
    }

    /** True when a member's part failed: nobody may wait for it. */
    public boolean isBroken() {
        return failure != null;
    }

    private void follow(int member) {
        long seen = 0;
        int spins = 0;
        while (!closed) {
            if (round == seen) {
                idle(spins++);
            } else {
                seen++;
                work(member, seen);
                spins = 0;
            }
        }
    }

    private void work(int member, long turn) {
        begun.incrementAndGet();
        for (int spins = 0; begun.get() < turn * size; spins++) {
            rest(spins);
        }
        try {
            work.accept(member);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        ended.incrementAndGet();
    }

    private static void idle(int spins) {
        if (spins < SPINS) {
            rest(spins);
        } else {
            LockSupport.park();
        }
    }

    /** For a thread that waits for another one; both may have to share a CPU. @param spins how often it has looked. */
    public static void rest(int spins) {
        if (spins < SPINS_BEFORE_YIELD) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    @Override
    public void close() {
        closed = true;
        followers.forEach(LockSupport::unpark);
    }
}
