// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

/** An SA as plain data, and what packets change in it. */
public final class RefSa {
    /** Modes that protect packets. */
    public enum Mode {
        TRANSPORT,
        TUNNEL,
        BEET
    }

    public int spi;
    public Mode mode = Mode.TUNNEL;
    public byte[] source;
    public byte[] destination;
    /** Family of the SA's selector: 0 for any. */
    public int selectorFamily;

    public byte[] key;
    public byte[] salt;
    public long ivSalt;
    public int icv = 16;
    public boolean esn;
    public boolean mayWrap;
    public boolean noEcn;
    public boolean noPmtuDisc;
    public boolean dontEncapDscp;
    public int startHigh;
    public int startLow;
    public long softPackets = Long.MAX_VALUE;
    public long hardPackets = Long.MAX_VALUE;
    public long softBytes = Long.MAX_VALUE;
    public long hardBytes = Long.MAX_VALUE;
    public RefDevice device;

    public int high;
    public int low;
    public long bytes;
    public long packets;
    public boolean valid = true;
    public boolean dying;

    public int family() {
        return destination.length == 4 ? 4 : 6;
    }

    int outerLength() {
        return family() == 4 ? 20 : 40;
    }

    /** Section 0.1 of the semantics. */
    int headerLength() {
        return switch (mode) {
            case TRANSPORT -> 16;
            case TUNNEL -> 16 + outerLength();
            case BEET -> selectorFamily == 6 ? 16 : family() == 4 ? 24 : 44;
        };
    }

    /** Section 5.1 of the semantics. */
    int mtu(int link) {
        int adjust = mode == Mode.TUNNEL ? 0 : outerLength();
        int room = link - headerLength() - icv - adjust;
        return Math.floorDiv(room, 4) * 4 + adjust - 2;
    }

    /** Assigns numbers (5.4). @return the first as 64 bits, or null when there are not enough. */
    Long take(int count) {
        long end = (low & 0xffffffffL) + count;
        boolean wraps = end > 0xffffffffL;
        if (wraps && (esn ? high == -1 : !mayWrap)) {
            return null;
        }
        long base = (esn ? (long) high << 32 : 0) | low & 0xffffffffL;
        long first = base + 1;
        low = (int) end;
        if (wraps && esn) {
            high++;
            if (device != null) {
                device.advances++;
            }
        }
        return esn ? first : first & 0xffffffffL;
    }

    /** The number of a later segment: without ESN there is no high half. */
    long behind(long first, int ordinal) {
        return esn ? first + ordinal : first + ordinal & 0xffffffffL;
    }

    @Override
    public String toString() {
        return String.format(
                "sa %x %s v%d sel %d key %d icv %d%s%s%s%s%s last %x:%x soft %d/%d hard %d/%d on %s",
                spi,
                mode,
                family(),
                selectorFamily,
                key.length * 8,
                icv * 8,
                esn ? " esn" : "",
                mayWrap ? " may-wrap" : "",
                noEcn ? " noecn" : "",
                noPmtuDisc ? " nopmtudisc" : "",
                dontEncapDscp ? " dont-encap-dscp" : "",
                startHigh,
                startLow,
                softPackets,
                softBytes,
                hardPackets,
                hardBytes,
                device == null ? "software" : device.name);
    }
}
