// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points.intake;

import io.ringlane.plan.points.PublishedPoint.Ask;
import io.ringlane.plan.study.Latency;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * Reads what FD.io CSIT exports of one test: {@code result} with a {@code type} of {@code ndrpdr}, {@code mrr} or
 * {@code soak}; in files of its first model {@code results} with a member of that name. Rates are the sum of both
 * directions there and here. Stateless.
 */
final class CsitResult {
    private static final List<String> TYPES = List.of("ndrpdr", "mrr", "soak");
    /** Loads of latency trials, as parts of the lower bound of PDR. */
    private static final Map<String, Double> LOADS = Map.of("pdr_0", 0.0, "pdr_10", 0.1, "pdr_50", 0.5, "pdr_90", 0.9);

    private static final List<String> LOAD_NAMES = List.of("pdr_0", "pdr_10", "pdr_50", "pdr_90");
    /** Of each direction. */
    private static final double LEAST_LOAD = 9000;

    private static final double PARTIAL = 0.005;
    /** What the greatest load may lose: all but nothing. */
    private static final double NEARLY_ALL = 0.99;

    private static final double MILLION = 1e6;
    private static final String BIAS = "TRex's own 4 us, give or take 1, are in it";

    private CsitResult() {}

    /** @param name of the test, for ids. */
    static List<Imported> read(JsonPlace root, String name) {
        if (root.has("passed") && root.get("passed").text().equals("false")) {
            throw root.get("passed").fault("is false: the test failed, its figures are none");
        }
        JsonPlace results = root.has("result") ? root.get("result") : root.get("results");
        String type = results.has("type") ? results.get("type").text() : first(results);
        JsonPlace result = results.has("type") ? results : results.get(type);
        List<Imported> points = new ArrayList<>();
        switch (type) {
            case "ndrpdr" -> searched(result, name, points);
            case "mrr" -> points.add(mrr(result, name));
            case "soak" -> {
                JsonPlace rate = result.has("critical_rate") ? result.get("critical_rate") : result;
                points.add(bounds(rate, name + "-soak", "critical rate, loss of 1e-7", 0));
            }
            default ->
                throw results.fault(
                        "has the type '" + type + "', none of packets; allowed are " + String.join(", ", TYPES));
        }
        return points;
    }

    private static String first(JsonPlace results) {
        return TYPES.stream()
                .filter(results::has)
                .findFirst()
                .orElseThrow(() -> results.fault("has no 'type', and none of " + String.join(", ", TYPES)));
    }

    // ---- rates

    private static void searched(JsonPlace result, String name, List<Imported> points) {
        points.add(bounds(result.get("ndr"), name + "-ndr", "NDR, loss of 0", 0));
        Imported pdr = bounds(result.get("pdr"), name + "-pdr", "PDR, loss of 0.5 %", PARTIAL);
        points.add(pdr);
        int directions = result.has("latency_reverse") ? 2 : 1;
        for (String direction : List.of("forward", "reverse")) {
            String key = "latency_" + direction;
            if (result.has(key)) {
                latencies(result.get(key), name + "-" + direction, MILLION * pdr.measured(), directions, points);
            }
        }
    }

    /** The lower bound stands for the rate, as in CSIT's tables. */
    private static Imported bounds(JsonPlace at, String id, String what, double loss) {
        double lower = rate(at.get("lower").get("rate"), "value");
        double upper = rate(at.get("upper").get("rate"), "value");
        if (upper < lower) {
            throw at.get("upper").fault("is below 'lower'");
        }
        return new Imported(
                id,
                what,
                Ask.OFFERED,
                lower / MILLION,
                0,
                loss,
                String.format(Locale.ROOT, "lower bound; the upper one is %.4f Mpps", upper / MILLION));
    }

    private static Imported mrr(JsonPlace result, String name) {
        boolean isNew = result.has("receive_rate");
        double rate = isNew ? rate(result.get("receive_rate").get("rate"), "avg") : positive(result.get("avg"));
        return new Imported(
                name + "-mrr",
                "received at the greatest load (MRR)",
                Ask.PACKETS,
                rate / MILLION,
                0,
                NEARLY_ALL,
                "mean of its trials");
    }

    private static double rate(JsonPlace at, String key) {
        String unit = at.get("unit").text();
        if (!unit.equals("pps")) {
            throw at.get("unit").fault("is '" + unit + "', only packets per second (pps) can be compared");
        }
        return positive(at.get(key));
    }

    private static double positive(JsonPlace at) {
        if (at.number() == 0) {
            throw at.fault("is 0");
        }
        return at.number();
    }

    // ---- latencies

    private static void latencies(JsonPlace at, String name, double pdr, int directions, List<Imported> points) {
        for (String key : LOAD_NAMES) {
            if (at.has(key)) {
                double load = Math.max(directions * LEAST_LOAD, LOADS.get(key) * pdr);
                latency(at.get(key), name + "-" + key.replace('_', '-'), load, points);
            }
        }
    }

    private static void latency(JsonPlace at, String id, double load, List<Imported> points) {
        if (at.has("unit") && !at.get("unit").text().equals("us")) {
            throw at.get("unit").fault("is '" + at.get("unit").text() + "', must be 'us'");
        }
        double mean = at.get("avg").number();
        if (mean > 0) {
            points.add(new Imported(
                    id + "-mean", "mean latency", Ask.LATENCY, mean, load, 0, "whole microseconds; " + BIAS));
        }
        if (!at.has("hdrh")) {
            return;
        }
        AbstractHistogram histogram = histogram(at.get("hdrh"));
        percentile(histogram, 50, id + "-p50", Ask.LATENCY_P50, load, points);
        percentile(histogram, 99, id + "-p99", Ask.LATENCY_P99, load, points);
        percentile(histogram, 99.9, id + "-p99-9", Ask.LATENCY_P999, load, points);
    }

    private static void percentile(
            AbstractHistogram histogram, double wanted, String id, Ask ask, double load, List<Imported> points) {
        double value = histogram.getValueAtPercentile(wanted);
        if (Latency.tells(histogram.getTotalCount(), wanted) && value > 0) {
            String what = "p" + (wanted == Math.rint(wanted) ? Long.toString((long) wanted) : Double.toString(wanted));
            points.add(new Imported(id, what + " latency", ask, value, load, 0, BIAS));
        }
    }

    private static AbstractHistogram histogram(JsonPlace at) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(at.text())), 0);
        } catch (DataFormatException | RuntimeException wrong) {
            throw at.fault("is no histogram of HdrHistogram in Base64");
        }
    }
}
