// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.traffic;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Work that is measured: so many SAs in turn, so many packets at once, such frames; as fast as it goes, or at a rate.
 * Immutable.
 *
 * @param perSecond packets at random times, 0 for as fast as it goes; infinite: as fast as it goes, but each packet has
 *                  a time at which it is due and is timed, as at a rate.
 */
public record WorkRow(int states, int burst, FrameMix frames, double perSecond) {
    private static final String AT_ONCE = "once";
    private static final Pattern FORM = Pattern.compile(
            "(?<states>[0-9]{1,7})x(?<burst>[0-9]{1,3})x(?<frames>[^@]+)(@(?<rate>[0-9]+|" + AT_ONCE + "))?");

    /** As fast as it goes. */
    public static WorkRow of(int states, int burst, int size) {
        return new WorkRow(states, burst, FrameMix.of(size), 0);
    }

    /** As fast as it goes. */
    public static WorkRow of(int states, int burst, String frames) {
        return new WorkRow(states, burst, FrameMix.parse(frames), 0);
    }

    /**
     * Reads {@code SASxBURSTxFRAMES}, at a rate with {@code @PPS} behind.
     *
     * @throws IllegalArgumentException in one line that says what is allowed.
     */
    public static WorkRow parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no row: allowed are SASxBURSTxFRAMES, such as 64x32x512, and @PPS or @once behind");
        }
        String rate = form.group("rate");
        return new WorkRow(
                Integer.parseInt(form.group("states")),
                Integer.parseInt(form.group("burst")),
                FrameMix.parse(form.group("frames")),
                rate == null ? 0 : rate.equals(AT_ONCE) ? Double.POSITIVE_INFINITY : Double.parseDouble(rate));
    }

    /** Whether packets are due at a rate. */
    public boolean isTimed() {
        return perSecond > 0 && !isAtOnce();
    }

    /** Whether all packets are due at once. */
    public boolean isAtOnce() {
        return Double.isInfinite(perSecond);
    }

    /** The same with all packets due at once. */
    public WorkRow atOnce() {
        return new WorkRow(states, burst, frames, Double.POSITIVE_INFINITY);
    }

    /** The same at a rate, whole packets a second. */
    public WorkRow at(double rate) {
        return new WorkRow(states, burst, frames, Math.rint(rate));
    }

    /** The same as fast as it goes. */
    public WorkRow closed() {
        return new WorkRow(states, burst, frames, 0);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return states + "x" + burst + "x" + frames.label()
                + (isAtOnce() ? "@" + AT_ONCE : isTimed() ? String.format(Locale.ROOT, "@%.0f", perSecond) : "");
    }
}
