// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/**
 * Everything an SA is configured with, but the key. Immutable; made by {@link SaConfigBuilder} or a configuration
 * reader.
 *
 * @param source outer source address.
 * @param selector traffic the SA takes; {@link Selector#ANY} when none was given.
 * @param flags bits of {@link SaFlags}.
 * @param replayWindow anti-replay window in packets, for the receiving side.
 * @param sequenceHigh high half of the number last used (ESN), {@code sequenceLow} the low half.
 * @param ivSalt salt of the IV generator (kernel {@code seqiv}).
 * @param encapSourcePort UDP encapsulation ports (RFC 3948), both 0 without.
 * @param tfcPad traffic-flow-confidentiality padding, 0 without.
 * @param outputMark mark that the protected packet's route is looked up with, 0 without.
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
        SaLimits limits,
        int encapSourcePort,
        int encapDestinationPort,
        int tfcPad,
        int outputMark) {
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
}
