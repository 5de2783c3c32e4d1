// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.hw.profile.SourcedNumber;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.Bottleneck;
import io.ringlane.plan.ask.Ceilings;
import io.ringlane.plan.ask.Measure;
import io.ringlane.plan.scenario.Questions.ExplainAsked;
import io.ringlane.plan.scenario.Questions.Varied;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.stats.Estimate;
import io.ringlane.plan.study.Latency;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Why not more: what binds, what each change would bring (differences of pairs of trials with the same seed), what
 * binds next, where the time of a packet goes, and what each assumption of the profile does to the answer. Used once.
 */
final class ExplainAnswer {
    private static final Rational TWO = Rational.of(2);
    private static final Rational HALF = new Rational(1, 2);
    /** Keys of profile and host that planners can do something about, and factors to try. */
    private static final Map<String, List<Rational>> USUAL = usual();

    private static final double PERCENT = 100;
    private static final double MILLION = 1e6;

    private final Asking asking;
    private final ExplainAsked asked;
    private final long trial;
    private final List<String> summary = new ArrayList<>();
    private final List<String> cautions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<AnswerTable> tables = new ArrayList<>();
    private final List<Measure> measures = new ArrayList<>();

    /**
     * A change and what it does.
     *
     * @param rate   difference of the saturated rate, packets per second.
     * @param loss   difference of the loss just below saturation.
     */
    record Effect(String key, String from, String to, Estimate rate, Estimate loss, Bottleneck then) {}

    ExplainAnswer(Asking asking, ExplainAsked asked) {
        this.asking = asking;
        this.asked = asked;
        long trials = (long) asked.seeds()
                        * (4
                                + 4L
                                        * (candidates(asking.scenario()).size()
                                                + asked.changes().size()))
                + 2L * asking.scenario().device().assumptions().size();
        trial = Math.max(Asking.LEAST_TRIAL, asking.packets() / trials);
    }

    private static Map<String, List<Rational>> usual() {
        Map<String, List<Rational>> usual = new LinkedHashMap<>();
        List<Rational> oneMore = List.of();
        usual.put("lanes.count", oneMore);
        usual.put("pcie.mrrs", List.of(TWO, Rational.of(4), HALF));
        usual.put("pcie.mps", List.of(TWO));
        usual.put("pcie.tags", List.of(TWO));
        usual.put("pcie.width", List.of(HALF));
        usual.put("pcie.generation", oneMore);
        usual.put("rings.tx", List.of(TWO));
        usual.put("rings.rx", List.of(TWO));
        usual.put("doorbell.batch", List.of(TWO, HALF));
        usual.put("egress.fifo", List.of(TWO));
        usual.put("ports.rate", List.of(TWO));
        return usual;
    }

    Answer answer() {
        Scenario scenario = asking.scenario();
        List<Run> base = asking.saturated(scenario, trial, 0, asked.seeds());
        double throughput = Estimate.of(asking.through(base, scenario)).mean();
        Bottleneck bottleneck = asking.bottleneck(base.getFirst(), scenario);
        tellBinding(base, bottleneck);
        tellCeilings(scenario, throughput);
        List<Effect> effects = effects(scenario, base, throughput);
        tellEffects(effects, throughput);
        tellTime(scenario, throughput);
        tellAssumptions(scenario, base.getFirst());
        return new Answer("explain", summary, tables, values, cautions).with(measures);
    }

    // ---- what binds

