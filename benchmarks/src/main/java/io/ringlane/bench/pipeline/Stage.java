// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

/** How much of the outbound work is done; each stage contains those before it. */
public enum Stage {
    /** Buffer taken, frame copied in, given back unsent. */
    BUFFER("buf"),
    /** Through the engine with a policy that asks for nothing: parsed, looked up, sent, completed, back home. */
    CLEAR("clear"),
    /** Protected with the NULL cipher: all but the cipher's own work. */
    NULL("null"),
    /** All of it. */
    OUT("out");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    /** For the names of rows. */
    public String label() {
        return label;
    }
}
