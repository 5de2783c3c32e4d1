// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.crypto.CryptoWorker;
import io.ringlane.tx.CommandQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** The threads of an engine that is not stepped by its caller: one for the core, one for each crypto worker. */
final class EngineThreads {
    private final List<AgentRunner> runners = new ArrayList<>();

    private EngineThreads() {}

    static EngineThreads start(Core core, List<CryptoWorker> workers, LongSupplier clock) {
        EngineThreads threads = new EngineThreads();
        threads.run(new CoreAgent(core, clock));
        // a worker is closed by the engine, after the core has stopped to submit
        workers.forEach(worker -> threads.run(new Unclosed(worker)));
        return threads;
    }

    private void run(Agent agent) {
        AgentRunner runner = new AgentRunner(
                agent.roleName().startsWith("core") ? new BackoffIdleStrategy() : new YieldingIdleStrategy(),
                error -> {
                    throw new IllegalStateException(agent.roleName() + " failed", error);
                },
                null,
                agent);
        runners.add(runner);
        AgentRunner.startOnThread(runner);
    }

    /** Has a command carried out on the core's thread, and waits for it. */
    <T> T call(CommandQueue commands, Supplier<T> command) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                result.complete(command.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        };
        while (!commands.offer(task)) {
            Thread.onSpinWait();
        }
        return result.join();
    }

    void stop() {
        runners.forEach(AgentRunner::close);
    }

    private record CoreAgent(Core core, LongSupplier clock) implements Agent {
        @Override
        public int doWork() {
            return core.doWork(clock.getAsLong());
        }

        @Override
        public String roleName() {
            return "core";
        }
    }

    private record Unclosed(CryptoWorker worker) implements Agent {
        @Override
        public int doWork() {
            return worker.doWork();
        }

        @Override
        public String roleName() {
            return worker.roleName();
        }
    }
}
