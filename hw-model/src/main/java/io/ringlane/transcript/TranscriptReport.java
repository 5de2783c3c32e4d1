// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import java.util.ArrayList;
import java.util.List;

/** What was found in each step of a transcript. Immutable. */
public record TranscriptReport(List<Finding> findings) {
    /** How a step went. */
    public enum Outcome {
        SAME,
        DIFFERENT,
        SKIPPED
    }

    /**
     * One step.
     *
     * @param detail empty when it is the same; the first field that differs, what was expected and what came; or the
     *     reason why the step was not judged.
     */
    public record Finding(int number, String text, Outcome outcome, String detail) {
        /** As a line of output says it. */
        public String line() {
            String words = outcome == Outcome.DIFFERENT ? "different: " + detail : "skipped (" + detail + ")";
            return Transcript.NAME + " step " + number + " (" + text + "): "
                    + (outcome == Outcome.SAME ? "same" : words);
        }
    }

    public TranscriptReport {
        findings = List.copyOf(findings);
    }

    public int count(Outcome outcome) {
        return (int)
                findings.stream().filter(finding -> finding.outcome == outcome).count();
    }

    public boolean isDifferent() {
        return count(Outcome.DIFFERENT) > 0;
    }

    /** A line for each step that is not the same, and one for the whole. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        findings.stream()
                .filter(finding -> finding.outcome != Outcome.SAME)
                .map(Finding::line)
                .forEach(lines::add);
        lines.add(Transcript.NAME + ": " + total());
        return lines;
    }

    private String total() {
        int same = count(Outcome.SAME);
        int skipped = count(Outcome.SKIPPED);
        String steps = same + (same == 1 ? " step" : " steps");
        String left = skipped == 0 ? "" : ", " + skipped + " skipped";
        if (isDifferent()) {
            return "different (" + count(Outcome.DIFFERENT) + " of " + findings.size() + " steps" + left + ")";
        }
        return same == 0 ? "skipped (" + skipped + " steps)" : "same (" + steps + left + ")";
    }
}
