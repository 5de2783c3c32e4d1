// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

/** Checks of an engine's settings; what is wrong is named with its value and what is allowed. Stateless. */
final class SettingRules {
    private SettingRules() {}

    static void range(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new EngineException(
                    EngineException.Category.CONFIGURATION,
                    name + " must be " + least + " to " + most + ", is " + value);
        }
    }

    /** One CPU for each core, or none. */
    static void cpus(int[] cpus, int cores) {
        if (cpus.length != 0 && cpus.length != cores) {
            throw new EngineException(
                    EngineException.Category.CONFIGURATION,
                    "cpus must name one CPU for each of " + cores + " cores, names " + cpus.length);
        }
        for (int cpu : cpus) {
            range("cpu", cpu, 0, CpuAffinity.CPUS - 1);
        }
    }

    /** A super-packet is only cut when all its segments have a place. */
    static void holdsLargestCut(String name, int value, int maxSegments) {
        if (value < maxSegments) {
            throw new EngineException(
                    EngineException.Category.CONFIGURATION,
                    name + " must be at least max segments (" + maxSegments + "), is " + value);
        }
    }
}
