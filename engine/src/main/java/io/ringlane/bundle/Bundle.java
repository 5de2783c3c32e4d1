// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.crypto.CryptoKey;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.Route;
import io.ringlane.header.EspHeader;
import io.ringlane.header.Ethernet;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;

/**
 * Everything that packets of one SA and one inner family have in common (the kernel's bundle, {@code struct xfrm_dst}):
 * decided and worked out once, so that a packet costs stores only. Words of headers are in the order in which they are
 * stored, native. Read-mostly; belongs to the core that owns the SA.
 */
final class Bundle extends BundleWords {
    /** Ethernet, outer header, ESP header and IV in front of the text. */
    static final int ROOM_4 = Ethernet.LENGTH + Ipv4.LENGTH + EspHeader.LENGTH + Long.BYTES;

    static final int ROOM_6 = Ethernet.LENGTH + Ipv6.LENGTH + EspHeader.LENGTH + Long.BYTES;

    /**
     * What a bundle is made of.
     *
     * @param innerFamily 4 or 6.
     * @param salt address of the SA's salt.
     * @param routeFixed the route is the same for ever.
     * @param sealer the device that seals, null for software.
     * @param leftToValidate ESP is, though software does it.
     */
    record Parts(
            XfrmState state,
            int innerFamily,
            CryptoKey key,
            long salt,
            Route route,
            boolean routeFixed,
            BundlePort port,
            NetDevice sealer,
            boolean leftToValidate) {}

    final XfrmState state;
    final CryptoKey key;
    final boolean esn;
    final boolean outer4;
    /** Next header of the trailer: 4 or 41. */
    final int innerProtocol;
    /** What stands in front of the inner packet when it is done: Ethernet, outer IP and ESP header, IV. */
    final int room;
    /** Bits of the inner DSCP and ECN that go out, see {@link TunnelHeader#tos}. */
    final int dscpMask;

    final boolean copyEcn;
    final int hopAndProtocol;
    /** Sum of the constant words of an outer IPv4 header, the first left out. */
    final int constantSum;

    final int source4;
    final int destination4;
    final IpAddress source;
    final IpAddress destination;
    /** Route and port belong together: the lookup must still say this route. */
    final Route route;

    /** The route's own Ethernet addresses; without them a packet keeps its own. */
    final boolean ownAddresses;

    final int link8;
    /** The device that seals, null for software. */
    final NetDevice sealer;
    /** The driver wants to be asked for each packet. */
    final boolean asksDriver;
    /** ESP is left to validate though software does it: a super-packet is numbered and counted as one packet. */
    final boolean leftToValidate;
    /** Super-packets may go the short way. */
    final boolean superPackets;

    Bundle(Parts parts) {
        super(parts);
        state = parts.state();
        SaConfig config = state.config();
        key = parts.key();
        route = parts.route();
        sealer = parts.sealer();
        asksDriver = sealer != null && sealer.xfrmOps().hasOffloadOk();
        leftToValidate = parts.leftToValidate();
        superPackets = sealer == null && !sequence.isLeased();
        esn = config.esn();
        outer4 = config.outerFamily() == 4;
        room = outer4 ? ROOM_4 : ROOM_6;
        innerProtocol = innerFamily == 4 ? IpProtocol.IPV4 : IpProtocol.IPV6;
        dscpMask = config.has(SaFlags.DONT_ENCAP_DSCP) ? 0 : ~TunnelHeader.ECN_MASK;
        copyEcn = !config.has(SaFlags.NOECN);
        source = config.source();
        destination = config.id().destination();
        source4 = outer4 ? Integer.reverseBytes(source.ipv4()) : 0;
        destination4 = outer4 ? Integer.reverseBytes(destination.ipv4()) : 0;
        hopAndProtocol = IpProtocol.ESP << 8 | route.hopLimit();
        constantSum = plainSum - TunnelHeader.VERSION_4;
        ownAddresses = route.linkHeader().length == 0;
        link8 = (int) linkWord;
    }

    /** True when packets of the state and route can have a bundle at all; else they take the long way. */
    static boolean fits(SaConfig config, Route route) {
        EspTransform transform = config.transform();
        int link = route.linkHeaderLength();
        return config.mode() == XfrmMode.TUNNEL
                && !config.encapsulatedInUdp()
                && config.tfcPad() == 0
                && config.outputMarkMask() == 0
                && transform.ivLength() == Long.BYTES
                && transform.padBlock() == Integer.BYTES
                // trailers are stored as eight bytes, two of them at least used: the rest must lie in the packet
                && transform.icvLength() >= Long.BYTES - Short.BYTES
                && (transform.saltLength() == 0 || transform.saltLength() == Integer.BYTES)
                && (link == 0 || link == Ethernet.LENGTH);
    }

    /** Reads a word of each line that a packet needs: this, and the SA's numbers. */
    long touch() {
        return keyPlace + outerExtra + sequence.low();
    }
}
