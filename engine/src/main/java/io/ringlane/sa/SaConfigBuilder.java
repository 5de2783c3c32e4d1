// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import java.security.SecureRandom;

/**
 * Fluent settings of an SA; {@link #build} checks them together. Not thread safe, set-up only.
 */
public final class SaConfigBuilder {
    private static final int ESP = 50;
    private static final SecureRandom SALTS = new SecureRandom();

    private IpAddress source;
    private IpAddress destination;
    private int spi;
    private int mark;
    private int markMask;
    private XfrmMode mode = XfrmMode.TUNNEL;
    private Selector selector = Selector.ANY;
    private int reqid;
    private EspTransform transform = EspTransform.aesGcm(128, 128);
    private int flags;
    private boolean esn;
    private int replayWindow;
    private int sequenceHigh;
    private int sequenceLow;
    private long ivSalt;
    private long ivSaltRest;
    private boolean hasIvSalt;
    private SaLimits limits = SaLimits.NONE;
    private int encapSourcePort;
    private int encapDestinationPort;
    private int tfcPad;
    private int outputMark;
    private int outputMarkMask;
    private int pcpu = SaConfig.ANY_CORE;
    private int interfaceId;

    /** Outer addresses, numeric. */
    public SaConfigBuilder between(String from, String to) {
        return between(IpAddress.parse(from), IpAddress.parse(to));
    }

    /** Outer addresses, of one family. */
    public SaConfigBuilder between(IpAddress from, IpAddress to) {
        source = from;
        destination = to;
        return this;
    }

    public SaConfigBuilder spi(int value) {
        spi = value;
        return this;
    }

    public SaConfigBuilder mark(int value, int mask) {
        mark = value;
        markMask = mask;
        return this;
    }

    public SaConfigBuilder mode(XfrmMode value) {
        mode = value;
        return this;
    }

    public SaConfigBuilder selector(Selector value) {
        selector = value;
        return this;
    }

    public SaConfigBuilder reqid(int value) {
        reqid = value;
        return this;
    }

    public SaConfigBuilder transform(EspTransform value) {
        transform = value;
        return this;
    }

    /** Adds bits of {@link SaFlags}. */
    public SaConfigBuilder flags(int value) {
        flags |= value;
        return this;
    }

    /** Extended sequence numbers (RFC 4303 section 2.2.1). */
    public SaConfigBuilder esn(boolean value) {
        esn = value;
        return this;
    }

    public SaConfigBuilder replayWindow(int packets) {
        replayWindow = packets;
        return this;
    }

    /** The number last used: the first packet gets the one behind it. */
    public SaConfigBuilder sequence(int high, int low) {
        sequenceHigh = high;
        sequenceLow = low;
        return this;
    }

    /** Salt of the IV generator; random when it is not set. */
    public SaConfigBuilder ivSalt(long value) {
        return ivSalt(value, value);
    }

    /** The same with 16 bytes, for a cipher whose IV has as many. */
    public SaConfigBuilder ivSalt(long first, long rest) {
        ivSalt = first;
        ivSaltRest = rest;
        hasIvSalt = true;
        return this;
    }

    public SaConfigBuilder limits(SaLimits value) {
        limits = value;
        return this;
    }

    /** ESP in UDP (RFC 3948) with these ports. */
    public SaConfigBuilder encap(int sourcePort, int destinationPort) {
        encapSourcePort = sourcePort;
        encapDestinationPort = destinationPort;
        return this;
    }

    public SaConfigBuilder tfcPad(int bytes) {
        tfcPad = bytes;
        return this;
    }

    /** The xfrm interface that it is for, 0 for none. */
    public SaConfigBuilder interfaceId(int value) {
        interfaceId = value;
        return this;
    }

    /** Mark of protected packets, all bits of it; 0 for none. */
    public SaConfigBuilder outputMark(int value) {
        return outputMark(value, value == 0 ? 0 : -1);
    }

    /** Mark of protected packets in the bits of a mask; the others stay as they are. */
    public SaConfigBuilder outputMark(int value, int mask) {
        outputMark = value;
        outputMarkMask = mask;
        return this;
    }

    /** Core that the SA is for alone: its flows use it rather than one that all cores have. */
    public SaConfigBuilder pcpu(int core) {
        pcpu = core;
        return this;
    }

    /** @throws IllegalArgumentException naming what is missing or does not fit together. */
    public SaConfig build() {
        if (source == null || destination == null) {
            throw new IllegalArgumentException("an SA needs a source and a destination address");
        }
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException("outer addresses must be of one family: " + source + ", " + destination);
        }
        if (pcpu < SaConfig.ANY_CORE) {
            throw new IllegalArgumentException("pcpu must be a core from 0 on, is " + pcpu);
        }
        if (spi >= 0 && spi < 256) {
            throw new IllegalArgumentException("spi must be 0x100 or above, is 0x" + Integer.toHexString(spi));
        }
        return new SaConfig(
                new SaId(destination, spi, ESP, mark, markMask),
                source,
                mode,
                selector,
                reqid,
                transform,
                flags,
                esn,
                replayWindow,
                sequenceHigh,
                sequenceLow,
                hasIvSalt ? ivSalt : SALTS.nextLong(),
                hasIvSalt ? ivSaltRest : SALTS.nextLong(),
                limits,
                encapSourcePort,
                encapDestinationPort,
                tfcPad,
                outputMark,
                outputMarkMask,
                pcpu,
                interfaceId);
    }
}
