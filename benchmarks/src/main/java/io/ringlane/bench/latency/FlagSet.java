// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.latency;

import java.util.List;

/**
 * A way of running the JVM.
 *
 * @param name for the table.
 * @param flags beside those that all runs have.
 */
record FlagSet(String name, List<String> flags) {
    private static final String SERIAL = "-XX:+UseSerialGC";
    private static final String EXPERIMENTAL = "-XX:+UnlockExperimentalVMOptions";
    private static final String DIAGNOSTIC = "-XX:+UnlockDiagnosticVMOptions";

    /** All collectors of the JDK with their defaults, then flags beside the serial one, which is the baseline. */
    static final List<FlagSet> ALL = List.of(
            new FlagSet("serial", List.of(SERIAL)),
            new FlagSet("parallel", List.of("-XX:+UseParallelGC")),
            new FlagSet("g1", List.of("-XX:+UseG1GC")),
            new FlagSet("z", List.of("-XX:+UseZGC")),
            new FlagSet("epsilon", List.of(EXPERIMENTAL, "-XX:+UseEpsilonGC")),
            new FlagSet("serial, touched", List.of(SERIAL, "-XX:+AlwaysPreTouch")),
            new FlagSet("serial, no safepoints in loops", List.of(SERIAL, "-XX:-UseCountedLoopSafepoints")),
            new FlagSet("serial, safepoints in loops", List.of(SERIAL, "-XX:+UseCountedLoopSafepoints")),
            new FlagSet(
                    "serial, no timed safepoints", List.of(SERIAL, DIAGNOSTIC, "-XX:GuaranteedSafepointInterval=0")),
            new FlagSet("serial, compact headers", List.of(SERIAL, "-XX:+UseCompactObjectHeaders")),
            new FlagSet("serial, huge pages", List.of(SERIAL, "-XX:+UseTransparentHugePages")),
            new FlagSet("serial, no tiers", List.of(SERIAL, "-XX:-TieredCompilation")));

    /** True for a flag that chooses the collector, which a set chooses itself. */
    static boolean choosesCollector(String flag) {
        return flag.matches("-XX:[+-]Use(Serial|Parallel|G1|Z|Epsilon|Shenandoah)GC");
    }
}
