// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points.intake;

import io.ringlane.plan.points.PublishedPoint.Ask;
import io.ringlane.plan.study.Latency;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what TRex's stateless client has as statistics after a run, saved as JSON: {@code total} with {@code opackets},
 * {@code ipackets} and {@code tx_pps}, and {@code latency} by packet group. Stateless.
 */
final class TrexStats {
    private static final String BIAS = "TRex's own 4 us, give or take 1, are in it";
    private static final double MILLION = 1e6;

    private TrexStats() {}

    /**
     * The points of a run.
     *
     * @param name    of the run, for their ids.
     * @param seconds that it took; 0 takes the rate that was seen last.
     */
    static List<Imported> read(JsonPlace root, String name, double seconds) {
        JsonPlace total = root.get("total");
        double sent = total.get("opackets").number();
        double received = total.get("ipackets").number();
        if (sent == 0) {
            throw total.get("opackets").fault("is 0: nothing was sent");
        }
        double rate = seconds > 0 ? sent / seconds : total.get("tx_pps").number();
        if (rate == 0) {
            throw total.get("tx_pps").fault("is 0, as after the end of a run: say how long it took by --duration");
        }
        double share = Math.min(1, received / sent);
        if (share == 0) {
            throw total.get("ipackets").fault("is 0: nothing came back");
        }
        List<Imported> points = new ArrayList<>();
        points.add(new Imported(
                name + "-rx",
                String.format(Locale.ROOT, "packets that came back at %.3f Mpps", rate / MILLION),
                Ask.PACKETS,
                rate * share / MILLION,
                rate,
                0,
                String.format(Locale.ROOT, "lost %.4f %%", 100 * (1 - share))));
        if (root.has("latency")) {
            JsonPlace latency = root.get("latency");
            for (String group : latency.keys()) {
                if (latency.get(group).has("latency")) {
                    latency(latency.get(group).get("latency"), name + "-" + group, rate, points);
                }
            }
        }
        return points;
    }

    private static void latency(JsonPlace at, String name, double rate, List<Imported> points) {
        double average = at.get("average").number();
        if (average > 0) {
            points.add(new Imported(name + "-mean", "mean latency", Ask.LATENCY, average, rate, 0, BIAS));
        }
        if (!at.has("histogram")) {
            return;
        }
        TreeMap<Long, Long> buckets = new TreeMap<>();
        JsonPlace histogram = at.get("histogram");
        for (String from : histogram.keys()) {
            if (!from.matches("[0-9]{1,12}")) {
                throw histogram.fault("has a bucket '" + from + "', must be microseconds");
            }
            buckets.put(Long.parseLong(from), (long) histogram.get(from).number());
        }
        percentile(buckets, 50, name + "-p50", Ask.LATENCY_P50, rate, points);
        percentile(buckets, 99, name + "-p99", Ask.LATENCY_P99, rate, points);
    }

    /** The middle of the bucket that a percentile falls into: no more is known. */
    private static void percentile(
            TreeMap<Long, Long> buckets, double percentile, String id, Ask ask, double rate, List<Imported> points) {
        long samples = buckets.values().stream().mapToLong(Long::longValue).sum();
        if (!Latency.tells(samples, percentile)) {
            return;
        }
        long seen = 0;
        for (Map.Entry<Long, Long> bucket : buckets.entrySet()) {
            seen += bucket.getValue();
            if (seen >= percentile / 100 * samples) {
                long from = bucket.getKey();
                long to = from + width(from);
                String note = "between " + from + " and " + to + " us, the middle is taken; " + BIAS;
                points.add(new Imported(
                        id, "p" + Math.round(percentile) + " latency", ask, (from + to) / 2.0, rate, 0, note));
                return;
            }
        }
    }

    /** TRex keeps one digit: from 10 on a bucket is 10 wide, from 100 on 100; what is below 10 us is one bucket. */
    private static long width(long from) {
        long width = 10;
        while (from >= 10 * width) {
            width *= 10;
        }
        return width;
    }
}
