// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Has set-up calls carried out by the cores and waits for them: on their threads, or at once when the caller steps the
 * engine. Any thread but the cores'.
 */
final class CoreCalls {
    private final List<Core> cores;
    private volatile EngineThreads threads;

    /** @param threads null when the caller steps the engine. */
    CoreCalls(List<Core> cores, EngineThreads threads) {
        this.cores = cores;
        this.threads = threads;
    }

    /** The threads have ended: from now on calls are carried out at once. */
    void stopped() {
        threads = null;
    }

    /** One call on one core. */
    <T> T on(int core, Supplier<T> command) {
        EngineThreads running = threads;
        return running == null
                ? command.get()
                : running.await(running.submit(cores.get(core).commands(), command));
    }

    /** A call on each core, one after the other. @return the first core's answer. */
    <T> T each(Function<Core, T> command) {
        T first = on(0, () -> command.apply(cores.get(0)));
        for (int i = 1; i < cores.size(); i++) {
            Core core = cores.get(i);
            on(i, () -> command.apply(core));
        }
        return first;
    }

    /** As {@link #each}, without an answer. */
    void run(Consumer<Core> command) {
        each(core -> {
            command.accept(core);
            return 0;
        });
    }

    /** A call on each core while none of them works, so that the answers fit together. */
    synchronized <T> List<T> together(Function<Core, T> command) {
        EngineThreads running = threads;
        if (running == null) {
            return cores.stream().map(command).toList();
        }
        CyclicBarrier barrier = new CyclicBarrier(cores.size());
        List<CompletableFuture<T>> answers = new ArrayList<>();
        for (Core core : cores) {
            answers.add(running.submit(core.commands(), () -> between(barrier, () -> command.apply(core))));
        }
        return answers.stream().map(running::await).toList();
    }

    /** Waits until every core has come here, and again until every core has its answer. */
    private static <T> T between(CyclicBarrier barrier, Supplier<T> command) {
        try {
            barrier.await();
            T answer = command.get();
            barrier.await();
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the engine was closed meanwhile", e);
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException("the engine was closed meanwhile", e);
        }
    }
}
