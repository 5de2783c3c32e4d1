// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.rounds.Timing;
import io.ringlane.bench.traffic.FrameMix;
import io.ringlane.bench.traffic.TimedFrames;
import io.ringlane.bench.traffic.TookWindows;
import io.ringlane.bench.traffic.WorkRow;
import io.ringlane.hw.device.host.HostCore;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.ModelBench;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.study.Run;
import io.ringlane.plan.trial.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * What the model says of a core that does nothing but send, as the measured one: with a device that costs it nothing
 * more than calibrated. Immutable.
 */
final class Prediction {
    private static final int FCS = 4;
    private static final long FEW_PACKETS = 400_000;
    private static final long PACKETS = 1_500_000;
    private static final long TIMED_PACKETS = 4_000_000;
    /** More than any core does: the model's core is never idle. */
    private static final double ANY = 100e6;
    /** Times what it does without pauses. */
    private static final double MORE = 1.2;

    private static final long PS_PER_NS = 1000;
    /** As long as the windows that are measured. */
    private static final long WINDOW_PS = PredictMain.MILLISECONDS * 1_000_000_000L;

    private static final String FASTEST = "constant";
    private static final String RANDOM = "poisson";

    private final Path host;
    private final Timing timing;

    /** @param host as {@code ringlane calibrate} wrote it. */
    Prediction(Path host) {
        this.host = host.toAbsolutePath();
        timing = Timing.read(host);
    }

    /** Packets a second as fast as it goes. */
    double packetsPerSecond(WorkRow row) {
        double without =
                run(scenario(row, FASTEST, ", pauses: none"), ANY, FEW_PACKETS).rate();
        return run(scenario(row, FASTEST, ""), MORE * without, PACKETS).rate();
    }

    /**
     * How long packets take at a row's rate, until the device is told of them, where the core times them; nanoseconds.
     *
     * @param now what else is known of the host, as in a scenario: its pauses, how fast it is; may be empty.
     */
    TookWindows took(WorkRow row, String now) {
        String timed = String.format(
                Locale.ROOT,
                ", reap: %.3f ns, cycle: %.3f ns",
                timing.packetNs(),
                scenario(row, RANDOM, "").host().cyclePs() / (double) PS_PER_NS + timing.cycleNs());
        Scenario scenario = scenario(row, RANDOM, timed + now);
        List<Histogram> took = new ArrayList<>();
        Trial.run(
                ModelBench.spec(new Point(scenario, row.perSecond(), TIMED_PACKETS, 0)),
                model -> new Told(model, took));
        // the last window is none
        return new TookWindows(took.size() == 1 ? took : took.subList(0, took.size() - 1));
    }

    private static Run run(Scenario scenario, double load, long packets) {
        return new ModelBench().run(new Point(scenario, load, packets, 0));
    }

    private Scenario scenario(WorkRow row, String arrivals, String more) {
        String yaml =
                String.format(Locale.ROOT, """
                    device: plain-100g
                    change:
                      ports.rate: 400 Gbit/s
                      pcie.generation: 5
                      doorbell.cost: 0 ns
                      doorbell.post: 0 ns
                      doorbell.batch: 256
                      rings.rx: 65536
                      rings.tx: 4096
                    path: {route: source, crypto: host}
                    traffic: {mix: %s, arrivals: %s, sas: %d}
                    host: {from: '%s', burst: %d%s}
                    """, mix(row.frames()), arrivals, row.states(), host, row.burst(), more);
        return Scenario.parse(yaml, "predict-then-measure");
    }

    private static String mix(FrameMix frames) {
        return frames.isSingle()
                ? (frames.sizes().getFirst() + FCS) + " B"
                : IntStream.range(0, frames.sizes().size())
                        .mapToObj(at -> (frames.sizes().get(at) + FCS) + ": "
                                + frames.weights().get(at))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Hears of packets that leave the core. */
    private record Told(Model model, List<Histogram> windows) implements Probe {
        @Override
        public void left(Stage stage, int packet, long nowPs) {
            if (stage instanceof HostCore) {
                long intendedPs = model.packets().intendedPs(packet);
                while (windows.size() <= intendedPs / WINDOW_PS) {
                    windows.add(TimedFrames.newHistogram());
                }
                windows.get((int) (intendedPs / WINDOW_PS)).recordValue((nowPs - intendedPs) / PS_PER_NS);
            }
        }
    }
}
