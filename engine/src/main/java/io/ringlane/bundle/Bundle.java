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
    /** Ethernet, outer IPv4 header, ESP header and an IV of 8 bytes in front of the text. */
    static final int ROOM_4 = Ethernet.LENGTH + Ipv4.LENGTH + EspHeader.LENGTH + Long.BYTES;

    /** Padding to four bytes: 1, 2, 3; then how many, by that number. The next header comes behind. */
    private static final long[] TRAILERS = {0x00L, 0x0101L, 0x020201L, 0x03030201L};

    private static final long PADDING_1 = 0x0807060504030201L;
    private static final long PADDING_9 = 0x100f0e0d0c0b0a09L;
    private static final int CCM_SALT = 3;

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

    /** IV and padding as counter modes have them, 8 and to 4 bytes, and a salt of 4 or none. */
    final boolean narrow;
    /** ESP header and IV. */
    final int espRoom;
    /** Text is padded to one more than this. */
    final int padMask;

    private final int ivLength;
    private final int saltLength;
    private final boolean seeded;
    private final long seedSalt;
    private final long seedSaltRest;

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
        esn = config.esn();
        outer4 = config.outerFamily() == 4;
        EspTransform transform = config.transform();
        narrow = isNarrow(transform);
        superPackets = narrow && sealer == null && !sequence.isLeased();
        ivLength = transform.ivLength();
        saltLength = transform.saltLength();
        padMask = transform.padBlock() - 1;
        seeded = state.encryptsIv();
        seedSalt = Long.reverseBytes(config.ivSalt()) | 1;
        seedSaltRest = Long.reverseBytes(config.ivSaltRest()) | 1;
        espRoom = EspHeader.LENGTH + ivLength;
        room = Ethernet.LENGTH + (outer4 ? Ipv4.LENGTH : Ipv6.LENGTH) + espRoom;
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
                // trailers are stored as eight bytes, two of them at least used: the rest must lie in the packet
                && transform.icvLength() >= Long.BYTES - Short.BYTES
                && (link == 0 || link == Ethernet.LENGTH);
    }

    /** See {@link #narrow}. Devices seal no other. */
    static boolean isNarrow(EspTransform transform) {
        return transform.ivLength() == Long.BYTES
                && transform.padBlock() == Integer.BYTES
                && (transform.saltLength() == 0 || transform.saltLength() == Integer.BYTES);
    }

    /** Padding, its length and the next header in the order in which they are stored, zeros behind. */
    static long trailer(int padding, int nextHeader) {
        return TRAILERS[padding] | (long) nextHeader << (padding + 1) * Byte.SIZE;
    }

    /** Writes what stands behind the inner packet. @param padding of up to 15 bytes. */
    void writeTrailer(long at, int padding) {
        if (padding < TRAILERS.length) {
            RawMemory.putLong(at, trailer(padding, innerProtocol));
            return;
        }
        RawMemory.putLong(at, PADDING_1);
        if (padding > Long.BYTES) {
            RawMemory.putLong(at + Long.BYTES, PADDING_9);
        }
        RawMemory.putShort(at + padding, (short) (padding | innerProtocol << Byte.SIZE));
    }

    /**
     * Writes the IV in front of a text, or the seed that the cipher encrypts in its place.
     *
     * @param iv of a counter mode, in the order in which it is stored.
     */
    void writeIv(long text, long number, long iv) {
        if (narrow) {
            RawMemory.putLong(text - Long.BYTES, iv);
        } else if (seeded) {
            RawMemory.putLong(text - ivLength, seedSalt * number);
            if (ivLength > Long.BYTES) {
                RawMemory.putLong(text - Long.BYTES, seedSaltRest * number);
            }
        } else if (ivLength == Long.BYTES) {
            RawMemory.putLong(text - Long.BYTES, iv);
        }
    }

    /** Writes salt and IV where the cipher wants them; of CBC, which wants none, nothing that it reads. */
    void writeNonce(long nonce, long iv) {
        if (saltLength == CCM_SALT) {
            RawMemory.putShort(nonce, RawMemory.getShort(saltAddress));
            RawMemory.putByte(nonce + 2, RawMemory.getByte(saltAddress + 2));
            RawMemory.putLong(nonce + CCM_SALT, iv);
            return;
        }
        if (saltAddress != 0) {
            RawMemory.putInt(nonce, RawMemory.getInt(saltAddress));
        }
        RawMemory.putLong(nonce + Integer.BYTES, iv);
    }

    /** Reads a word of each line that a packet needs: this, and the SA's numbers. */
    long touch() {
        return keyPlace + outerExtra + sequence.low();
    }
}
