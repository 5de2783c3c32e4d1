// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.data;

import io.ringlane.plan.report.chart.Checks;
import java.util.List;

/**
 * What a report was made from, so that it can be made again and its numbers traced. Holds nothing of the machine or the
 * day: the same scenario, profile, seed and version give the same report. Immutable.
 *
 * @param version      of Ringlane, with its commit where that is known.
 * @param command      that made it.
 * @param scenarioName name of the file.
 * @param scenario     its text.
 * @param seed         of the study.
 * @param profiles     of the devices and hosts.
 * @param settings     what was run: trials, packets, seeds, warm-up, intervals, search preset.
 * @param traffic      sizes, weights and genome, arrivals, popularity, in lines.
 * @param modelError   how far the model is known to be from what was measured.
 * @param notModelled  what the model leaves out.
 */
public record Provenance(
        String version,
        String command,
        String scenarioName,
        String scenario,
        long seed,
        List<ProfileNote> profiles,
        List<Setting> settings,
        List<String> traffic,
        String modelError,
        List<String> notModelled) {
    /** One thing that was set, and to what. */
    public record Setting(String name, String value) {
        public Setting {
            Checks.text("name of a setting", name);
            Checks.text("value of " + name, value);
        }
    }

    /**
     * A number of a profile.
     *
     * @param value as written, with its unit.
     * @param tag   where it comes from: a source, {@code A} for an assumption, {@code user}, {@code measured}.
     */
    public record ProfileNumber(String name, String value, String tag) {
        public ProfileNumber {
            Checks.text("name of a number", name);
            Checks.text("value of " + name, value);
            Checks.text("source of " + name, tag);
        }
    }

    /**
     * A profile.
     *
     * @param hash      of its text.
     * @param validated whether the answer lies inside what its source measured.
     * @param reason    what it is validated for, or why it is not.
     */
    public record ProfileNote(String name, String hash, boolean validated, String reason, List<ProfileNumber> numbers) {
        public ProfileNote {
            Checks.text("name of a profile", name);
            Checks.text("hash of profile " + name, hash);
            Checks.text("reason of profile " + name, reason);
            numbers = Checks.some("numbers of profile " + name, numbers);
        }
    }

    public Provenance {
        Checks.text("version", version);
        Checks.text("command", command);
        Checks.text("name of the scenario", scenarioName);
        Checks.text("scenario", scenario);
        Checks.text("error of the model", modelError);
        profiles = Checks.some("profiles", profiles);
        settings = Checks.some("settings", settings);
        traffic = Checks.some("lines about the traffic", traffic);
        notModelled = Checks.some("lines about what is not modelled", notModelled);
    }
}
