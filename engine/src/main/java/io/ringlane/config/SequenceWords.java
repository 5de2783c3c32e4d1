// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import java.util.Map;

/** Collects flags, the anti-replay window and the counters of one SA, as typed or as {@code ip} prints them. */
final class SequenceWords {
    static final Map<String, Integer> FLAGS = Map.of(
            "noecn", SaFlags.NOECN,
            "decap-dscp", SaFlags.DECAP_DSCP,
            "nopmtudisc", SaFlags.NOPMTUDISC,
            "wildrecv", SaFlags.WILDRECV,
            "icmp", SaFlags.ICMP,
            "af-unspec", SaFlags.AF_UNSPEC,
            "align4", SaFlags.ALIGN4,
            "esn", SaFlags.ESN);
    static final Map<String, Integer> EXTRA_FLAGS =
            Map.of("dont-encap-dscp", SaFlags.DONT_ENCAP_DSCP, "oseq-may-wrap", SaFlags.OSEQ_MAY_WRAP);

    /** Bits of the largest window (kernel {@code XFRMA_REPLAY_ESN_MAX}). */
    private static final int MAX_WINDOW = 4096;

    private int flags;
    private int window;
    private int sequenceHigh;
    private int sequenceLow;
    private int replayHigh;
    private int replayLow;

    /** Reads what stands behind the keyword if it belongs here. */
    boolean take(String keyword, EntryWords words) {
        switch (keyword) {
            case "replay-window" -> window = Math.max(window, (int) words.number(keyword, MAX_WINDOW));
            case "replay-seq" -> replayLow = (int) words.number(keyword, EntryWords.MAX_32);
            case "replay-seq-hi" -> replayHigh = (int) words.number(keyword, EntryWords.MAX_32);
            case "replay-oseq" -> sequenceLow = (int) words.number(keyword, EntryWords.MAX_32);
            case "replay-oseq-hi" -> sequenceHigh = (int) words.number(keyword, EntryWords.MAX_32);
            case "anti-replay" -> counters(words);
            case "flag" -> flags |= flags(words, keyword, FLAGS);
            case "extra-flag", "extra_flag" -> flags |= flags(words, keyword, EXTRA_FLAGS);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Any number of flags; {@code ip -s} adds their bits in brackets, and prints nothing else when there are none. */
    private static int flags(EntryWords words, String keyword, Map<String, Integer> known) {
        int bits = 0;
        Integer flag = words.atEnd() ? null : flag(words, known);
        if (flag == null && !words.nextIsRemark()) {
            throw words.error("unknown flag " + (words.atEnd() ? "" : EntryWords.shown(words.word()) + " ") + "behind '"
                    + keyword + "'; allowed: "
                    + String.join(", ", known.keySet().stream().sorted().toList()));
        }
        while (flag != null) {
            bits |= flag;
            flag = flag(words, known);
        }
        words.skipRemark();
        return bits;
    }

    private static Integer flag(EntryWords words, Map<String, Integer> known) {
        for (Map.Entry<String, Integer> flag : known.entrySet()) {
            if (words.accept(flag.getKey())) {
                return flag.getValue();
            }
        }
        return null;
    }

    /** Printed: {@code anti-replay context: seq 0x0, oseq 0x0, bitmap 0x00000000}, and a longer form with ESN. */
    private void counters(EntryWords words) {
        boolean longForm = words.accept("esn");
        words.expect("context:");
        replayHigh = longForm ? counter(words, "seq-hi") : replayHigh;
        replayLow = counter(words, "seq");
        sequenceHigh = longForm ? counter(words, "oseq-hi") : sequenceHigh;
        sequenceLow = counter(words, "oseq");
        if (longForm) {
            words.expect("replay_window");
            window = (int) words.number("replay_window", MAX_WINDOW);
            words.expect("bitmap-length");
            words.skip((int) words.number("bitmap-length", MAX_WINDOW / Integer.SIZE));
        } else {
            counter(words, "bitmap");
        }
    }

    private static int counter(EntryWords words, String name) {
        words.expect(name);
        return (int) words.number(name, EntryWords.MAX_32);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    int replayHigh() {
        return replayHigh;
    }

    int replayLow() {
        return replayLow;
    }

    /** Checks flags, window and counters together and hands them on. */
    void fill(SaConfigBuilder builder, EntryWords words) {
        boolean esn = has(SaFlags.ESN);
        if (esn && window == 0) {
            throw words.entryError("flag esn needs a 'replay-window' of 1 to " + MAX_WINDOW);
        }
        if (!esn && (sequenceHigh != 0 || replayHigh != 0)) {
            throw words.entryError("'replay-oseq-hi' and 'replay-seq-hi' need flag esn");
        }
        builder.flags(flags).esn(esn).replayWindow(window).sequence(sequenceHigh, sequenceLow);
    }
}