    private void tellBinding(List<Run> base, Bottleneck bottleneck) {
        Estimate rate = Estimate.of(asking.through(base, asking.scenario()));
        summary.add(String.format(
                Locale.ROOT,
                "Saturated, %.3f Mpps ± %.3f come through (99 %%, %d seeds).",
                rate.mean() / MILLION,
                rate.half() / MILLION,
                rate.values()));
        Measure.add(measures, "saturated", "Mpps", base, run -> asking.through(run, asking.scenario()) / MILLION);
        summary.add(bottleneck.words());
        summary.add(bottleneck.waits());
        values.put("saturated", rate.mean());
        values.put("saturatedHalf", rate.half());
        values.put("binding", bottleneck.binding());
        values.put("next", bottleneck.next());
        values.put("nextDistance", bottleneck.distance());
        values.put("chain", String.join(" > ", bottleneck.chain()));
        AnswerTable table = new AnswerTable(
                "Stages of the saturated device",
                "stage",
                "busy %",
                "ceiling Mpps",
                "held",
                "most",
                "places",
                "lost",
                "waits %",
                "for");
        Run run = base.getFirst();
        for (Run.StageUse stage : run.stages()) {
            Run.Wait wait = run.waits().stream()
                    .filter(one -> one.stage().equals(stage.name()))
                    .max(Comparator.comparingDouble(Run.Wait::share))
                    .orElse(null);
            table.row(
                    stage.name(),
                    PERCENT * stage.utilisation(),
                    stage.utilisation() > 0 ? run.rate() / stage.utilisation() / MILLION : Double.NaN,
                    stage.mean(),
                    stage.most(),
                    (long) stage.capacity(),
                    stage.lost(),
                    wait == null ? Double.NaN : Math.min(PERCENT, PERCENT * wait.share()),
                    wait == null ? "" : wait.by());
        }
        tables.add(table);
    }

    /** What arithmetic says, beside what the events say. */
    private void tellCeilings(Scenario scenario, double throughput) {
        Ceilings ceilings = new Ceilings(scenario);
        AnswerTable table = new AnswerTable(
                "Ceilings by arithmetic alone, and how much of each the simulation uses", "resource", "Mpps", "used %");
        for (String resource : ceilings.names()) {
            table.row(resource, ceilings.of(resource) / MILLION, PERCENT * throughput / ceilings.of(resource));
            values.put("ceiling." + resource, ceilings.of(resource));
        }
        tables.add(table);
        String lowest = ceilings.lowest();
        double share = throughput / ceilings.of(lowest);
        summary.add(String.format(
                Locale.ROOT,
                "By arithmetic nothing beyond %.3f Mpps (%s) is possible; the simulation reaches %.1f %% of that.",
                ceilings.of(lowest) / MILLION,
                lowest,
                PERCENT * share));
        if (share > 1.005) {
            cautions.add("the simulation carries more than arithmetic allows: please report this scenario as a fault");
        }
    }

    // ---- what changes bring

    private static List<Varied> candidates(Scenario scenario) {
        List<Varied> candidates = new ArrayList<>();
        for (Map.Entry<String, List<Rational>> usual : USUAL.entrySet()) {
            SourcedNumber number = scenario.device().numbers().stream()
                    .filter(one -> one.path().equals(usual.getKey()))
                    .findFirst()
                    .orElse(null);
            if (number != null) {
                candidates.addAll(changes(number, usual.getValue()));
            }
        }
        return candidates;
    }

    private static List<Varied> changes(SourcedNumber number, List<Rational> factors) {
        List<Rational> values = new ArrayList<>();
        factors.forEach(factor -> values.add(number.value().times(factor)));
        if (factors.isEmpty()) {
            values.add(number.value().plus(Rational.ONE));
            values.add(number.value().plus(Rational.of(-1)));
        }
        List<Varied> changes = new ArrayList<>();
        for (Rational value : values) {
            if (value.compareTo(Rational.ZERO) > 0) {
                changes.add(new Varied(
                        "device." + number.path(), List.of(number.tagged(value)), "explain " + number.path()));
            }
        }
        return changes;
    }

