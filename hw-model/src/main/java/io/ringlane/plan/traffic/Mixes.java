// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import io.ringlane.hw.yaml.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The mixes that go by a name. The bare word "imix" stands for too many of them to be one. Owns nothing. */
public final class Mixes {
    /** What generators leave out of the sizes they list. */
    private static final int FCS = 4;

    private static final String OPERATOR = "measured in a mobile operator's network [S2], sizes there without FCS";
    private static final int[][] CLIENTS_1 = {{114, 27_991}, {200, 5_841}, {491, 1_807}, {1000, 2_488}, {1428, 6_039}};
    private static final int[][] CMG_2 = {{120, 16_960}, {218, 9_161}, {438, 2_960}, {1075, 5_619}, {1398, 56_458}};
    private static final int[][] CLIENTS_3 = {{113, 14_171}, {208, 3_255}, {477, 1_135}, {994, 2_190}, {1417, 4_741}};
    private static final int[][] CMG_4 = {{112, 7_703}, {221, 3_320}, {437, 1_527}, {1034, 3_055}, {1367, 55_815}};

    private static final Map<String, Mix> ALL = new LinkedHashMap<>();

    static {
        simple("simple-7-4-1", "TRex's imix.py of today [S4]", 4, 64, 594, 1518, 28, 16, 4);
        simple("csit-v4-1", "CSIT's IMIX_v4_1 [S6]", 4, 64, 570, 1518, 28, 16, 4);
        simple("trex-legacy-7-5-1", "older TRex, and CSIT's IMIX_v4 [S4][S6]", 4, 64, 594, 1518, 28, 20, 4);
        simple("trex-bench", "TRex's bench.py [S4]", 4, 68, 590, 1514, 28, 16, 4);
        simple("csit-v6", "CSIT's IMIX_v6_1 [S6]", 6, 78, 570, 1518, 28, 16, 4);
        simple("trex-v6", "TRex's imix_ipv6.py [S4]", 6, 64, 594, 1518, 28, 16, 4);
        operator("mno-clients-1", OPERATOR, CLIENTS_1);
        operator("mno-cmg-2", OPERATOR, CMG_2);
        operator("mno-clients-3", OPERATOR, CLIENTS_3);
        operator("mno-cmg-4", OPERATOR, CMG_4);
        operator("mno-2+4", OPERATOR + "; both on each port, as in the ConnectX-7 article [S1]", CMG_2, CMG_4);
        operator("mno-1+2+3+4", OPERATOR + "; its stress run [S1]", CLIENTS_1, CMG_2, CLIENTS_3, CMG_4);
    }

    private Mixes() {}

    private static void simple(String name, String source, int inner, int... sizesThenWeights) {
        int half = sizesThenWeights.length / 2;
        int[] sizes = Arrays.copyOf(sizesThenWeights, half);
        long[] weights = new long[half];
        for (int at = 0; at < half; at++) {
            weights[at] = sizesThenWeights[half + at];
        }
        ALL.put(name, Mix.of(name, source, inner, sizes, weights));
    }

    private static void operator(String name, String source, int[][]... tables) {
        SortedMap<Integer, Long> packets = new TreeMap<>();
        for (int[][] table : tables) {
            for (int[] row : table) {
                packets.merge(row[0] + FCS, (long) row[1], Long::sum);
            }
        }
        List<Integer> sizes = new ArrayList<>(packets.keySet());
        List<Long> weights = new ArrayList<>(packets.values());
        ALL.put(name, new Mix(name, source, 4, sizes, weights, Mix.Order.RANDOM, List.of()));
    }

    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * A mix by name.
     *
     * @throws IllegalArgumentException in one line that lists what there is.
     */
    public static Mix find(String name) {
        Mix mix = ALL.get(name);
        if (mix == null) {
            boolean bare = name.strip().equalsIgnoreCase("imix");
            throw new IllegalArgumentException(
                    bare
                            ? "'" + name + "' means at least four different mixes, say which: " + list()
                            : "unknown mix '" + name + "', nearest is '" + Nearest.of(name, names()) + "'; there are: "
                                    + String.join(", ", names()) + ", one size such as 64 B, a map of sizes and "
                                    + "weights, and genome");
        }
        return mix;
    }

    private static String list() {
        List<String> lines = new ArrayList<>();
        for (Mix mix : ALL.values()) {
            lines.add(mix.name() + " (" + join(mix.sizes(), "/") + ", " + join(mix.weights(), ":") + ")");
        }
        return String.join(", ", lines);
    }

    private static String join(List<? extends Number> numbers, String gap) {
        return String.join(gap, numbers.stream().map(Number::toString).toList());
    }
}
