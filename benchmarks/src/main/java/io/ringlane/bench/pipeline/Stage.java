// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

/** How much of the outbound work is done; each stage up to the whole contains those before it. */
public enum Stage {
    /** Buffer taken, frame copied in, given back. */
    BUF("buf"),
    /** Read, and its bundle found: policy, SA, route. */
    FIND("find"),
    /** Numbered, headers, trailer and nonces written: with the NULL cipher. */
    WRITE("write"),
    /** Sealed. */
    SEAL("seal"),
    /** All of it, by the engine: duty cycle, account, transmit queue, completion. */
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

    /** Name of the rows of several cores: {@code 2cores-sa64}, or {@code 2cores-spread} for one SA over all of them. */
    public String rowName(int cores, int states, boolean spread) {
        return "ringlane-" + label + "-" + coresName(cores, states, spread);
    }

    /** Name of the rows that say how many times as fast several cores are as one. */
    public static String scaleName(int cores, int states, boolean spread) {
        return "scale-" + coresName(cores, states, spread);
    }

    private static String coresName(int cores, int states, boolean spread) {
        return cores + "cores-" + (spread ? "spread" : "sa" + states);
    }
}