    private List<Effect> effects(Scenario scenario, List<Run> base, double throughput) {
        List<Varied> changes = new ArrayList<>();
        for (Varied change : asked.changes()) {
            change.values().forEach(value -> changes.add(new Varied(change.key(), List.of(value), change.where())));
        }
        for (Varied candidate : candidates(scenario)) {
            boolean isAsked = changes.stream()
                    .anyMatch(change -> change.key().equals(candidate.key())
                            && plain(change).equals(plain(candidate)));
            if (!isAsked) {
                changes.add(candidate);
            }
        }
        List<Run> near = asking.runs(scenario, nearKnee(throughput), trial, asked.seeds());
        List<Effect> effects = new ArrayList<>();
        Map<Varied, Scenario> variants = variants(scenario, changes);
        // all start before the first is waited for
        variants.values().forEach(variant -> prepare(variant, throughput));
        variants.forEach((change, variant) -> effects.add(effect(scenario, change, variant, base, near, throughput)));
        return effects;
    }

    private Map<Varied, Scenario> variants(Scenario scenario, List<Varied> changes) {
        Map<Varied, Scenario> variants = new LinkedHashMap<>();
        for (Varied change : changes) {
            try {
                variants.put(change, Asking.with(scenario, List.of(change)));
            } catch (YamlException wrong) {
                if (asked.changes().stream().anyMatch(one -> one.key().equals(change.key()))) {
                    throw wrong;
                }
                // a usual change that this device cannot have, such as more payload than PCIe allows
            }
        }
        return variants;
    }

    private static double nearKnee(double throughput) {
        return 0.98 * throughput;
    }

    private void prepare(Scenario variant, double throughput) {
        Asking.points(variant, asking.saturating(variant), trial, asked.seeds()).forEach(asking.pool()::prepare);
        for (int seed = 0; seed < asked.seeds(); seed++) {
            asking.pool().prepare(new Point(variant, nearKnee(throughput), trial, seed));
        }
    }

    private Effect effect(
            Scenario scenario, Varied change, Scenario variant, List<Run> base, List<Run> near, double throughput) {
        List<Run> after = asking.saturated(variant, trial, 0, asked.seeds());
        List<Run> nearAfter = asking.runs(variant, nearKnee(throughput), trial, asked.seeds());
        Estimate rate = Estimate.ofDifferences(
                asking.through(base, scenario), asking.through(after, variant), Estimate.USUAL_CONFIDENCE);
        Estimate loss = Estimate.ofDifferences(
                Asking.values(near, Run::lossRatio),
                Asking.values(nearAfter, Run::lossRatio),
                Estimate.USUAL_CONFIDENCE);
        String from = scenario.device().numbers().stream()
                .filter(number -> change.key().equals("device." + number.path()))
                .map(SourcedNumber::text)
                .findFirst()
                .orElse("");
        String to = plain(change);
        return new Effect(change.key(), from, to, rate, loss, asking.bottleneck(after.getFirst(), variant));
    }

    /** The value without the tag of its source. */
    private static String plain(Varied change) {
        return change.values().getFirst().replaceAll("\\s*\\[.*", "");
    }

    private void tellEffects(List<Effect> effects, double throughput) {
        AnswerTable table = new AnswerTable(
                "What changes would bring (pairs of trials with the same seeds)",
                "change",
                "from",
                "to",
                "throughput %",
                "± (99 %)",
                "loss at 98 % of it, points",
                "± points",
                "binds then");
        for (Effect effect : effects) {
            table.row(
                    effect.key(),
                    effect.from(),
                    effect.to(),
                    PERCENT * effect.rate().mean() / throughput,
                    PERCENT * effect.rate().half() / throughput,
                    PERCENT * effect.loss().mean(),
                    PERCENT * effect.loss().half(),
                    effect.then().binding());
            values.put(
                    "shadow." + effect.key() + "=" + effect.to(), effect.rate().mean() / throughput);
        }
        tables.add(table);
        effects.stream()
                .filter(effect -> effect.rate().low() > 0.001 * throughput)
                .max(Comparator.comparingDouble(effect -> effect.rate().mean()))
                .ifPresentOrElse(
                        best -> summary.add(String.format(
                                Locale.ROOT,
                                "Of the changes tried %s from %s to %s brings most: %+.2f %% ± %.2f throughput; then"
                                        + " the %s binds.",
                                best.key(),
                                best.from().isEmpty() ? "what it is" : best.from(),
                                best.to(),
                                PERCENT * best.rate().mean() / throughput,
                                PERCENT * best.rate().half() / throughput,
                                best.then().binding())),
                        () -> summary.add("None of the changes tried brings more throughput."));
    }

