// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.ask;

import io.ringlane.plan.study.Run;
import io.ringlane.plan.study.Run.StageUse;
import io.ringlane.plan.study.Run.Wait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What held a saturated run back, and what would next. A stage's share of busy time grows with the rate, so that the
 * rate at which the next one is busy all the time follows from one run (utilisation law). Immutable.
 *
 * @param binding     stage that holds the others back.
 * @param utilisation of it, NaN where it has none.
 * @param next        stage that binds when the first does not; empty where no other one works.
 * @param distance    how much more comes through until the next binds, as a share.
 * @param chain       who waits for whom, from the source to the binding stage.
 */
public record Bottleneck(String binding, double utilisation, String next, double distance, List<String> chain) {
    /** A wait shorter than that share of time is no reason. */
    private static final double LEAST_WAIT = 0.02;

    /** A stage that works less than that is no reason by itself. */
    private static final double BUSY = 0.9;

    /** What limits a device that carries all that can be sent to it. */
    private static final String SENDERS = "senders' line";

    private static final double PERCENT = 100;

    private static final Set<String> SOURCES = Set.of("port in", "application");

    /**
     * Of a run with as much offered as can be.
     *
     * @param most packets per second that the senders can send; NaN for a run with less, of which the busiest is told.
     */
    public static Bottleneck of(Run saturated, double most) {
        List<String> chain = chain(saturated);
        StageUse busiest = busiest(saturated, "");
        String binding = busiest == null ? "" : busiest.name();
        if (chain.size() > 1 && !isBusy(busiest) && !Double.isNaN(most)) {
            binding = chain.getLast();
        }
        boolean isUnloaded = !Double.isNaN(most) && !isBusy(busiest) && saturated.lossRatio() == 0 && chain.size() < 2;
        if (isUnloaded) {
            binding = SENDERS;
        }
        StageUse stage = saturated.stage(binding);
        StageUse next = busiest(saturated, binding);
        double utilisation = stage == null ? Double.NaN : stage.utilisation();
        double top = Double.isNaN(utilisation) ? 1 : utilisation;
        String then = next == null ? "" : next.name();
        double distance = next == null ? Double.NaN : Math.max(0, top / next.utilisation() - 1);
        double line = Math.max(0, most / saturated.rate() - 1);
        if (!isUnloaded && !Double.isNaN(line) && !(distance <= line)) {
            then = SENDERS;
            distance = line;
        }
        return new Bottleneck(binding, utilisation, then, distance, chain);
    }

    private static boolean isBusy(StageUse stage) {
        return stage != null && stage.utilisation() > BUSY;
    }

    /** What packets come in by does not count: at the greatest load it is busy by intent. */
    private static StageUse busiest(Run run, String except) {
        return run.stages().stream()
                .filter(stage -> stage.utilisation() > 0 && !stage.name().equals(except))
                .filter(stage -> !SOURCES.contains(stage.name()))
                .max(Comparator.comparingDouble(StageUse::utilisation))
                .orElse(null);
    }

    /** Follows the longest waits, from the stage that no other waits for. */
    private static List<String> chain(Run run) {
        List<Wait> waits =
                run.waits().stream().filter(wait -> wait.share() >= LEAST_WAIT).toList();
        List<String> chain = new ArrayList<>();
        String at = waits.stream()
                .map(Wait::stage)
                .filter(stage -> waits.stream().noneMatch(wait -> wait.by().equals(stage)))
                .findFirst()
                .orElse(null);
        while (at != null && !chain.contains(at)) {
            chain.add(at);
            String stage = at;
            at = waits.stream()
                    .filter(wait -> wait.stage().equals(stage))
                    .max(Comparator.comparingDouble(Wait::share))
                    .map(Wait::by)
                    .orElse(null);
        }
        return chain;
    }

    /** One sentence. */
    public String words() {
        if (binding.equals(SENDERS)) {
            return String.format(
                    Locale.ROOT,
                    "The %s binds: the device carries all that can be sent%s.",
                    SENDERS,
                    next.isEmpty()
                            ? ""
                            : String.format(Locale.ROOT, "; its %s could take %.1f %% more", next, PERCENT * distance));
        }
        StringBuilder text = new StringBuilder(binding.isEmpty() ? "No stage is busy" : "The " + binding + " binds");
        if (!Double.isNaN(utilisation)) {
            text.append(String.format(Locale.ROOT, " (busy %.1f %% of the time)", PERCENT * utilisation));
        }
        if (!next.isEmpty()) {
            text.append(String.format(Locale.ROOT, "; next is the %s, %.1f %% further", next, PERCENT * distance));
        }
        return text.append('.').toString();
    }

    /** One sentence about a run with less than can be sent: which stage works most. */
    public String busiest() {
        return binding.isEmpty()
                ? "No stage is busy."
                : String.format(
                        Locale.ROOT,
                        "Busiest at that load is the %s, %.1f %% of the time.",
                        binding,
                        PERCENT * utilisation);
    }

    /** The waits as a sentence. */
    public String waits() {
        return chain.size() < 2
                ? "No stage waits for another."
                : "Who waits for whom: " + String.join(" waits for ", chain) + ".";
    }
}
