// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.esp;

import io.ringlane.sa.EspTransform;

/**
 * What a pipeline does: sends or receives, under one algorithm. Immutable.
 *
 * @param inbound receives.
 * @param algorithm one of {@link Algorithms}, null for the usual one, which rows do not name.
 */
public record PipelineWork(boolean inbound, String algorithm) {
    /** Sends under the usual algorithm. */
    public static final PipelineWork OUTBOUND = new PipelineWork(false, null);

    public EspTransform transform() {
        return Algorithms.of(algorithm == null ? Algorithms.DEFAULT : algorithm);
    }

    public boolean isUsual() {
        return algorithm == null || algorithm.equals(Algorithms.DEFAULT);
    }

    /** Name of rows, without the number of SAs. @param stage how much of the work is done; {@code out} for all. */
    public String rowName(String stage) {
        String what = "out".equals(stage) && inbound ? "in" : inbound ? "in-" + stage : stage;
        return algorithm == null ? what : what + "-" + algorithm;
    }

    /** Bytes to seal for an IP packet in tunnel mode: padding and trailer included. */
    public int textLength(int ipLength) {
        int block = transform().padBlock();
        return (ipLength + 2 + block - 1) / block * block;
    }
}
