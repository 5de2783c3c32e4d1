// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points;

import io.ringlane.plan.points.PointRun.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Asks the model for many points, several at a time; the outcomes do not depend on how many. Stateless. */
public final class PointRuns {
    private PointRuns() {}

    /**
     * Runs points.
     *
     * @param done is told of each outcome, in the order of the points, by the thread that calls this.
     */
    public static List<Outcome> all(List<PublishedPoint> points, PointRun run, int threads, Consumer<Outcome> done) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "point");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Outcome>> waiting = new ArrayList<>();
            points.forEach(point -> waiting.add(pool.submit(() -> run.run(point))));
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> future : waiting) {
                Outcome outcome = await(future);
                outcomes.add(outcome);
                done.accept(outcome);
            }
            return outcomes;
        } finally {
            pool.shutdownNow();
        }
    }

    private static Outcome await(Future<Outcome> future) {
        try {
            return future.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while points were run", stopped);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a point failed", failed.getCause());
        }
    }
}
