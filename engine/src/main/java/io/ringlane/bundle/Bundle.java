// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.buffer.RawMemory;
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
import io.ringlane.sa.OutboundSequence;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;

/**
 * Everything that packets of one SA and one inner family have in common (the kernel's bundle, {@code struct xfrm_dst}):
 * decided and worked out once, so that a packet costs stores only. Words of headers are in the order in which they are
 * stored, native. Read-mostly; belongs to the core that owns the SA.
 */
final class Bundle {
    private static final long LOW = 0xffffffffL;
    /** Ethernet, outer header, ESP header and IV in front of the text. */
    static final int ROOM_4 = Ethernet.LENGTH + Ipv4.LENGTH + EspHeader.LENGTH + Long.BYTES;

    static final int ROOM_6 = Ethernet.LENGTH + Ipv6.LENGTH + EspHeader.LENGTH + Long.BYTES;

    final XfrmState state;
    final OutboundSequence sequence;
    final CryptoKey key;
    /** What a cipher wants to know of the key, so that it need not be looked at. */
    final long keyPlace;

    final int keyShape;
    /** Where the salt stands; 0 for a transform without one. */
    final long saltAddress;

    final int spi;
    final long ivSalt;
    final boolean esn;
    final int icvLength;
    /** Longest inner packet that needs no second look: neither at the MTU nor at fragmentation. */
    final int longestText;

    final boolean outer4;
    final int innerFamily;
    /** Next header of the trailer: 4 or 41. */
    final int innerProtocol;
    /** What stands in front of the inner packet when it is done: Ethernet, outer IP and ESP header, IV. */
    final int room;
    /** Bits of the inner DSCP and ECN that go out, see {@link TunnelHeader#tos}. */
    final int dscpMask;

    final boolean copyEcn;
    final boolean copyDontFragment;
    final int hopAndProtocol;
    /** Sum of the constant words of an outer IPv4 header. */
    final int constantSum;

    final int source4;
    final int destination4;
    final IpAddress source;
    final IpAddress destination;
    /** Route and port belong together: the lookup must still say this route. */
    final Route route;

    final int outputMark;
    /** The route is the same for ever. */
    final boolean routeFixed;

    final BundlePort port;
    /** The route's own Ethernet addresses; without them a packet keeps its own. */
    final boolean ownAddresses;

    final long link0;
    final int link8;
    /** The device that seals, null for software. */
    final NetDevice sealer;

    /** The commonest shape: IPv4 in IPv4, the route's link header, 32-bit numbers, sealed here with a placed key. */
    final boolean plain;
    // for that shape, words of the headers as they are stored; DSCP and ECN, id, checksum and number are added
    final long linkWord;
    final long fragmentWord;
    final long addressWord;
    final short addressEnd;
    /** Sum of the constant words, the first included. */
    final int plainSum;

    final int tosMask;
    /** What the outer packet has beyond the text. */
    final int outerExtra;

    final int portName;

    Bundle(
            XfrmState state,
            int innerFamily,
            CryptoKey key,
            Route route,
            boolean routeFixed,
            BundlePort port,
            NetDevice sealer) {
        SaConfig config = state.config();
        EspTransform transform = config.transform();
        this.state = state;
        this.key = key;
        keyPlace = key == null ? 0 : key.place();
        keyShape = key == null ? 0 : key.shape();
        this.route = route;
        this.routeFixed = routeFixed;
        this.port = port;
        this.sealer = sealer;
        sequence = state.sequence();
        saltAddress = transform.saltLength() == 0 ? 0 : state.key().address() + transform.keyLength();
        spi = Integer.reverseBytes(config.id().spi());
        ivSalt = config.ivSalt();
        esn = config.esn();
        icvLength = transform.icvLength();
        longestText = state.mtu(route.mtu());
        outer4 = config.outerFamily() == 4;
        this.innerFamily = innerFamily;
        room = outer4 ? ROOM_4 : ROOM_6;
        innerProtocol = innerFamily == 4 ? IpProtocol.IPV4 : IpProtocol.IPV6;
        dscpMask = config.has(SaFlags.DONT_ENCAP_DSCP) ? 0 : ~TunnelHeader.ECN_MASK;
        copyEcn = !config.has(SaFlags.NOECN);
        copyDontFragment = !config.has(SaFlags.NOPMTUDISC);
        source = config.source();
        destination = config.id().destination();
        source4 = outer4 ? Integer.reverseBytes(source.ipv4()) : 0;
        destination4 = outer4 ? Integer.reverseBytes(destination.ipv4()) : 0;
        hopAndProtocol = IpProtocol.ESP << 8 | route.hopLimit();
        constantSum = TunnelHeader.halves(source4) + TunnelHeader.halves(destination4) + hopAndProtocol;
        outputMark = config.outputMark();
        byte[] link = route.linkHeader();
        ownAddresses = link.length == 0;
        link0 = ownAddresses ? 0 : TunnelHeader.nativeLong(link, 0);
        link8 = ownAddresses ? 0 : (int) (TunnelHeader.nativeLong(link, 4) >>> 32);
        plain = outer4
                && innerFamily == 4
                && !ownAddresses
                && sealer == null
                && !esn
                && keyShape != 0
                && saltAddress != 0;
        linkWord = link8 & LOW | (long) (TunnelHeader.TYPE_4 & 0xffff | TunnelHeader.VERSION_4 << 16) << 32;
        fragmentWord = (hopAndProtocol & LOW) << 48;
        long addresses = source4 & LOW | (long) destination4 << 32;
        addressWord = addresses << 16;
        addressEnd = (short) (addresses >>> 48);
        plainSum = constantSum + TunnelHeader.VERSION_4;
        tosMask = dscpMask & 0xff | (copyEcn ? TunnelHeader.ECN_MASK : 0);
        outerExtra = Ipv4.LENGTH + EspHeader.LENGTH + Long.BYTES + icvLength;
        portName = port.name();
    }

    /** True when packets of the state and route can have a bundle at all; else they take the long way. */
    static boolean fits(SaConfig config, Route route) {
        EspTransform transform = config.transform();
        int link = route.linkHeaderLength();
        return config.mode() == XfrmMode.TUNNEL
                && !config.encapsulatedInUdp()
                && config.tfcPad() == 0
                && transform.ivLength() == Long.BYTES
                && transform.padBlock() == Integer.BYTES
                // trailers are stored as eight bytes, two of them at least used: the rest must lie in the packet
                && transform.icvLength() >= Long.BYTES - Short.BYTES
                && (transform.saltLength() == 0 || transform.saltLength() == Integer.BYTES)
                && (link == 0 || link == Ethernet.LENGTH);
    }

    /** Reads a word of each line that a packet needs: this, the SA and its numbers, the salt. */
    long touch() {
        long salt = saltAddress == 0 ? 0 : RawMemory.getInt(saltAddress);
        return salt + longestText + link0 + constantSum + state.packets() + sequence.low();
    }
}
