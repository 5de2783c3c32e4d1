// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.reference.RefDevice;
import io.ringlane.reference.RefPacket;
import io.ringlane.reference.ReferenceXmit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random set-ups and packets through the engine and through the reference, which shares no code with it: the same
 * frames, counters and numbers must come out, the ledger must be even and every slot at home, after each run.
 *
 * <p>{@code -Dringlane.differential.runs=N} runs more, {@code -Dringlane.differential.seed=S} one run again.
 */
class DifferentialTest {
    private static final String SEED = "ringlane.differential.seed";
    private static final int RUNS = Integer.getInteger("ringlane.differential.runs", 10_000);
    private static final long FIRST_SEED = 1;
    private static final int MAX_SEGMENTS = 48;
    private static final int PARTIAL_PAYLOAD = 8192;

    @Test
    void shouldDoAsTheReferenceWhenPacketsAreRandom() {
        Long one = Long.getLong(SEED);
        if (one != null) {
            check(one);
            return;
        }
        for (int i = 0; i < RUNS; i++) {
            check(FIRST_SEED + i);
        }
    }

    private static void check(long seed) {
        List<String> differences = differences(seed, Integer.MAX_VALUE);
        if (differences.isEmpty()) {
            return;
        }
        int prefix = 1;
        while (prefix < packetCount(seed) && differences(seed, prefix).isEmpty()) {
            prefix++;
        }
        Random random = random(seed);
        SetupForge forge = forge(random);
        List<RefPacket> packets = packets(forge, random);
        List<RefPacket> shown = packets.subList(0, Math.min(prefix, packets.size()));
        assertThat(differences(seed, prefix))
                .as(
                        "replay with -D%s=%d; smallest failing prefix: %d packets, %d workers%n%s%s",
                        SEED,
                        seed,
                        prefix,
                        forge.workers(),
                        forge.setup,
                        shown.stream().map(p -> p + "\n").reduce("", String::concat))
                .isEmpty();
        assertThat(differences).as("replay with -D%s=%d", SEED, seed).isEmpty();
    }

    /** Seeds that follow each other must not start alike. */
    private static Random random(long seed) {
        return new Random(new SplittableRandom(seed).nextLong());
    }

    private static SetupForge forge(Random random) {
        return new SetupForge(random, MAX_SEGMENTS, PARTIAL_PAYLOAD);
    }

    private static int packetCount(long seed) {
        Random random = random(seed);
        return packets(forge(random), random).size();
    }

    private static List<RefPacket> packets(SetupForge forge, Random random) {
        PacketForge packets = new PacketForge(random);
        List<RefPacket> list = new ArrayList<>();
        int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 60 : 10);
        for (int i = 0; i < count; i++) {
            byte[][] flow = forge.flows.get(random.nextInt(forge.flows.size()));
            list.add(packets.packet(flow[0], flow[1]));
        }
        return list;
    }

    /** @param prefix packets that are sent, at most. */
    private static List<String> differences(long seed, int prefix) {
        Random random = random(seed);
        SetupForge forge = forge(random);
        List<RefPacket> all = packets(forge, random);
        List<RefPacket> packets = all.subList(0, Math.min(prefix, all.size()));
        int workers = forge.workers();
        boolean ordered = workers == 0 && forge.setup.script.stealEvery() == 0;
        Comparison comparison = new Comparison();
        try (EngineRun run = new EngineRun(forge.setup, workers, random)) {
            ReferenceXmit reference = new ReferenceXmit(forge.setup);
            packets.forEach(reference::process);
            reference.finish();
            run.run(packets);
            comparison.counters(reference.counts(), run.snapshot());
            comparison.states(forge.setup, run.snapshot());
            comparison.same("soft expiries", reference.counts().softExpired, run.softExpired);
            comparison.same("hard expiries", reference.counts().hardExpired, run.hardExpired);
            comparison.same("slots out", 0, run.slotsOut());
            for (RefDevice device : forge.setup.devices) {
                comparison.device(device, run.device(device), ordered, forge.setup);
            }
        } catch (RuntimeException e) {
            java.io.StringWriter trace = new java.io.StringWriter();
            e.printStackTrace(new java.io.PrintWriter(trace));
            comparison.same("exception", "none", trace.toString());
        }
        return comparison.differences();
    }
}
