// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.receive;

import io.ringlane.reception.ReceptionResult;
import java.util.Locale;

/** The summary of a reception for people; what is zero is left out unless its being zero says something. */
final class ReceptionText {
    private static final int LABEL = 12;

    private final ReceptionResult result;
    private final StringBuilder text = new StringBuilder();

    private ReceptionText(ReceptionResult result) {
        this.result = result;
    }

    /** The whole text, in lines. */
    static String of(ReceptionResult result) {
        ReceptionText summary = new ReceptionText(result);
        summary.explanation();
        summary.files();
        summary.refusals();
        summary.states();
        result.warnings().forEach(warning -> summary.line("warning", "%s", warning));
        return summary.text.toString();
    }

    private void line(String label, String format, Object... arguments) {
        text.append(label)
                .append(" ".repeat(Math.max(1, LABEL - label.length())))
                .append(String.format(Locale.ROOT, format, arguments))
                .append('\n');
    }

    private void explanation() {
        result.explanation().forEach(step -> text.append(step).append('\n'));
        if (!result.explanation().isEmpty()) {
            text.append('\n');
        }
    }

    private void files() {
        line("input", "%s: %,d packets, %,d bytes", result.settings().in(), result.packets(), result.bytes());
        if (result.skipped() > 0) {
            line("", "%,d records left out: not IP, or cut", result.skipped());
        }
        line("output", "%s: %,d clear packets", result.settings().out(), result.clear());
        line("", "%,d came in clear, %,d are to be forwarded", result.unprotected(), result.forward());
        line("crypto", "provider %s", result.crypto());
        text.append('\n');
    }

    private void refusals() {
        line(
                "refused",
                "%,d packets",
                result.drops().values().stream().mapToLong(Long::longValue).sum());
        result.counters().forEach((counter, count) -> line("", "%-24s %,d", counter.label(), count));
        text.append('\n');
        result.drops().forEach((reason, count) -> line("", "%-44s %,d", reason.label(), count));
        if (result.held() > 0) {
            line("", "%,d fragments whose rest did not come", result.held());
        }
        text.append('\n');
    }

    private void states() {
        for (ReceptionResult.State state : result.states()) {
            line("SA", "%s, %s mode, %s, window %,d", state.id(), state.mode(), state.algorithm(), state.window());
            line(
                    "",
                    "%,d packets, %,d bytes, highest number %s",
                    state.packets(),
                    state.bytes(),
                    Long.toUnsignedString(state.top()));
            line(
                    "",
                    "replay %,d, replay-window %,d, failed %,d (of these too late, as far as looked at: %,d)",
                    state.duplicates(),
                    state.tooOld(),
                    state.integrityFailed(),
                    state.lateAuthentic());
            if (state.advice() != null) {
                advice(state.advice());
            }
        }
    }

    private void advice(ReceptionResult.Advice advice) {
        for (int i = 0; i < advice.depths().size(); i++) {
            if (advice.depths().get(i) != 0) {
                line("", "reorder depth %-14s %,d", range(i), advice.depths().get(i));
            }
        }
        line("", "%,d gaps, %,d numbers did not come", advice.gaps(), advice.missing());
        for (int i = 0; i < advice.dropped().size() && advice.dropped().get(i) > 0; i++) {
            line(
                    "",
                    "a window of %,d would have dropped %,d",
                    1 << i,
                    advice.dropped().get(i));
        }
        line("", "a window of %,d is enough for what was accepted", advice.sufficient());
    }

    private static String range(int bucket) {
        return switch (bucket) {
            case 0 -> "0 (in order)";
            case 1 -> "1";
            default -> (1 << bucket - 1) + " to " + ((1 << bucket) - 1);
        };
    }
}
