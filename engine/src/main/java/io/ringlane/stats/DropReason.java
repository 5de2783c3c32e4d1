// SPDX-License-Identifier: Apache-2.0
package io.ringlane.stats;

/** The one place of the ledger in which a lost packet ends. The kernel's counters are kept beside it, not in it. */
public enum DropReason {
    MALFORMED("malformed header"),
    TOO_BIG("larger than the path MTU"),
    NO_ROUTE("no route"),
    POLICY_BLOCK("policy says block"),
    NO_STATE("policy without a usable SA"),
    STATE_INVALID("SA not valid"),
    STATE_EXPIRED("SA lifetime used up"),
    SEQUENCE_EXHAUSTED("sequence numbers used up"),
    MODE_ERROR("encapsulation refused"),
    NO_ROOM("no head or tail room"),
    CHECKSUM_ERROR("checksum cannot be completed"),
    SEGMENTATION_ERROR("super-packet cannot be cut"),
    PROTOCOL_ERROR("ESP transform failed"),
    DEVICE_GONE("device down or gone"),
    DEVICE_REFUSED("device consumed it with an error"),
    ENGINE_CLOSED("engine closed");

    private final String label;

    DropReason(String label) {
        this.label = label;
    }

    /** Words for a report. */
    public String label() {
        return label;
    }
}
