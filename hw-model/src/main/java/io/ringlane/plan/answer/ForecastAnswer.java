// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.plan.ask.Answer;
import io.ringlane.plan.ask.AnswerTable;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.ask.Measure;
import io.ringlane.plan.scenario.Questions.ForecastAsked;
import io.ringlane.plan.scenario.Questions.Other;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.stats.Estimate;
import io.ringlane.plan.study.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * When growing traffic passes what the device can do. The logarithm of the traffic is taken for a Brownian motion with
 * drift, whose time of first passage has a closed form (inverse Gaussian). Used once.
 */
final class ForecastAnswer {
    private static final double[] CHANCES = {0.1, 0.5, 0.9};
    private static final double PERCENT = 100;
    private static final double GIGA = 1e9;

    private final Asking asking;
    private final ForecastAsked asked;
    private final List<String> summary = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<Measure> measures = new ArrayList<>();
    private final AnswerTable table = new AnswerTable(
            "Years until the traffic passes the capacity",
            "configuration",
            "capacity Gbit/s clear",
            "± (99 %)",
            "10 % sure",
            "50 %",
            "90 % sure",
            "never %");

    ForecastAnswer(Asking asking, ForecastAsked asked) {
        this.asking = asking;
        this.asked = asked;
    }

    Answer answer() {
        long trial = Math.max(
                Asking.LEAST_TRIAL, asking.packets() / ((asked.upgrades().size() + 1L) * asked.seeds()));
        Run first = row("as it is", asking.scenario(), trial);
        summary.add(asking.bottleneck(first, asking.scenario()).words());
        for (Other upgrade : asked.upgrades()) {
            row(upgrade.name(), Asking.with(asking.scenario(), upgrade.changes()), trial);
        }
        return new Answer("forecast", summary, List.of(table, chances()), values, List.of()).with(measures);
    }

    private double capacity;

    private Run row(String name, Scenario variant, long trial) {
        List<Run> runs = asking.saturated(variant, trial, 0, asked.seeds());
        Estimate bits = Asking.mean(runs, Run::clearBits);
        Measure.add(measures, "capacity " + name, "Gbit/s clear", runs, run -> run.clearBits() / GIGA);
        double[] years = new double[CHANCES.length];
        for (int i = 0; i < CHANCES.length; i++) {
            years[i] = years(bits.mean(), CHANCES[i]);
        }
        double never = 1 - passed(bits.mean(), Double.POSITIVE_INFINITY);
        table.row(name, bits.mean() / GIGA, bits.half() / GIGA, years[0], years[1], years[2], PERCENT * never);
        summary.add(String.format(
                Locale.ROOT,
                "%s: %.2f Gbit/s of clear frames fit; with %s today and %.0f %% ± %.0f %% growth a year they are passed"
                        + " in %s years (10 %% sure), %s (even odds), %s (90 %% sure).",
                name,
                bits.mean() / GIGA,
                String.format(Locale.ROOT, "%.2f Gbit/s", asked.nowBits() / GIGA),
                PERCENT * asked.growth(),
                PERCENT * asked.uncertainty(),
                years(years[0]),
                years(years[1]),
                years(years[2])));
        if (capacity == 0) {
            capacity = bits.mean();
            values.put("capacityBits", bits.mean());
            values.put("years10", years[0]);
            values.put("years50", years[1]);
            values.put("years90", years[2]);
        } else {
            values.put("years50." + name, years[1]);
        }
        return runs.getFirst();
    }

    private static String years(double years) {
        return Double.isNaN(years) ? "never" : String.format(Locale.ROOT, "%.1f", years);
    }

    private AnswerTable chances() {
        AnswerTable chances = new AnswerTable("Chance that the capacity has been passed", "year", "chance %");
        for (int year = 0; year <= asked.years(); year++) {
            chances.row((long) year, PERCENT * passed(capacity, year));
        }
        return chances;
    }

    /** Years until the chance is reached; NaN if it never is. */
    private double years(double bits, double chance) {
        double high = 1;
        while (passed(bits, high) < chance) {
            high *= 2;
            if (high > 1e6) {
                return Double.NaN;
            }
        }
        double low = 0;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (passed(bits, middle) < chance) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private double passed(double bits, double years) {
        return passed(Math.log(bits / asked.nowBits()), Math.log1p(asked.growth()), spread(), years);
    }

    /** Standard deviation of the logarithm of a year's growth. */
    private double spread() {
        return asked.uncertainty() / (1 + asked.growth());
    }

    /**
     * Chance that a Brownian motion has passed a barrier.
     *
     * @param barrier above where it begins.
     * @param drift   of a year.
     * @param spread  standard deviation of a year; 0 for a straight line.
     */
    static double passed(double barrier, double drift, double spread, double years) {
        if (barrier <= 0) {
            return 1;
        }
        if (years == 0) {
            return 0;
        }
        if (spread == 0) {
            return drift * years >= barrier ? 1 : 0;
        }
        double reflected = Math.exp(2 * drift * barrier / (spread * spread));
        if (Double.isInfinite(years)) {
            return drift >= 0 ? 1 : reflected;
        }
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double sigma = spread * Math.sqrt(years);
        double direct = normal.cumulativeProbability((drift * years - barrier) / sigma);
        double back = normal.cumulativeProbability((-barrier - drift * years) / sigma);
        // the product tends to 0 where the first factor runs over
        return Math.min(1, direct + (back == 0 ? 0 : reflected * back));
    }
}
