// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.CoresLoad;
import io.ringlane.bench.quiet.CpuAffinity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads of an engine's cores: the caller's is the first core's, others are started here, each bound to a CPU
 * where there are enough. They begin a run together and go on stepping until each has finished its share.
 */
final class CoreTeam implements AutoCloseable {
    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    private final CoresLoad load;
    private final int cores;
    private final boolean bound;
    private final List<Thread> threads = new ArrayList<>();
    /** Shares done since the start: never reset, or a thread that looks late would miss the end of a run. */
    private final AtomicLong finished = new AtomicLong();

    private volatile int round;
    private volatile int share;
    private volatile boolean running = true;
    private volatile Throwable failure;

    /** Called by the thread that will call {@link #run}. @param bound each thread to a CPU. */
    CoreTeam(CoresLoad load, int cores, boolean bound) {
        this.load = load;
        this.cores = cores;
        this.bound = bound;
        pin(0);
        for (int i = 1; i < cores; i++) {
            int core = i;
            Thread thread = new Thread(() -> follow(core), "core-" + core);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /** The first core gets the last CPU: the first one has more to do with interrupts. */
    private void pin(int core) {
        if (!bound) {
            return;
        }
        String refusal = CPUS < cores ? "there are only " + CPUS : CpuAffinity.pin(CPUS - 1 - core);
        if (refusal != null) {
            System.out.println("# core " + core + " is not bound to a CPU: " + refusal);
        }
    }

    /** All cores together send so many packets, the same number each; returns when all of them are home. */
    void run(int packets) {
        share = packets / cores;
        int next = round + 1;
        round = next;
        work(0, next);
        if (failure != null) {
            throw new IllegalStateException("a core's thread failed", failure);
        }
    }

    private void follow(int core) {
        pin(core);
        int seen = 0;
        while (running) {
            if (round == seen) {
                idle();
            } else {
                seen = round;
                work(core, seen);
            }
        }
    }

    private void work(int core, long turn) {
        try {
            load.run(core, share);
        } catch (RuntimeException e) {
            failure = e;
        }
        finished.incrementAndGet();
        int idle = 0;
        while (finished.get() < turn * cores && running) {
            idle = CoresLoad.rest(load.step(core), idle);
        }
    }

    private static void idle() {
        if (CPUS > 1) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
