// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import io.ringlane.sa.SaLimits;

/** Collects lifetime limits of one entry, as typed ({@code limit byte-hard 100}) or as {@code ip -s} prints them. */
final class LimitWords {
    static final String ALLOWED =
            "byte-soft, byte-hard, packet-soft, packet-hard, time-soft, time-hard, time-use-soft," + " time-use-hard";

    private long softBytes = SaLimits.INFINITE;
    private long hardBytes = SaLimits.INFINITE;
    private long softPackets = SaLimits.INFINITE;
    private long hardPackets = SaLimits.INFINITE;
    private long softAdd;
    private long hardAdd;
    private long softUse;
    private long hardUse;

    /** Reads what stands behind {@code limit}. */
    void typed(EntryWords words) {
        String kind = words.value("limit");
        switch (kind) {
            case "byte-soft" -> softBytes = words.number(kind, Long.MAX_VALUE);
            case "byte-hard" -> hardBytes = words.number(kind, Long.MAX_VALUE);
            case "packet-soft" -> softPackets = words.number(kind, Long.MAX_VALUE);
            case "packet-hard" -> hardPackets = words.number(kind, Long.MAX_VALUE);
            case "time-soft" -> softAdd = words.number(kind, Long.MAX_VALUE);
            case "time-hard" -> hardAdd = words.number(kind, Long.MAX_VALUE);
            case "time-use-soft" -> softUse = words.number(kind, Long.MAX_VALUE);
            case "time-use-hard" -> hardUse = words.number(kind, Long.MAX_VALUE);
            default -> throw words.error("unknown limit " + EntryWords.shown(kind) + "; allowed: " + ALLOWED);
        }
    }

    /** Reads what stands behind {@code lifetime}: limits are kept, what was used up so far is not. */
    void printed(EntryWords words) {
        if (words.accept("current:")) {
            words.skip(2);
            stamp(words, "add");
            stamp(words, "use");
            return;
        }
        words.expect("config:");
        while (words.accept("limit:")) {
            words.expect("soft");
            String soft = words.value("soft");
            words.expect("hard");
            limit(words, soft, words.value("hard"));
        }
        while (words.accept("expire")) {
            boolean use = words.accept("use:");
            if (!use) {
                words.expect("add:");
            }
            words.expect("soft");
            long soft = words.number("soft", Long.MAX_VALUE);
            words.expect("hard");
            long hard = words.number("hard", Long.MAX_VALUE);
            softUse = use ? soft : softUse;
            hardUse = use ? hard : hardUse;
            softAdd = use ? softAdd : soft;
            hardAdd = use ? hardAdd : hard;
        }
    }

    /** A date and a time of day, or a dash. */
    private static void stamp(EntryWords words, String name) {
        words.expect(name);
        if (!words.accept("-")) {
            words.skip(2);
        }
    }

    private void limit(EntryWords words, String soft, String hard) {
        long softValue = finite(words, soft);
        long hardValue = finite(words, hard);
        if (hard.endsWith("(bytes)")) {
            softBytes = softValue;
            hardBytes = hardValue;
        } else {
            softPackets = softValue;
            hardPackets = hardValue;
        }
    }

    private static long finite(EntryWords words, String value) {
        return value.startsWith("(INF)") ? SaLimits.INFINITE : words.number("limit", value, Long.MAX_VALUE);
    }

    SaLimits limits() {
        SaLimits limits =
                new SaLimits(softBytes, hardBytes, softPackets, hardPackets, softAdd, hardAdd, softUse, hardUse);
        return limits.equals(SaLimits.NONE) ? SaLimits.NONE : limits;
    }
}
