// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.oracle.Deviation;
import java.util.Set;
import java.util.stream.Collectors;

/** How an engine did on one road of one case. */
public sealed interface Verdict {
    /** As a line of output says it. */
    String text();

    /** The engine did what the kernel did. */
    record Same() implements Verdict {
        @Override
        public String text() {
            return "same";
        }
    }

    /** The engine did right what the kernel did wrong. */
    record Allowed(Set<Deviation> deviations) implements Verdict {
        @Override
        public String text() {
            String numbers = deviations.stream()
                    .map(Deviation::decision)
                    .sorted()
                    .map(number -> String.format("%04d", number))
                    .collect(Collectors.joining(", "));
            return "allowed deviation (decision " + numbers + ")";
        }
    }

    /** The engine did something else; {@code what} names the first thing. */
    record Different(String what) implements Verdict {
        @Override
        public String text() {
            return "different: " + what;
        }
    }

    /** The case was not run. */
    record Skipped(String reason) implements Verdict {
        @Override
        public String text() {
            return "skipped (" + reason + ")";
        }
    }
}
