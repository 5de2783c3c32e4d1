// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

/** How much of the outbound work is done; each stage up to the whole contains those before it. */
public enum Stage {
    /** Buffer taken, frame copied in, given back unsent. */
    BUF("buf"),
    /** Through the engine as frames that are not IP: handed over, sent, completed, back home. */
    PASS("pass"),
    /** With a policy that asks for nothing: parsed and looked up as well. */
    CLEAR("clear"),
    /** Protected with the NULL cipher: all but the cipher's own work. */
    NULL("null"),
    /** All of it. */
    OUT("out"),
    /** No stage but the floor: the cipher alone, over texts as long. */
    CIPHER("cipher");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    /** For the names of rows. */
    public String label() {
        return label;
    }

    /** Name of the rows of this stage. */
    public String rowName(int states) {
        return "ringlane-" + label + "-sa" + states;
    }
}
