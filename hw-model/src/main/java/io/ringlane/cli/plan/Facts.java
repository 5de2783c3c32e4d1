// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.SourcedNumber;
import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.study.TrialPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands under all answers: seed, hashes, how far the model can be trusted, what it leaves out. Stateless. */
final class Facts {
    /** What the model does not have, whatever the scenario. */
    private static final List<String> NOT_MODELLED = List.of(
            "DRAM and cache contention between cores",
            "firmware and driver bugs, and thermal limits",
            "the IOMMU, other than by a longer read latency",
            "fragments made on the carrier",
            "IKE; a rekey is contexts that are lost, doubled SAs, and a cost of the cores",
            "bit errors on wire and PCIe link");

    private Facts() {}

    static Map<String, Object> of(Scenario scenario, TrialPool pool, long budget) {
        DeviceProfile device = scenario.device();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("scenario", scenario.name() + " (" + scenario.hash() + ")");
        facts.put("device", device.name() + ", " + device.title() + " (" + device.hash() + ")");
        facts.put(
                "changed",
                device.text().changes().isEmpty()
                        ? "nothing"
                        : device.text().changes().toString());
        facts.put("traffic", scenario.traffic().describe());
        facts.put("host", scenario.host().toString());
        facts.put("seed", scenario.seed());
        facts.put("budget", budget);
        facts.put("packets", pool.packets());
        facts.put("trials", (long) pool.trials());
        facts.put("modelError", modelError(scenario));
        facts.put(
                "assumptions",
                device.assumptions().stream().map(SourcedNumber::path).toList());
        facts.put("notModelled", NOT_MODELLED);
        facts.put("version", version());
        return facts;
    }

    /** Of the program. */
    static String version() {
        String version = Facts.class.getPackage().getImplementationVersion();
        return "ringlane " + (version == null ? "(not packaged)" : version);
    }

    /** What is known about how far the model is off, for this device and this traffic. */
    private static List<String> modelError(Scenario scenario) {
        DeviceProfile device = scenario.device();
        List<String> lines = new ArrayList<>();
        if (device.unvalidated() != null) {
            lines.add("UNVALIDATED: " + device.unvalidated());
        }
        for (DeviceProfile.ValidRange range : device.validated()) {
            lines.add("compared with published points for " + range.what() + " " + range.least() + " to " + range.most()
                    + " " + range.sources());
        }
        DeviceProfile.ValidRange tunnels = device.validated("tunnels");
        if (tunnels != null && !tunnels.covers(scenario.states())) {
            lines.add("EXTRAPOLATED: " + scenario.states() + " tunnels are outside of " + tunnels.least() + " to "
                    + tunnels.most() + ", for which the model was compared with measurements");
        }
        DeviceProfile.ValidRange frames = device.validated("frame-bytes");
        List<Integer> sizes = scenario.traffic().mix().sizes();
        int least = Collections.min(sizes);
        int most = Collections.max(sizes);
        if (frames != null && !(frames.covers(least) && frames.covers(most))) {
            lines.add("EXTRAPOLATED: frames of " + least + " to " + most + " bytes are outside of " + frames.least()
                    + " to " + frames.most() + ", for which the model was compared with measurements");
        }
        if (!scenario.isUniform()) {
            lines.add("UNVALIDATED: SAs are not used evenly, a fitted context cost is entered by its miss ratio");
        }
        if (!device.text().changes().isEmpty()) {
            lines.add("UNVALIDATED: the profile was changed by "
                    + device.text().changes().keySet());
        }
        lines.add(
                "statistical intervals are of the model only; docs/published-points.md has its errors against published"
                        + " points");
        return lines;
    }

    /** Whether each question has an answer without ifs. */
    static boolean isRegular(List<Answer> answers) {
        return answers.stream()
                .noneMatch(answer -> "none".equals(answer.values().get("cheapest"))
                        || answer.summary().stream().anyMatch(line -> line.contains("the scenario cannot work")));
    }
}
