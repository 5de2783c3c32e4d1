// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.oracle;

import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.hw.sim.stage.DelayStage;
import io.ringlane.hw.sim.stage.LaneOrder;
import io.ringlane.hw.sim.stage.LanePool;
import io.ringlane.hw.sim.stage.LanePool.Layout;
import io.ringlane.hw.sim.stage.LinkedStage;
import io.ringlane.hw.sim.stage.ServerStage;
import org.junit.jupiter.api.Test;

/** Losses of finite rings against queueing theory: rows O17 to O21 of the reference. */
final class LossOraclesTest {
    private static final long PACKETS = (long) Length.PACKETS * Length.TIMES;

    private static void assertLoss(Queueing queueing, LinkedStage stage, double gap, double loss, double tolerance) {
        assertLoss(queueing, stage, queueing.exponential("arrivals", gap), 1, loss, tolerance);
    }

    /** @param longer times as many packets as in other rows, where the whole length is asked for. */
    private static void assertLoss(
            Queueing queueing, LinkedStage stage, Sampler gaps, double longer, double loss, double tolerance) {
        long packets = Length.TIMES == 1 ? PACKETS : (long) (PACKETS * longer);
        queueing.end(stage);
        queueing.arrive(gaps, stage);
        Queueing.Watch watch = queueing.watch(stage, packets, false);
        queueing.run(stage, packets + stage.capacity() * 2L + 1_000);
        watch.losses.assertMean(loss, tolerance);
    }

    @Test
    void shouldLoseLikeErlangBWhenLanesHaveNoQueue() {
        erlang(41, 4, 3, 0.206107);
        erlang(42, 8, 6, 0.121876);
        erlang(43, 16, 12, 0.0604126);
        erlang(44, 32, 28, 0.0664979);
        erlang(45, 64, 60, 0.0603627);
    }

    private static void erlang(long seed, int lanes, double load, double loss) {
        Queueing queueing = new Queueing(seed);
        Service service = queueing.drawn(queueing.exponential("service", 1));
        Layout layout = new Layout(lanes, 0, 0, LaneOrder.ANY, 0);
        assertLoss(queueing, new LanePool(queueing.model(), "lanes", layout, service), 1 / load, loss, 0.025);
    }

    @Test
    void shouldLoseLikeErlangBWhenServicesAreThoseOfAMix() {
        mixed(46, 4, 3, 0.206107);
        mixed(59, 8, 6, 0.121876);
        mixed(60, 16, 12, 0.0604126);
        mixed(61, 32, 28, 0.0664979);
        mixed(62, 64, 60, 0.0603627);
    }

    private static void mixed(long seed, int tags, double load, double loss) {
        Queueing queueing = new Queueing(seed);
        Sampler which = Samplers.weighted(queueing.streams().stream("sizes"), 7, 4, 1);
        long[] times = {64, 570, 1518};
        double mean = (7 * 64 + 4 * 570 + 1518) / 12.0;
        Service service = packet -> Math.round(times[(int) which.next()] * Queueing.UNIT_PS / mean);
        DelayStage delay = new DelayStage(queueing.model(), "tags", tags, service, Priority.LANE);
        assertLoss(queueing, delay, 1 / load, loss, 0.025);
    }

    @Test
    void shouldLoseLikeMm1kWhenAllIsExponential() {
        mm1k(47, 16, 0.9, 0.0222390, 0.06);
        mm1k(48, 64, 0.95, 0.00194556, 0.5);
        mm1k(49, 64, 1.0, 0.0153846, 0.2);
        mm1k(50, 64, 1.1, 0.0910949, 0.06);
    }

    private static void mm1k(long seed, int places, double load, double loss, double tolerance) {
        Queueing queueing = new Queueing(seed);
        Service service = queueing.drawn(queueing.exponential("service", 1));
        ServerStage server = new ServerStage(queueing.model(), "server", places, service, Priority.LANE);
        assertLoss(queueing, server, 1 / load, loss, tolerance);
    }

    @Test
    void shouldLoseLikeTheEmbeddedChainWhenServicesAreConstant() {
        md1k(51, 8, 0.8, 1, 0.00878951, 0.054);
        md1k(52, 16, 0.9, 1, 0.00433724, 0.1);
        md1k(53, 32, 0.95, 7, 0.00214828, 0.23);
        md1k(54, 64, 1.0, 1, 0.00783290, 0.1);
        md1k(55, 64, 1.05, 1, 0.0477084, 0.054);
    }

    private static void md1k(long seed, int places, double load, double longer, double loss, double tolerance) {
        Queueing queueing = new Queueing(seed);
        ServerStage server = new ServerStage(queueing.model(), "server", places, queueing.fixed(), Priority.LANE);
        assertLoss(queueing, server, queueing.exponential("arrivals", 1 / load), longer, loss, tolerance);
    }

    @Test
    void shouldLoseLikeMmckWhenLanesHaveARing() {
        mmck(56, 4, 32, 0.95, 1.5, 0.0132735, 0.10);
        mmck(57, 8, 72, 0.95, 1, 0.00163298, 0.5);
        mmck(58, 8, 72, 1.05, 1, 0.0493921, 0.07);
    }

    private static void mmck(
            long seed, int lanes, int places, double load, double longer, double loss, double tolerance) {
        Queueing queueing = new Queueing(seed);
        Service service = queueing.drawn(queueing.exponential("service", 1));
        Layout layout = new Layout(lanes, places - lanes, 0, LaneOrder.ANY, 0);
        LanePool pool = new LanePool(queueing.model(), "lanes", layout, service);
        assertLoss(queueing, pool, queueing.exponential("arrivals", 1 / load / lanes), longer, loss, tolerance);
    }

    @Test
    void shouldLoseLikeTheModulatedChainWhenTheSourceIsOnAndOff() {
        onOff(63, 64, 0.171251, 0.1);
        onOff(64, 256, 0.0337117, 0.5);
        if (Length.TIMES > 1) {
            onOff(65, 1024, 2.17005e-4, 10);
        }
    }

    /** Rows without a tolerance, which are exact pathwise; a loss so rare is not seen in a short run. */
    private static void onOff(long seed, int places, double loss, double tolerance) {
        Queueing queueing = new Queueing(seed);
        Service service = queueing.drawn(queueing.exponential("service", 1));
        ServerStage server = new ServerStage(queueing.model(), "server", places, service, Priority.LANE);
        Sampler gaps = queueing.modulated(new double[] {1.6, 0}, new double[] {0.01, 0.01});
        assertLoss(queueing, server, gaps, 1, loss, tolerance);
    }
}