    // ---- where the time goes

    private void tellTime(Scenario scenario, double throughput) {
        double load = asking.load(asked.at(), scenario, throughput);
        List<Run> runs = asking.runs(scenario, load, trial, asked.seeds());
        Run run = runs.getFirst();
        AnswerTable table = new AnswerTable(
                String.format(Locale.ROOT, "Where the time goes at %.3f Mpps", load / MILLION),
                "stage",
                "mean ns",
                "share %",
                "busy %");
        double all = run.stages().stream().mapToDouble(Run.StageUse::sojourn).sum();
        for (Run.StageUse stage : run.stages()) {
            if (stage.sojourn() == 0) {
                continue;
            }
            table.row(
                    stage.name(),
                    1e9 * stage.sojourn(),
                    PERCENT * stage.sojourn() / all,
                    PERCENT * stage.utilisation());
        }
        tables.add(table);
        double wait = new Ceilings(scenario).lineWait(load);
        values.put("lineWaitFormula", 1e9 * wait);
        Run.StageUse longest = run.stages().stream()
                .max(Comparator.comparingDouble(Run.StageUse::sojourn))
                .orElseThrow();
        Estimate mean = Asking.mean(runs, one -> one.latency().mean() / 1e3);
        summary.add(String.format(
                Locale.ROOT,
                "At %.3f Mpps a packet takes %.2f ± %.2f us on average, %.0f %% of it in the %s.",
                load / MILLION,
                mean.mean(),
                mean.half(),
                PERCENT * longest.sojourn() / all,
                longest.name()));
        Measure.add(
                measures,
                "mean latency at the load asked",
                "us",
                runs,
                one -> one.latency().mean() / 1e3);
        values.put("latencyMean", mean.mean() * 1e3);
        for (double percentile : Latency.shown()) {
            values.put("latencyP" + percentile, Asking.median(runs, percentile));
        }
    }

    // ---- what assumptions do

    private void tellAssumptions(Scenario scenario, Run base) {
        AnswerTable table = new AnswerTable(
                "What the profile's assumptions do to the throughput, each at half and at double",
                "assumption",
                "is",
                "at half %",
                "at double %");
        List<SourcedNumber> assumptions = scenario.device().assumptions();
        double worst = 0;
        String which = "";
        for (SourcedNumber number : assumptions) {
            double half = moved(scenario, base, number, HALF);
            double twice = moved(scenario, base, number, TWO);
            table.row(number.path(), number.text(), PERCENT * half, PERCENT * twice);
            double more = Math.max(zero(Math.abs(half)), zero(Math.abs(twice)));
            if (more > worst) {
                worst = more;
                which = number.path();
            }
        }
        tables.add(table);
        values.put("assumptions", (long) assumptions.size());
        values.put("worstAssumption", worst);
        if (worst > 0.01) {
            cautions.add(String.format(
                    Locale.ROOT,
                    "the profile's assumption %s moves the throughput by up to %.1f %% between half and double: measure"
                            + " it before you rely on this answer",
                    which,
                    PERCENT * worst));
        }
    }

    private static double zero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    /** Change of the saturated rate; NaN where the value cannot be, such as half a lane. */
    private double moved(Scenario scenario, Run base, SourcedNumber number, Rational factor) {
        try {
            String value = number.tagged(number.value().times(factor));
            Scenario variant = scenario.with("device." + number.path(), value, "explain " + number.path());
            return asking.through(asking.saturated(variant, trial, 0), variant) / asking.through(base, scenario) - 1;
        } catch (YamlException | IllegalArgumentException impossible) {
            return Double.NaN;
        }
    }
}
