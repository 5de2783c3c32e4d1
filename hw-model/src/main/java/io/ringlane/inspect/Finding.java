// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inspect;

/**
 * Something in a configuration that somebody should look at. Immutable.
 *
 * @param line of the entry in its file, from 1.
 */
public record Finding(int line, Kind kind, String text) implements Comparable<Finding> {
    /** What is wrong, from bad to worth a look. */
    public enum Kind {
        /** Packets are lost, leave in clear, or are protected badly. */
        ERROR("error"),
        /** Works, and most likely not as meant. */
        WARNING("warning"),
        /** Works. */
        NOTE("note");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The word of the output. */
        public String label() {
            return label;
        }
    }

    @Override
    public int compareTo(Finding other) {
        int byLine = Integer.compare(line, other.line);
        int byKind = byLine != 0 ? byLine : kind.compareTo(other.kind);
        return byKind != 0 ? byKind : text.compareTo(other.text);
    }
}
