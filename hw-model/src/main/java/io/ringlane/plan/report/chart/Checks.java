// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report.chart;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What holds for everything in a report: texts say something, numbers are finite, names are unique. Stateless. */
public final class Checks {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,59}");

    private Checks() {}

    /** @return the text, which has a character that is seen. */
    public static String text(String what, String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        return text;
    }

    /** @return the name, fit for files and for links: small letters, digits and hyphens, 60 at most. */
    public static String name(String what, String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " is '" + name + "', want small letters, digits and hyphens");
        }
        return name;
    }

    /** @return the number, neither infinite nor NaN. */
    public static double finite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(what + " is " + value + ", want a finite number");
        }
        return value;
    }

    /** The value lies in its interval, and all three are finite. */
    public static void interval(String what, double low, double value, double high) {
        finite(what, low);
        finite(what, value);
        finite(what, high);
        if (low > value || value > high) {
            throw new IllegalArgumentException(what + " is " + value + ", outside its interval " + low + " to " + high);
        }
    }

    /** @return a copy, with at least one element. */
    public static <T> List<T> some(String what, List<T> list) {
        if (list == null || list.isEmpty()) {
            throw new IllegalArgumentException(what + ": there are none");
        }
        return List.copyOf(list);
    }

    /** No name twice. */
    public static void unique(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(what + " '" + name + "' is there twice");
            }
        }
    }
}
