// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.device.ring.Way;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.ForwardingMode;

/**
 * A gateway to be modelled: device, host, and what goes through. Immutable.
 *
 * @param device       the card.
 * @param host         its cores and what packets cost them.
 * @param forwarding   who forwards.
 * @param crypto       who encrypts and decrypts.
 * @param route        where packets come from and go to.
 * @param tunnels      SAs in use of each direction where each is as likely as the other; else the number that misses
 *                     as often.
 * @param algorithm    kernel name, for the times of the lanes.
 * @param wireOverhead bytes of an encrypted frame that are not cipher text: Ethernet, outer headers, ESP, IV, ICV, FCS.
 * @param cablePs      from port to port of two gateways in series.
 */
public record GatewaySpec(
        DeviceProfile device,
        HostProfile host,
        ForwardingMode forwarding,
        Crypto crypto,
        Route route,
        long tunnels,
        String algorithm,
        int wireOverhead,
        long cablePs) {
    /** Who encrypts and decrypts. */
    public enum Crypto {
        /**
         * The card, on the packet's way to the line, and on its way from it where the card can; or the accelerator, if
         * the profile is of one.
         */
        INLINE,
        /** The cores; its cost is in theirs. */
        HOST,
        /** Nobody. */
        NONE
    }

    /** Where packets come from and go to. Port 0 is the clear side, port 1 the encrypted one, unless said otherwise. */
    public enum Route {
        /** The cores make packets and send them by port 1. */
        SOURCE,
        /** In by port 0 clear, out by port 1 encrypted. */
        ENCRYPT,
        /** In by port 1 encrypted, out by port 0 clear. */
        DECRYPT,
        /** Both at once. */
        BOTH,
        /** Both, and each port carries both sides: SAs with odd numbers have their clear side at port 1. */
        MIXED,
        /** Two gateways alike, one behind the other: in clear, out clear, encrypted between; both directions. */
        SERIES;

        /** Whether packets come in by that port of the first gateway, or of the second in a series for port 1. */
        public boolean entersBy(int port) {
            return switch (this) {
                case SOURCE -> false;
                case ENCRYPT -> port == 0;
                case DECRYPT -> port == 1;
                case BOTH, MIXED, SERIES -> true;
            };
        }
    }

    /** Refuses what cannot be. */
    public GatewaySpec {
        int most = Way.MOST_PAIRS / device.egress().queues().size();
        if (host.cores() > most) {
            throw new IllegalArgumentException("cores must be 1 to " + most + ", are " + host.cores());
        }
        if (crypto == Crypto.INLINE && (device.ipsec() == null || device.lanes() == null)) {
            throw new IllegalArgumentException(
                    "device " + device.name() + " has no crypto lanes, and so cannot encrypt inline");
        }
        if (forwarding == ForwardingMode.IN_NIC
                && (crypto != Crypto.INLINE || !device.ipsec().modes().contains(forwarding))) {
            throw new IllegalArgumentException("device " + device.name() + " cannot forward by itself"
                    + (crypto == Crypto.INLINE ? "" : " unless it encrypts inline"));
        }
    }

    /** Whether packets go to an accelerator and back. */
    public boolean isLookaside() {
        return crypto == Crypto.INLINE && device.ipsec().placement() == DeviceProfile.Placement.LOOKASIDE;
    }

    /** Whether packets are encrypted on their way to the line. */
    public boolean encryptsInline() {
        return crypto == Crypto.INLINE && !isLookaside();
    }

    /** Whether packets come out of the card decrypted. */
    public boolean decryptsInline() {
        return encryptsInline() && device.ipsec().receive();
    }

    /**
     * Who cuts super-packets, which only {@link Route#SOURCE} has: the card where it can, which is after the host's
     * encryption never; else the cores.
     */
    public boolean cutsInCard() {
        return switch (crypto) {
            case INLINE -> encryptsInline() && device.ipsec().cuts();
            case HOST -> false;
            case NONE -> true;
        };
    }

    /** The same with another device. */
    public GatewaySpec with(DeviceProfile other) {
        return new GatewaySpec(other, host, forwarding, crypto, route, tunnels, algorithm, wireOverhead, cablePs);
    }

    /** The same with another host. */
    public GatewaySpec with(HostProfile other) {
        return new GatewaySpec(device, other, forwarding, crypto, route, tunnels, algorithm, wireOverhead, cablePs);
    }
}
