// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringlane.hw.device.GatewayModel;
import io.ringlane.hw.device.GatewaySpec;
import io.ringlane.hw.device.TestGateways;
import io.ringlane.hw.device.host.PauseProfile.Part;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.random.RandomStreams;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CorePausesTest {
    /** From 100 to 130, from 230 to 260, from 360 to 390, and so on. */
    private static final PauseProfile REGULAR = new PauseProfile(always(100), always(30));

    private static List<Part> always(long ps) {
        return List.of(new Part(0, ps), new Part(1, ps));
    }

    private static CorePauses regular() {
        return new CorePauses(REGULAR, new RandomStreams(1, 0), "core 0");
    }

    @ParameterizedTest
    @CsvSource({
        // from, work, end
        "0, 50, 50",
        "0, 100, 100",
        "0, 101, 131",
        "40, 60, 100",
        "40, 200, 300",
        "100, 1, 131",
        "129, 1, 131",
        "130, 1, 131",
        "110, 100, 230",
        "110, 101, 261",
        "500, 10, 530",
    })
    void shouldGoOnAfterAPauseWhenWorkIsInterrupted(long from, long work, long end) {
        assertThat(regular().end(from, work)).isEqualTo(end);
    }

    @Test
    void shouldTellWhenTheCoreIsThereAgainWhenItLies() {
        CorePauses pauses = regular();

        assertThat(pauses.free(99)).isEqualTo(99);
        assertThat(pauses.free(100)).isEqualTo(130);
        assertThat(pauses.free(129)).isEqualTo(130);
        assertThat(pauses.free(130)).isEqualTo(130);
        assertThat(pauses.end(130, 100)).isEqualTo(230);
        assertThat(pauses.free(1_000_000)).isEqualTo(1_000_000);
    }

    @Test
    void shouldDrawByQuantilesWhenPausesDiffer() {
        List<Part> parts = List.of(new Part(0, 10), new Part(0.5, 20), new Part(1, 1_020));
        CorePauses pauses = new CorePauses(new PauseProfile(always(1_000), parts), new RandomStreams(5, 0), "core 0");
        int count = 200_000;
        long end = pauses.end(0, count * 1_000L + 1);

        // half are 15 in the mean, half 520
        assertThat((end - 1) / (double) count - 1_000).isCloseTo(267.5, within(2.5));
    }

    @Test
    void shouldRefuseWhenQuantilesAreNoDistribution() {
        List<Part> half = List.of(new Part(0, 10), new Part(0.5, 20));
        List<Part> falling = List.of(new Part(0, 10), new Part(1, 5));
        List<Part> nothing = always(0);

        assertThatThrownBy(() -> new PauseProfile(half, nothing)).hasMessageContaining("gaps of pauses must rise");
        assertThatThrownBy(() -> new PauseProfile(always(1), falling)).hasMessageContaining("lengths of pauses");
        assertThatThrownBy(() -> new PauseProfile(nothing, nothing)).hasMessageContaining("time between pauses");
    }

    @Test
    void shouldSendLessByThePausesWhenTheCoreIsTheLimit() {
        long without = nanoseconds(null, 0);
        // 3 of 13 microseconds
        PauseProfile pauses = new PauseProfile(always(10_000_000), always(3_000_000));

        assertThat(nanoseconds(pauses, 0) / (double) without).isCloseTo(1.3, within(0.01));
    }

    @Test
    void shouldHaveOtherChancesWhenTheReplicateIsAnother() {
        List<Part> gaps = List.of(new Part(0, 1_000_000), new Part(1, 20_000_000));
        PauseProfile pauses = new PauseProfile(gaps, always(2_000_000));

        assertThat(nanoseconds(pauses, 0)).isEqualTo(nanoseconds(pauses, 0)).isNotEqualTo(nanoseconds(pauses, 1));
    }

    /** How long a core takes for so many packets that are all there from the beginning. */
    private static long nanoseconds(PauseProfile pauses, long replicate) {
        GatewaySpec plain = TestGateways.plain(GatewaySpec.Route.SOURCE, 1);
        HostProfile host = plain.host();
        HostProfile other = new HostProfile(
                1, host.burst(), 0, host.idlePs(), 0, 0, host.encrypt(), host.decrypt(), List.of(), pauses);
        GatewaySpec deep = plain.with(plain.device().with("rings.rx", "65536"));
        GatewayModel model = new GatewayModel(deep.with(other), List.of(new AllAtOnce()), Probe.NONE);
        model.pauses(new RandomStreams(1, replicate));
        model.start();
        while (model.simulation().nextPs() != Simulation.NEVER) {
            model.simulation().step();
        }
        return model.simulation().nowPs() / 1_000;
    }

    private static final class AllAtOnce implements Traffic {
        private int left = 20_000;

        @Override
        public long next() {
            return left-- > 0 ? 0 : Simulation.NEVER;
        }

        @Override
        public int clearBytes() {
            return 64;
        }

        @Override
        public int state() {
            return 0;
        }
    }
}
