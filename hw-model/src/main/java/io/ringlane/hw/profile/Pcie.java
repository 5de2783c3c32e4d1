// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

/**
 * The PCIe link of a device and its host. Immutable.
 *
 * @param generation     1 to 7.
 * @param width          lanes: 1, 2, 4, 8, 16 or 32.
 * @param payload        bytes of a packet's payload at most (MPS).
 * @param readRequest    bytes asked for at once at most (MRRS).
 * @param readCompletion bytes at which the root complex cuts completions (RCB); 0 when it cuts at the payload size.
 * @param readPs         from a read request until its first byte is there, over an idle link.
 * @param tags           reads that may be under way.
 * @param wayPs          of a posted write, over an idle link.
 */
public record Pcie(
        int generation,
        int width,
        int payload,
        int readRequest,
        int readCompletion,
        long readPs,
        int tags,
        long wayPs) {
    /** Bytes of one completion. */
    public int completionPayload() {
        return readCompletion == 0 ? payload : readCompletion;
    }
}
