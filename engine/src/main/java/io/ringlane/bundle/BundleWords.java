// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.crypto.CryptoKey;
import io.ringlane.dev.Route;
import io.ringlane.header.EspHeader;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.sa.OutboundSequence;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.XfrmState;

/**
 * What every packet of a {@link Bundle} reads, apart from the rest so that it lies in two cache lines: fields of a
 * superclass stand first. Words of headers are as they are stored, native; DSCP and ECN, id, checksum and number are
 * added.
 */
abstract class BundleWords {
    private static final long LOW = 0xffffffffL;

    /** What a cipher wants to know of the key, so that it need not be looked at. */
    final long keyPlace;
    /** Where the salt stands; 0 for a transform without one. */
    final long saltAddress;

    final long ivSalt;
    final long link0;
    final long linkWord;
    final long fragmentWord;
    final long addressWord;
    final int keyShape;
    /** Longest inner packet that needs no second look: neither at the MTU nor at fragmentation. */
    final int longestText;

    final int spi;
    /** Sum of the constant words of an outer IPv4 header. */
    final int plainSum;

    final int tosMask;
    /** What an outer IPv4 packet has beyond the text. */
    final int outerExtra;

    final int icvLength;
    final int portName;
    final short addressEnd;
    final byte innerFamily;
    /** The commonest shape: IPv4 in IPv4, the route's link header, 32-bit numbers, sealed here with a placed key. */
    final boolean plain;
    /** The same but that the device seals, with numbers of either length. */
    final boolean plainForDevice;

    final boolean copyDontFragment;
    /** The route is the same for ever. */
    final boolean routeFixed;

    final BundlePort port;
    final OutboundSequence sequence;

    BundleWords(Bundle.Parts parts) {
        XfrmState state = parts.state();
        SaConfig config = state.config();
        CryptoKey key = parts.key();
        Route route = parts.route();
        boolean outer4 = config.outerFamily() == 4;
        byte[] link = route.linkHeader();
        boolean ownAddresses = link.length == 0;
        keyPlace = key == null ? 0 : key.place();
        keyShape = key == null ? 0 : key.shape();
        saltAddress = config.transform().saltLength() == 0 ? 0 : parts.salt();
        ivSalt = config.ivSalt();
        spi = Integer.reverseBytes(config.id().spi());
        longestText = state.mtu(route.mtu());
        icvLength = config.transform().icvLength();
        innerFamily = (byte) parts.innerFamily();
        copyDontFragment = !config.has(SaFlags.NOPMTUDISC);
        port = parts.port();
        portName = port.name();
        routeFixed = parts.routeFixed();
        sequence = state.sequence();
        boolean plainHeaders = outer4 && innerFamily == 4 && !ownAddresses;
        boolean narrow = Bundle.isNarrow(config.transform());
        plain = narrow && plainHeaders && parts.sealer() == null && !config.esn() && keyShape != 0 && saltAddress != 0;
        plainForDevice = narrow && plainHeaders && parts.sealer() != null;
        link0 = ownAddresses ? 0 : TunnelHeader.nativeLong(link, 0);
        long link8 = ownAddresses ? 0 : TunnelHeader.nativeLong(link, 4) >>> 32;
        linkWord = link8 & LOW | (long) (TunnelHeader.TYPE_4 & 0xffff | TunnelHeader.VERSION_4 << 16) << 32;
        int source = outer4 ? Integer.reverseBytes(config.source().ipv4()) : 0;
        int destination =
                outer4 ? Integer.reverseBytes(config.id().destination().ipv4()) : 0;
        int hopAndProtocol = IpProtocol.ESP << 8 | route.hopLimit();
        fragmentWord = (hopAndProtocol & LOW) << 48;
        long addresses = source & LOW | (long) destination << 32;
        addressWord = addresses << 16;
        addressEnd = (short) (addresses >>> 48);
        plainSum = TunnelHeader.halves(source)
                + TunnelHeader.halves(destination)
                + hopAndProtocol
                + TunnelHeader.VERSION_4;
        int dscp = config.has(SaFlags.DONT_ENCAP_DSCP) ? 0 : ~TunnelHeader.ECN_MASK & 0xff;
        tosMask = dscp | (config.has(SaFlags.NOECN) ? 0 : TunnelHeader.ECN_MASK);
        outerExtra = Ipv4.LENGTH + EspHeader.LENGTH + Long.BYTES + icvLength;
    }
}
