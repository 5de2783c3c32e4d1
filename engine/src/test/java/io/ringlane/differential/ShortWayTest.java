// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The short way against the long one: two stepped engines with the same set-up get the same packets and the same
 * changes, one of them without cached flows. Devices must see the same bytes and marks in the same order, and accounts,
 * counters, SAs, numbers and events must be the same after each step.
 *
 * <p>{@code -Dringlane.shortway.runs=N} runs more, {@code -Dringlane.shortway.seed=S} one run again.
 */
class ShortWayTest {
    private static final String SEED = "ringlane.shortway.seed";
    private static final int RUNS = Integer.getInteger("ringlane.shortway.runs", 300);
    private static final int SHOWN = 6;

    private long frames;
    private long sealedByShortWay;
    private long leftByShortWay;
    private long cutByShortWay;

    @Test
    void shouldDoAsTheLongWayWhenPacketsAndChangesAreRandom() {
        Long one = Long.getLong(SEED);
        if (one != null) {
            check(one);
            return;
        }
        assertThat(RUNS).isPositive();
        for (int i = 1; i <= RUNS; i++) {
            check(i);
        }
        // else nothing would have been compared; the rest are segments, clear packets, refusals, what is not ordinary
        assertThat(sealedByShortWay).as("sealed, of %d frames", frames).isGreaterThan(frames / 12);
        assertThat(cutByShortWay).as("cut, of %d frames", frames).isGreaterThan(frames / 40);
        assertThat(leftByShortWay).as("left to devices, of %d frames", frames).isGreaterThan(frames / 200);
    }

    private void check(long seed) {
        List<String> differences = differences(seed);
        assertThat(differences)
                .as("replay with -D%s=%d%n%s%s", SEED, seed, WayForge.script(seed), steps(seed))
                .isEmpty();
    }

    private static String steps(long seed) {
        StringBuilder text = new StringBuilder();
        for (WayScript.Step step : WayForge.script(seed).steps) {
            text.append(step.packets().size())
                    .append(" packets, ")
                    .append(step.cycles())
                    .append(" cycles");
            text.append(step.change() == null ? "" : ", then " + step.change().text())
                    .append('\n');
        }
        return text.toString();
    }

    private List<String> differences(long seed) {
        WayScript script = WayForge.script(seed);
        List<String> differences = new ArrayList<>();
        try (WayRun longWay = new WayRun(script, 0);
                WayRun shortWay = new WayRun(script, script.cachedFlows)) {
            longWay.run();
            shortWay.run();
            assertThat(longWay.crypto.ciphers())
                    .as("an engine without cached flows has no short way")
                    .isEqualTo(1);
            for (int i = 0; i < longWay.devices.size(); i++) {
                devices(longWay.devices.get(i), shortWay.devices.get(i), differences);
            }
            lines("events", longWay.events, shortWay.events, differences);
            lines("accounts", longWay.accounts, shortWay.accounts, differences);
            if (longWay.slotsOut() + shortWay.slotsOut() != 0) {
                differences.add("slots out: long " + longWay.slotsOut() + ", short " + shortWay.slotsOut());
            }
            sealedByShortWay += shortWay.crypto.sealedByShortWay();
            cutByShortWay += shortWay.crypto.cutByShortWay();
            assertThat(longWay.crypto.sealedByShortWay()).isZero();
        } catch (RuntimeException e) {
            differences.add(trace(e));
        }
        return differences;
    }

    private static String trace(RuntimeException e) {
        java.io.StringWriter trace = new java.io.StringWriter();
        e.printStackTrace(new java.io.PrintWriter(trace));
        return trace.toString();
    }

    private void devices(WatchedDevice expected, WatchedDevice actual, List<String> differences) {
        frames += expected.seen.size();
        leftByShortWay += actual.leftByShortWay;
        lines(expected.name() + " calls", expected.calls, actual.calls, differences);
        same(
                expected.name() + " dropped",
                expected.counters().txDropped(),
                actual.counters().txDropped(),
                differences);
        same(expected.name() + " frames", expected.seen.size(), actual.seen.size(), differences);
        int found = 0;
        for (int i = 0; i < Math.min(expected.seen.size(), actual.seen.size()) && found < SHOWN; i++) {
            SeenFrame frame = expected.seen.get(i);
            if (!frame.equals(actual.seen.get(i))) {
                found++;
                differences.add(expected.name() + " frame " + i + ": " + frame.differenceTo(actual.seen.get(i)));
            }
        }
    }

    private static void lines(String what, List<String> expected, List<String> actual, List<String> differences) {
        if (expected.size() != actual.size()) {
            differences.add(what + "\n  long  " + expected + "\n  short " + actual);
        }
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            if (!expected.get(i).equals(actual.get(i))) {
                differences.add(what + " " + i + "\n  long  " + expected.get(i) + "\n  short " + actual.get(i));
                return;
            }
        }
    }

    private static void same(String what, long expected, long actual, List<String> differences) {
        if (expected != actual) {
            differences.add(what + ": long " + expected + ", short " + actual);
        }
    }
}
