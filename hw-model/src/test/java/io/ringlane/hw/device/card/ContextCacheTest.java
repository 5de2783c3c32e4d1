// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.profile.Context;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.hw.sim.stage.Sink;
import io.ringlane.hw.sim.stage.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contexts in memory of the card: a hit takes 5 ns, a miss 500 ns. */
class ContextCacheTest {
    private static final long HIT_PS = 5_000;
    private static final long MISS_PS = 500_000;

    private final List<String> out = new ArrayList<>();

    /** SAs in a given order, all at once or at a distance. */
    private record Given(int[] sas, long everyPs, int[] at) implements Traffic {
        Given(long everyPs, int... sas) {
            this(sas, everyPs, new int[1]);
        }

        @Override
        public long next() {
            return at[0] == sas.length ? Simulation.NEVER : at[0]++ * everyPs;
        }

        @Override
        public int clearBytes() {
            return 64;
        }

        @Override
        public int state() {
            return sas[at[0] - 1];
        }
    }

    private ContextCache run(Context.Cache profile, Traffic traffic) {
        Model[] model = new Model[1];
        Probe probe = new Probe() {
            @Override
            public void entered(Stage stage, int packet, long nowPs) {
                if (stage.name().equals("sink")) {
                    out.add(model[0].packets().serial(packet) + ":"
                            + model[0].packets().state(packet) + "@" + nowPs);
                }
            }
        };
        model[0] = new Model(4096, 4, probe);
        Source source = Source.patient(model[0], "source", traffic);
        ContextCache cache = new ContextCache(model[0], "context", profile, null);
        Sink sink = new Sink(model[0], "sink");
        source.feeds(cache);
        cache.feeds(sink);
        source.start();
        model[0].simulation().run(Long.MAX_VALUE / 4);
        assertThat(cache.held()).isZero();
        assertThat(cache.areaPs()).isEqualTo(cache.sojournPs());
        return cache;
    }

    private static Context.Cache cache(int slots, int outstanding) {
        return new Context.Cache(slots, slots, false, HIT_PS, 0, outstanding, MISS_PS);
    }

    @Test
    void shouldReadAContextOnceWhenItsPacketsComeTogether() {
        ContextCache cache = run(cache(4, 8), new Given(0, 7, 7, 7));
        assertThat(out).containsExactly("0:7@500000", "1:7@500000", "2:7@500000");
        assertThat(cache.cache().misses()).isEqualTo(1);
        assertThat(cache.mostOutstanding()).isEqualTo(1);
    }

    @Test
    void shouldLetHitsPassByAMissOfAnotherSa() {
        run(cache(4, 8), new Given(1_000_000, 1, 2, 1));
        out.clear();
        ContextCache cache = run(cache(4, 8), new Given(600_000, 1, 2, 1, 3, 1));
        assertThat(out).containsExactly("0:1@500000", "1:2@1100000", "2:1@1205000", "3:3@2300000", "4:1@2405000");
        assertThat(cache.cache().hits()).isEqualTo(2);
        out.clear();
        run(cache(4, 8), new Given(100_000, 1, 1, 1, 1, 1, 1, 2, 1));
        // SA 2 misses at 600 ns; SA 1 hits 100 ns later and is out first
        assertThat(out).endsWith("7:1@705000", "6:2@1100000");
    }

    @Test
    void shouldReadSoManyContextsAtATimeAndNoMore() {
        ContextCache cache = run(cache(8, 2), new Given(0, 1, 2, 3, 4));
        assertThat(out).containsExactly("0:1@500000", "1:2@500000", "2:3@1000000", "3:4@1000000");
        assertThat(cache.mostOutstanding()).isEqualTo(2);
    }

    @Test
    void shouldCarryWhatItsMissesAllowWhenItIsSaturated() {
        int sas = 4096;
        int packets = 200_000;
        Sampler sampler = Samplers.uniform(new RandomStreams(4, 0).stream("sa"), 0, sas - 1);
        int[] order = new int[packets];
        for (int i = 0; i < packets; i++) {
            order[i] = (int) sampler.next();
        }
        ContextCache cache = run(cache(1024, 16), new Given(0, order));
        String last = out.getLast();
        double took = Long.parseLong(last.substring(last.indexOf('@') + 1));
        double missRatio = (double) cache.cache().misses() / packets;
        // X <= M / (miss ratio * L), met within what the ends of the run and joined packets make of it
        double bound = 16 / (missRatio * MISS_PS);
        assertThat(missRatio).isCloseTo(0.75, within(0.01));
        assertThat(packets / took).isBetween(0.99 * bound, bound * 1.0001);
    }

    @Test
    void shouldKeepTheOrderOfEachSa() {
        Sampler sampler = Samplers.uniform(new RandomStreams(5, 0).stream("sa"), 0, 199);
        int[] order = new int[20_000];
        for (int i = 0; i < order.length; i++) {
            order[i] = (int) sampler.next();
        }
        run(cache(64, 8), new Given(20_000, order));
        Map<Integer, Long> last = new HashMap<>();
        for (String line : out) {
            long serial = Long.parseLong(line.substring(0, line.indexOf(':')));
            int sa = Integer.parseInt(line.substring(line.indexOf(':') + 1, line.indexOf('@')));
            Long before = last.put(sa, serial);
            assertThat(before == null || before < serial)
                    .as("SA %d at packet %d", sa, serial)
                    .isTrue();
        }
    }
}
