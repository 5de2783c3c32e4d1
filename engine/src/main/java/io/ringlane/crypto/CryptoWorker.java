// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.Agent;

/**
 * Seals bursts off the core (the kernel's {@code cryptd}): takes them from its queues in a fixed order, seals, gives
 * them back. In real time a runner's thread owns it with its cipher; in virtual time the engine's thread steps
 * {@link #doWork}. Allocates nothing itself.
 */
public final class CryptoWorker implements Agent {
    /**
     * In what order bursts go back.
     *
     * @param shuffled false: as they came. true: bursts of all queues are held and go back in random order, some later
     *     than others, as from hardware with many engines.
     * @param seed the same seed and the same steps give the same order.
     */
    public record CompletionOrder(boolean shuffled, long seed) {
        public static final CompletionOrder FIFO = new CompletionOrder(false, 0);

        public static CompletionOrder shuffledBy(long seed) {
            return new CompletionOrder(true, seed);
        }
    }

    /** Bursts taken from one queue in one duty cycle, so that no queue starves the others. */
    public static final int BURSTS_A_CYCLE = 4;

    private final String name;
    private final BurstCipher cipher;
    private final CryptoQueue[] queues;
    private final boolean shuffled;
    private final SplittableRandom random;
    private final CryptoBurst[] held;
    private final CryptoQueue[] heldFrom;
    private int heldCount;

    /** @param cipher the worker's own from now on, closed with it. */
    public CryptoWorker(String name, BurstCipher cipher, List<CryptoQueue> queues, CompletionOrder order) {
        this.name = name;
        this.cipher = cipher;
        this.queues = queues.toArray(new CryptoQueue[0]);
        shuffled = order.shuffled();
        random = new SplittableRandom(order.seed());
        int bursts = queues.stream().mapToInt(CryptoQueue::bursts).sum();
        held = new CryptoBurst[bursts];
        heldFrom = new CryptoQueue[bursts];
    }

    /** Seals what was submitted. @return bursts sealed and bursts given back late; 0 only when nothing is held. */
    @Override
    public int doWork() {
        int sealed = 0;
        for (int i = 0; i < queues.length; i++) {
            sealed += sealFrom(queues[i]);
        }
        return heldCount == 0 ? sealed : sealed + giveSomeBack(sealed);
    }

    private int sealFrom(CryptoQueue queue) {
        int count = 0;
        while (count < BURSTS_A_CYCLE) {
            CryptoBurst burst = queue.take();
            if (burst == null) {
                break;
            }
            cipher.seal(burst);
            finish(queue, burst);
            count++;
        }
        return count;
    }

    private void finish(CryptoQueue queue, CryptoBurst burst) {
        if (shuffled) {
            held[heldCount] = burst;
            heldFrom[heldCount] = queue;
            heldCount++;
        } else {
            queue.giveBack(burst);
        }
    }

    /** Gives a random number of random bursts back, at least one when nothing new came: nothing is held for ever. */
    private int giveSomeBack(int sealed) {
        int least = sealed == 0 ? 1 : 0;
        int count = least + random.nextInt(heldCount + 1 - least);
        for (int i = 0; i < count; i++) {
            giveOneBack(random.nextInt(heldCount));
        }
        return count;
    }

    private void giveOneBack(int index) {
        CryptoBurst burst = held[index];
        CryptoQueue queue = heldFrom[index];
        heldCount--;
        held[index] = held[heldCount];
        heldFrom[index] = heldFrom[heldCount];
        held[heldCount] = null;
        heldFrom[heldCount] = null;
        queue.giveBack(burst);
    }

    /** Gives everything back, what is not sealed yet as failed, so that the core can free each packet. */
    @Override
    public void onClose() {
        while (heldCount > 0) {
            giveOneBack(heldCount - 1);
        }
        for (CryptoQueue queue : queues) {
            for (CryptoBurst burst = queue.take(); burst != null; burst = queue.take()) {
                for (int i = 0; i < burst.size(); i++) {
                    burst.outcome(i, CryptoBurst.FAILED);
                }
                queue.giveBack(burst);
            }
        }
        cipher.close();
    }

    @Override
    public String roleName() {
        return name;
    }
}
