// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import io.ringlane.header.Udp;

/**
 * Everything an SA is configured with, but the key. Immutable; made by {@link SaConfigBuilder} or a configuration
 * reader.
 *
 * @param source outer source address.
 * @param selector traffic the SA takes; {@link Selector#ANY} when none was given.
 * @param flags bits of {@link SaFlags}.
 * @param replayWindow anti-replay window in packets, for the receiving side.
 * @param sequenceHigh high half of the number last used (ESN), {@code sequenceLow} the low half.
 * @param ivSalt salt of the IV generator (kernel {@code seqiv}, {@code echainiv}), its first byte on top.
 * @param ivSaltRest what follows it where IVs have 16 bytes.
 * @param encapSourcePort UDP encapsulation ports (RFC 3948), both 0 without.
 * @param tfcPad traffic-flow-confidentiality padding, 0 without.
 * @param outputMark mark that a protected packet gets, and its route is looked up with, in the bits of
 *     {@code outputMarkMask}; a mask of 0 leaves packets their own.
 * @param pcpu core that the SA is for alone, {@link #ANY_CORE} for all (kernel {@code pcpu_num}).
 * @param interfaceId the xfrm interface that it is for, 0 for none.
 */
public record SaConfig(
        SaId id,
        IpAddress source,
        XfrmMode mode,
        Selector selector,
        int reqid,
        EspTransform transform,
        int flags,
        boolean esn,
        int replayWindow,
        int sequenceHigh,
        int sequenceLow,
        long ivSalt,
        long ivSaltRest,
        SaLimits limits,
        int encapSourcePort,
        int encapDestinationPort,
        int tfcPad,
        int outputMark,
        int outputMarkMask,
        int pcpu,
        int interfaceId) {
    public static final int ANY_CORE = -1;

    private static final int NON_IKE_MARKER = 8;

    /** True for an SA that one core uses alone, while others have their own or a common one (RFC 9611). */
    public boolean isOfOneCore() {
        return pcpu != ANY_CORE;
    }

    /** The same SA behind another number, with the salt that its key had with all numbers before. */
    public SaConfig numbered(int high, int low, long salt) {
        return numbered(high, low, salt, ivSaltRest);
    }

    /** The same where IVs have 16 bytes. */
    public SaConfig numbered(int high, int low, long salt, long saltRest) {
        return with(id, source, high, low, salt, saltRest, limits, encapSourcePort, encapDestinationPort);
    }

    /** The same SA with other limits. */
    public SaConfig limited(SaLimits newLimits) {
        return with(
                id,
                source,
                sequenceHigh,
                sequenceLow,
                ivSalt,
                ivSaltRest,
                newLimits,
                encapSourcePort,
                encapDestinationPort);
    }

    /** The same SA between other hosts, or behind another NAT; ports 0 and 0 for none. */
    public SaConfig moved(IpAddress newSource, IpAddress newDestination, int sourcePort, int destinationPort) {
        SaId newId = new SaId(newDestination, id.spi(), id.protocol(), id.mark(), id.markMask());
        return with(
                newId, newSource, sequenceHigh, sequenceLow, ivSalt, ivSaltRest, limits, sourcePort, destinationPort);
    }

    private SaConfig with(
            SaId newId,
            IpAddress newSource,
            int high,
            int low,
            long salt,
            long saltRest,
            SaLimits newLimits,
            int sourcePort,
            int destinationPort) {
        return new SaConfig(
                newId,
                newSource,
                mode,
                selector,
                reqid,
                transform,
                flags,
                esn,
                replayWindow,
                high,
                low,
                salt,
                saltRest,
                newLimits,
                sourcePort,
                destinationPort,
                tfcPad,
                outputMark,
                outputMarkMask,
                pcpu,
                interfaceId);
    }

    /** Family of the outer header: 4 or 6. */
    public int outerFamily() {
        return id.destination().family();
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    public boolean encapsulatedInUdp() {
        return encapDestinationPort != 0;
    }

    /** Bytes between the IP header and ESP: the UDP header, and zeros behind it in early drafts of RFC 3948. */
    public int encapLength() {
        return !encapsulatedInUdp() ? 0 : has(SaFlags.NON_IKE) ? Udp.LENGTH + NON_IKE_MARKER : Udp.LENGTH;
    }

    /** The mark of a packet behind this SA ({@code xfrm_smark_get}). */
    public int markBehind(int mark) {
        return outputMark & outputMarkMask | mark & ~outputMarkMask;
    }
}
