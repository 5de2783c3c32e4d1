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
    SEQUENCE_NOT_ON_RECORD("sequence numbers not on record yet"),
    MODE_ERROR("encapsulation refused"),
    NO_ROOM("no head or tail room"),
    CHECKSUM_ERROR("checksum cannot be completed"),
    SEGMENTATION_ERROR("super-packet cannot be cut"),
    PROTOCOL_ERROR("ESP transform failed"),
    DEVICE_GONE("device down or gone"),
    DEVICE_REFUSED("device consumed it with an error"),
    ENGINE_CLOSED("engine closed"),
    UNKNOWN_SA("no SA of this destination and SPI"),
    ENCAPSULATION_MISMATCH("in UDP or not, unlike its SA"),
    REPLAYED("replayed, or too old to tell"),
    NOT_AUTHENTIC("ICV or trailer wrong, or a dummy"),
    NESTED_TOO_DEEP("more SAs than a packet may have"),
    OUTSIDE_SELECTOR("outside its SA's selector"),
    NO_POLICY("no policy lets it in"),
    NOT_AS_POLICY_ASKS("not protected as its policy asks"),
    KEEP_ALIVE("NAT keep-alive"),
    NO_FRAGMENT_ROOM("fragment that cannot be kept"),
    FRAGMENT_REFUSED("fragment that overlaps or fits nowhere"),
    FRAGMENT_TIMEOUT("fragments of a packet that stayed incomplete");

    private final String label;

    DropReason(String label) {
        this.label = label;
    }

    /** Words for a report. */
    public String label() {
        return label;
    }
}
