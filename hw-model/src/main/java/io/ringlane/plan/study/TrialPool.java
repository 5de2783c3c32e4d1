// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.study;

import io.ringlane.plan.trial.Transient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs trials on the machine's cores and remembers them, so that questions share what they have in common. What is
 * asked for decides the results, never which thread was free. Asked by one thread, which closes it.
 */
public final class TrialPool implements AutoCloseable {
    private final Bench bench;
    private final ExecutorService threads;
    private final int width;
    private final Map<Key, FutureTask<Run>> runs = new ConcurrentHashMap<>();
    private final Set<Key> asked = new HashSet<>();
    private final AtomicLong worked = new AtomicLong();
    private final Listener listener;
    private long packets;
    private long events;

    /** The scenario by what it says, not by which object says it. */
    private record Key(String scenario, double load, long packets, int repeat) {}

    /** Is told how far the work has come, by any thread of the pool. */
    @FunctionalInterface
    public interface Listener {
        void ran(Point point, Run run, long packetsSoFar);
    }

    /**
     * @param threads that run trials, at least 1.
     * @param store   asked before a trial is run, and told of each; closed by its owner.
     */
    public TrialPool(Bench bench, int threads, StudyStore store, Listener listener) {
        this.bench = store.around(bench);
        this.listener = listener;
        width = threads;
        this.threads = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "trial");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts a trial that will be asked for soon. */
    public void prepare(Point point) {
        submit(point);
    }

    /** The result of a trial; waits for it. */
    public Run run(Point point) {
        return await(point, submit(point));
    }

    /** The results of trials in their order. */
    public List<Run> run(List<Point> points) {
        points.forEach(this::submit);
        List<Run> results = new ArrayList<>();
        points.forEach(point -> results.add(run(point)));
        return results;
    }

    /** The courses of trials in which something goes wrong, in their order. They are not remembered. */
    public List<Transient> rehearse(List<Bench.Rehearsal> rehearsals) {
        List<FutureTask<Transient>> tasks = new ArrayList<>();
        for (Bench.Rehearsal one : rehearsals) {
            FutureTask<Transient> task = new FutureTask<>(() -> bench.rehearse(one));
            tasks.add(task);
            threads.execute(task);
            packets += one.point().packets();
        }
        return tasks.stream().map(TrialPool::await).toList();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while a trial ran", stopped);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a trial failed", failed.getCause());
        }
    }

    private static Key key(Point point) {
        return new Key(point.scenario().hash(), point.load(), point.packets(), point.repeat());
    }

    private Future<Run> submit(Point point) {
        Key key = key(point);
        FutureTask<Run> mine = new FutureTask<>(() -> work(point));
        FutureTask<Run> there = runs.putIfAbsent(key, mine);
        if (there != null) {
            return there;
        }
        threads.execute(mine);
        return mine;
    }

    private Run work(Point point) {
        Run run = bench.run(point);
        listener.ran(point, run, worked.addAndGet(point.packets()));
        return run;
    }

    /** Counts what was asked for: what was begun ahead of time and never asked for depends on the number of threads. */
    private Run await(Point point, Future<Run> future) {
        Run run = await(future);
        if (asked.add(key(point))) {
            packets += point.packets();
            events += run.events();
        }
        return run;
    }

    /** Trials that run side by side. */
    public int width() {
        return width;
    }

    /** Packets offered in all trials that were asked for. */
    public long packets() {
        return packets;
    }

    /** Events of those. */
    public long events() {
        return events;
    }

    /** Trials that were asked for. */
    public int trials() {
        return asked.size();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
