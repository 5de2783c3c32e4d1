// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import static io.ringlane.checkpoint.CheckpointFixture.granted;
import static io.ringlane.checkpoint.CheckpointFixture.key;
import static io.ringlane.checkpoint.CheckpointFixture.sa;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.replay.ReplayVerdict;
import io.ringlane.replay.ReplayWindow;
import io.ringlane.sa.SecretKey;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A window whose machine crashes at any instant, and comes back: no number may be taken in twice. */
final class WindowCrashTest {
    private static final int SEEDS = Integer.getInteger("ringlane.checkpoint.seeds", 300);
    private static final int STEPS = 400;
    private static final int SIZE = 128;

    private VolatileMemory memory;
    private Checkpoint checkpoint;
    private ReplayWindow window;
    private Runnable meanwhile;
    private int crashes;
    private int taken;

    @Test
    void shouldTakeNoNumberInTwiceWhenMachineCrashesAtAnyInstant() {
        for (int seed = 0; seed < SEEDS; seed++) {
            run(new Random(seed), "seed " + seed);
        }
        assertThat(crashes).isGreaterThan(5 * SEEDS);
        assertThat(taken).isGreaterThan(30 * SEEDS);
    }

    private void run(Random random, String where) {
        memory = new VolatileMemory(CheckpointLayout.length(1));
        checkpoint = new Checkpoint(Checkpoint.format(memory, 1)).windowBlock(256);
        window = null;
        Set<Long> seen = new HashSet<>();
        long sender = 0;
        meanwhile = () -> takeAll(random, seen, where + ", in a force");
        memory.meanwhile(meanwhile);
        for (int step = 0; step < STEPS; step++) {
            sender += random.nextInt(8) == 0 ? random.nextInt(60) : 1;
            try {
                step(random, sender, seen, where + ", step " + step);
            } catch (VolatileMemory.Crash crash) {
                restart(random);
            }
        }
    }

    private void step(Random random, long sender, Set<Long> seen, String where) {
        int chance = random.nextInt(100);
        if (window == null) {
            window = begin();
        } else if (chance < 2) {
            restart(random);
        } else if (chance < 4) {
            memory.crashInForce();
        } else if (chance < 12) {
            checkpoint.doWork();
        } else if (chance < 14) {
            window.release();
            window = null;
        } else {
            // the sender's own, one that came late, or one that was recorded by an attacker
            take(chance < 60 ? sender : Math.max(1, sender - random.nextInt(400)), seen, where);
        }
    }

    private void take(long number, Set<Long> seen, String where) {
        if (window.check(number) == ReplayVerdict.FRESH && window.isOnRecord(number)) {
            window.advance(number);
            taken++;
            assertThat(seen.add(number)).as("%s: %d", where, number).isTrue();
        }
    }

    /** Packets come while the disk works, those of an attacker too. */
    private void takeAll(Random random, Set<Long> seen, String where) {
        for (int i = 0; window != null && i < 20; i++) {
            take(Math.max(1, window.top() + random.nextInt(200) - 60), seen, where);
        }
    }

    private ReplayWindow begin() {
        try (SecretKey key = key(1)) {
            NumberLease lease =
                    granted(checkpoint.window(sa().replayWindow(SIZE).build(), key, 0));
            if (lease.isResumed()) {
                return ReplayWindow.closed(true, SIZE, lease.start(), lease);
            }
            ReplayWindow open = ReplayWindow.of(true, SIZE, 0);
            open.reserve(lease);
            return open;
        }
    }

    private void restart(Random random) {
        crashes++;
        memory = memory.crash(random).meanwhile(meanwhile);
        checkpoint = new Checkpoint(memory).windowBlock(256);
        window = null;
    }
}
