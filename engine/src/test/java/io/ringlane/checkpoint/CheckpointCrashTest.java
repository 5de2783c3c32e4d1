// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import static io.ringlane.checkpoint.CheckpointFixture.granted;
import static io.ringlane.checkpoint.CheckpointFixture.key;
import static io.ringlane.checkpoint.CheckpointFixture.last;
import static io.ringlane.checkpoint.CheckpointFixture.sa;
import static io.ringlane.checkpoint.CheckpointFixture.sequence;
import static io.ringlane.checkpoint.CheckpointFixture.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.sa.OutboundSequence;
import io.ringlane.sa.SecretKey;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random lives of SAs on memory that loses what was not forced, ended by crashes at any instant, in the middle of a
 * force too. The test alone knows what was used: no number may come twice under a key.
 */
final class CheckpointCrashTest {
    private static final int SEEDS = Integer.getInteger("ringlane.checkpoint.seeds", 300);
    private static final int KEYS = 5;
    private static final int STEPS = 400;

    private final long[] used = new long[KEYS];
    private final OutboundSequence[] users = new OutboundSequence[KEYS];
    private VolatileMemory memory;
    private Checkpoint checkpoint;
    private int crashes;
    private int taken;

    @Test
    void shouldGiveNoNumberTwiceWhenMachineCrashesAtAnyInstant() {
        for (int seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
        assertThat(crashes).isGreaterThan(10 * SEEDS);
        assertThat(taken).isGreaterThan(100 * SEEDS);
    }

    private void run(int seed) {
        Random random = new Random(seed);
        // one record less than keys: some are refused
        memory = new VolatileMemory(CheckpointLayout.length(KEYS - 1));
        checkpoint = new Checkpoint(Checkpoint.format(memory, KEYS - 1)).block(256);
        Arrays.fill(used, 0);
        Arrays.fill(users, null);
        memory.meanwhile(() -> useAll(random, "in a force of seed " + seed));
        for (int step = 0; step < STEPS; step++) {
            String where = "seed " + seed + ", step " + step;
            try {
                step(random, where);
            } catch (VolatileMemory.Crash crash) {
                restart(random);
            }
        }
    }

    private void step(Random random, String where) {
        int key = random.nextInt(KEYS);
        int chance = random.nextInt(100);
        if (chance < 4) {
            restart(random);
        } else if (chance < 8) {
            memory.crashInForce();
        } else if (chance < 25) {
            checkpoint.doWork();
        } else if (users[key] == null) {
            begin(key, where);
        } else if (chance < 32) {
            users[key].release();
            users[key] = null;
        } else {
            use(key, random, where);
        }
    }

    private void begin(int key, String where) {
        try (SecretKey secret = key(key)) {
            if (checkpoint.lease(sa().build(), secret) instanceof LeaseResult.Granted granted) {
                assertThat(granted.lease().start()).as("%s, key %d", where, key).isGreaterThanOrEqualTo(used[key]);
                users[key] = sequence(granted(granted));
            }
        }
    }

    private void use(int key, Random random, String where) {
        OutboundSequence user = users[key];
        long before = last(user);
        assertThat(before).as(where).isGreaterThanOrEqualTo(used[key]);
        long after = before;
        if (random.nextInt(4) == 0) {
            after = user.take(1 + random.nextInt(40)) ? last(user) : before;
        } else {
            after = take(user, random.nextInt(150));
        }
        taken += (int) (after - before);
        used[key] = after;
    }

    /** Cores go on while the disk works, to the end of what they may use. */
    private void useAll(Random random, String where) {
        for (int key = 0; key < KEYS; key++) {
            for (int i = 0; users[key] != null && i < 4; i++) {
                use(key, random, where);
            }
        }
    }

    private void restart(Random random) {
        crashes++;
        memory = memory.crash(random).meanwhile(() -> useAll(random, "in a force"));
        checkpoint = new Checkpoint(memory).block(256 + random.nextInt(300));
        Arrays.fill(users, null);
    }
}
