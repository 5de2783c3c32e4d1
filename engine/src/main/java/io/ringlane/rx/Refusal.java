// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;

/** Why a received packet goes no further: the kernel's counter, where it has one, and the one place of the ledger. */
public enum Refusal {
    /** The IP input check fails, of the packet as it came or of the inner one: the kernel's IP counters only. */
    MALFORMED(null, DropReason.MALFORMED),
    /** Cut off before the SPI and the number, or an inner packet that no flow can be read from. */
    HEADER(XfrmCounter.IN_HDR_ERROR, DropReason.MALFORMED),
    UNKNOWN_SA(XfrmCounter.IN_NO_STATES, DropReason.UNKNOWN_SA),
    TOO_DEEP(XfrmCounter.IN_BUFFER_ERROR, DropReason.NESTED_TOO_DEEP),
    /** The SA is being negotiated. */
    LARVAL(XfrmCounter.ACQUIRE_ERROR, DropReason.STATE_INVALID),
    INVALID(XfrmCounter.IN_STATE_INVALID, DropReason.STATE_INVALID),
    ENCAPSULATION(XfrmCounter.IN_STATE_MISMATCH, DropReason.ENCAPSULATION_MISMATCH),
    REPLAY(XfrmCounter.IN_STATE_SEQ_ERROR, DropReason.REPLAYED),
    /** Authentic, and its number not on record yet: it could be replayed after a crash. */
    NOT_ON_RECORD(XfrmCounter.IN_STATE_SEQ_ERROR, DropReason.SEQUENCE_NOT_ON_RECORD),
    EXPIRED(XfrmCounter.IN_STATE_EXPIRED, DropReason.STATE_EXPIRED),
    /** Too short, not authentic, a pad length that lies, or a dummy packet (RFC 4303 section 2.6). */
    PROTOCOL(XfrmCounter.IN_STATE_PROTO_ERROR, DropReason.NOT_AUTHENTIC),
    MODE(XfrmCounter.IN_STATE_MODE_ERROR, DropReason.MODE_ERROR),
    SELECTOR(XfrmCounter.IN_STATE_MISMATCH, DropReason.OUTSIDE_SELECTOR),
    NO_POLICY(XfrmCounter.IN_NO_POLS, DropReason.NO_POLICY),
    TEMPLATE(XfrmCounter.IN_TMPL_MISMATCH, DropReason.NOT_AS_POLICY_ASKS),
    BLOCKED(XfrmCounter.IN_POL_BLOCK, DropReason.POLICY_BLOCK),
    KEEP_ALIVE(null, DropReason.KEEP_ALIVE),
    NO_FRAGMENT_ROOM(null, DropReason.NO_FRAGMENT_ROOM),
    FRAGMENT(null, DropReason.FRAGMENT_REFUSED),
    FRAGMENT_TIMEOUT(null, DropReason.FRAGMENT_TIMEOUT);

    private final XfrmCounter counter;
    private final DropReason reason;

    Refusal(XfrmCounter counter, DropReason reason) {
        this.counter = counter;
        this.reason = reason;
    }

    /** The kernel's counter, null where it has none in its {@code xfrm_stat} table. */
    public XfrmCounter counter() {
        return counter;
    }

    public DropReason reason() {
        return reason;
    }
}
