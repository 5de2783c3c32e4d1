// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.crypto.CryptoWorker;
import io.ringlane.tx.CommandQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** The threads of an engine that is not stepped by its caller: one for each core, worker and checkpoint. */
final class EngineThreads {
    private static final long LOOK_AGAIN_MS = 100;

    private final List<AgentRunner> runners = new ArrayList<>();
    private volatile IllegalStateException failure;

    private EngineThreads() {}

    static EngineThreads start(List<Core> cores, List<CryptoWorker> workers, EngineContext context) {
        EngineThreads threads = new EngineThreads();
        for (int i = 0; i < cores.size(); i++) {
            Agent agent = new CoreAgent(cores.get(i), i, context.clock(), context.cpu(i), context.listener());
            threads.run(agent, idleStrategy(context.idle()));
        }
        // a worker is closed by the engine, after the cores have stopped to submit
        workers.forEach(worker -> threads.run(new Unclosed(worker), new YieldingIdleStrategy()));
        if (context.checkpoint() != null) {
            threads.run(context.checkpoint(), new BackoffIdleStrategy());
        }
        return threads;
    }

    private static IdleStrategy idleStrategy(EngineContext.Idle idle) {
        return switch (idle) {
            case SPIN -> new BusySpinIdleStrategy();
            case YIELD -> new YieldingIdleStrategy();
            case BACKOFF -> new BackoffIdleStrategy();
        };
    }

    private void run(Agent agent, IdleStrategy idle) {
        AgentRunner runner = new AgentRunner(
                idle,
                error -> {
                    failure = new IllegalStateException(agent.roleName() + " failed", error);
                    throw failure;
                },
                null,
                agent);
        runners.add(runner);
        AgentRunner.startOnThread(runner);
    }

    /** Has a command carried out on a core's thread. */
    <T> CompletableFuture<T> submit(CommandQueue commands, Supplier<T> command) {
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
        return result;
    }

    /**
     * Waits for a command's answer.
     *
     * @throws IllegalStateException when a thread of the engine has failed: the answer may never come.
     */
    <T> T await(CompletableFuture<T> answer) {
        while (true) {
            try {
                return answer.get(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (failure != null) {
                    throw failure;
                }
            } catch (ExecutionException e) {
                throw new CompletionException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a core", e);
            }
        }
    }

    void stop() {
        runners.forEach(AgentRunner::close);
    }

    private record CoreAgent(Core core, int number, LongSupplier clock, int cpu, EngineListener listener)
            implements Agent {
        @Override
        public void onStart() {
            String refusal = cpu < 0 ? null : CpuAffinity.pin(cpu);
            if (refusal != null) {
                listener.notice(roleName() + " cannot be tied to cpu " + cpu + ", it runs on any: " + refusal);
            }
        }

        @Override
        public int doWork() {
            return core.doWork(clock.getAsLong());
        }

        @Override
        public String roleName() {
            return "core-" + number;
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
