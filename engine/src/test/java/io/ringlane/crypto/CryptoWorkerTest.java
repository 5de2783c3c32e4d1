// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoWorker.CompletionOrder;
import io.ringlane.sa.EspTransform;
import io.ringlane.testing.AllocationGate;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class CryptoWorkerTest {
    private static final int BURSTS = 16;

    private final CryptoQueue one = new CryptoQueue(BURSTS, 4);
    private final CryptoQueue two = new CryptoQueue(BURSTS, 4);
    private final RecordingCipher cipher = new RecordingCipher();

    @AfterEach
    void closeQueues() {
        one.close();
        two.close();
    }

    @Test
    void shouldSealAndGiveBackInOrderWhenFifo() {
        CryptoWorker worker = worker(CompletionOrder.FIFO);
        submit(one, 1, 2, 3);
        submit(two, 11);
        assertThat(worker.doWork()).isEqualTo(4);
        assertThat(cipher.sealed).containsExactly(1L, 2L, 3L, 11L);
        assertThat(completed(one)).containsExactly(1L, 2L, 3L);
        assertThat(completed(two)).containsExactly(11L);
        assertThat(worker.doWork()).isZero();
    }

    @Test
    void shouldServeBothQueuesWhenOneIsLong() {
        CryptoWorker worker = worker(CompletionOrder.FIFO);
        for (int i = 0; i < BURSTS; i++) {
            submit(one, i);
        }
        submit(two, 100);
        worker.doWork();
        assertThat(completed(one)).hasSize(CryptoWorker.BURSTS_A_CYCLE);
        assertThat(completed(two)).containsExactly(100L);
    }

    @Test
    void shouldCompleteOutOfOrderWhenShuffled() {
        CryptoWorker worker = worker(CompletionOrder.shuffledBy(42));
        List<Long> submitted = new ArrayList<>();
        List<Long> back = new ArrayList<>();
        for (int i = 0; i < BURSTS; i++) {
            submit(one, i);
            submitted.add((long) i);
        }
        while (worker.doWork() > 0) {
            back.addAll(completed(one));
        }
        assertThat(cipher.sealed).isEqualTo(submitted);
        assertThat(back).containsExactlyInAnyOrderElementsOf(submitted).isNotEqualTo(submitted);
    }

    @Test
    void shouldHoldSomeBurstsBackWhenShuffled() {
        CryptoWorker worker = worker(CompletionOrder.shuffledBy(7));
        boolean heldBack = false;
        for (int i = 0; i < BURSTS; i++) {
            submit(one, i);
            worker.doWork();
            heldBack |= completed(one).isEmpty();
        }
        assertThat(heldBack).isTrue();
    }

    @Test
    void shouldGiveTheSameOrderWhenSeedIsTheSame() {
        List<Long> first = shuffledRun(3);
        List<Long> second = shuffledRun(3);
        List<Long> other = shuffledRun(4);
        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    private List<Long> shuffledRun(long seed) {
        CryptoWorker worker = worker(CompletionOrder.shuffledBy(seed));
        List<Long> back = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            submit(one, i);
            submit(two, 100 + i);
            worker.doWork();
            back.addAll(completed(one));
            back.addAll(completed(two));
        }
        while (worker.doWork() > 0) {
            back.addAll(completed(one));
            back.addAll(completed(two));
        }
        assertThat(back).hasSize(16);
        return back;
    }

    @Test
    void shouldReturnEveryBurstWhenClosed() {
        CryptoWorker worker = worker(CompletionOrder.shuffledBy(1));
        for (int i = 0; i < BURSTS; i++) {
            submit(one, i);
        }
        worker.doWork();
        worker.onClose();
        int done = 0;
        int failed = 0;
        for (CryptoBurst burst = one.complete(); burst != null; burst = one.complete()) {
            done += burst.outcome(0) == CryptoBurst.DONE ? 1 : 0;
            failed += burst.outcome(0) == CryptoBurst.FAILED ? 1 : 0;
        }
        assertThat(done).isEqualTo(CryptoWorker.BURSTS_A_CYCLE);
        assertThat(failed).isEqualTo(BURSTS - CryptoWorker.BURSTS_A_CYCLE);
        assertThat(one.packetsInFlight()).isZero();
        assertThat(cipher.closed).isTrue();
    }

    @Test
    @Timeout(60)
    void shouldSealEveryBurstWhenRunByAThread() {
        int rounds = 20_000;
        long sum = 0;
        int completed = 0;
        try (AgentRunner runner = new AgentRunner(
                new YieldingIdleStrategy(), Throwable::printStackTrace, null, worker(CompletionOrder.FIFO))) {
            AgentRunner.startOnThread(runner);
            int begun = 0;
            while (completed < rounds) {
                CryptoBurst burst = begun < rounds ? one.begin() : null;
                if (burst != null) {
                    burst.add(null, null, 0, begun++);
                    one.submit(burst);
                }
                CryptoBurst back = one.complete();
                if (back == null) {
                    Thread.onSpinWait();
                    continue;
                }
                assertThat(back.outcome(0)).isEqualTo(CryptoBurst.DONE);
                assertThat(back.sequence(0)).isEqualTo(completed);
                sum += back.sequence(0);
                completed++;
                one.recycle(back);
            }
        }
        assertThat(sum).isEqualTo((long) rounds * (rounds - 1) / 2);
        assertThat(cipher.closed).isTrue();
    }

    @Test
    void shouldAllocateNothingWhenWorkerIsStepped() {
        NullProvider provider = new NullProvider();
        try (Arena arena = Arena.ofConfined();
                CryptoKey key = provider.newKey(EspTransform.nullForBenchmarks(), null)) {
            long text = arena.allocate(64).address();
            for (CompletionOrder order : List.of(CompletionOrder.FIFO, CompletionOrder.shuffledBy(1))) {
                CryptoWorker worker = new CryptoWorker("worker", provider.newCipher(), List.of(one), order);
                AllocationGate.assertNoAllocation("crypto worker " + order, () -> {
                    CryptoBurst burst = one.begin();
                    burst.add(null, key, text, 1);
                    burst.text(0, text, 20, 0, 0, 4);
                    one.submit(burst);
                    while (worker.doWork() > 0) {
                        CryptoBurst back = one.complete();
                        if (back != null) {
                            one.recycle(back);
                        }
                    }
                });
                assertThat(one.credits()).isEqualTo(BURSTS);
            }
        }
    }

    private CryptoWorker worker(CompletionOrder order) {
        return new CryptoWorker("worker", cipher, List.of(one, two), order);
    }

    /** Submits bursts of one entry each, known by their number. */
    private static void submit(CryptoQueue queue, long... numbers) {
        for (long number : numbers) {
            CryptoBurst burst = queue.begin();
            burst.add(null, null, 0, number);
            queue.submit(burst);
        }
    }

    private static List<Long> completed(CryptoQueue queue) {
        List<Long> numbers = new ArrayList<>();
        for (CryptoBurst burst = queue.complete(); burst != null; burst = queue.complete()) {
            assertThat(burst.outcome(0)).isEqualTo(CryptoBurst.DONE);
            numbers.add(burst.sequence(0));
            queue.recycle(burst);
        }
        return numbers;
    }

    /** Writes down what it seals. */
    private static final class RecordingCipher implements BurstCipher {
        private final List<Long> sealed = new ArrayList<>();
        private volatile boolean closed;

        @Override
        public void seal(CryptoBurst burst, int from, int to) {
            for (int i = from; i < to; i++) {
                sealed.add(burst.sequence(i));
                burst.outcome(i, CryptoBurst.DONE);
            }
        }

        @Override
        public void open(CryptoBurst burst, int from, int to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
