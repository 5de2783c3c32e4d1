// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.hw.yaml.Rational;
import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.traffic.TrafficSpec;
import io.ringlane.plan.traffic.export.TrafficExport;
import java.nio.file.Path;

/** The worst traffic that was found, as a capture and the SAs for it, so that an engine can be sent it. Main thread. */
final class WorstTraffic {
    /** What {@code stress} puts in front of the keys it ended with. */
    private static final String WORST = "worst.";

    private static final long PACKETS = 100_000;
    private static final int MOST_SAS = 65_536;

    private WorstTraffic() {}

    /** Writes both files into a folder; SAs only up to 65,536. */
    static void write(Scenario scenario, Answer stress, Path folder) {
        Scenario worst = scenario;
        for (String name : stress.values().keySet()) {
            if (name.startsWith(WORST)) {
                String value = stress.values().get(name).toString();
                worst = worst.with(name.substring(WORST.length()), value, "stress");
            }
        }
        TrafficSpec traffic = worst.traffic();
        long rate = stress.values().get("rate") instanceof Double packets ? Math.round(packets) : 0;
        TrafficExport.writeCapture(
                traffic, Rational.of(Math.max(1, rate)), worst.seed(), PACKETS, folder.resolve("worst.pcap"));
        if (traffic.sas() <= MOST_SAS) {
            TrafficExport.writeStates(traffic, folder.resolve("worst-sa.conf"));
        }
    }
}
