// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.ModelBench;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.study.Run;
import java.nio.file.Path;
import java.util.Locale;

/** What the model says of a core that does nothing but send, as the measured one. Stateless. */
final class Prediction {
    private static final int FCS = 4;
    private static final long PACKETS = 200_000;
    /** More than any core does: the model's core is never idle. */
    private static final double LOAD = 100e6;

    private Prediction() {}

    /** Packets a second, with a device that costs the core nothing more than calibrated. */
    static double packetsPerSecond(Path host, PredictMain.Case one) {
        String yaml =
                String.format(Locale.ROOT, """
                    device: plain-100g
                    change: {ports.rate: 400 Gbit/s, pcie.generation: 5, doorbell.cost: 0 ns, doorbell.post: 0 ns}
                    path: {route: source, crypto: host}
                    traffic: {mix: %d B, arrivals: constant, sas: %d}
                    host: {from: '%s', burst: %d}
                    """, one.size() + FCS, one.states(), host.toAbsolutePath(), one.burst());
        Run run = new ModelBench().run(new Point(Scenario.parse(yaml, "predict-then-measure"), LOAD, PACKETS, 0));
        return run.rate();
    }
}
