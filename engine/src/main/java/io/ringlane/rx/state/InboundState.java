// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx.state;

import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.replay.ReplayWindow;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.OutboundSequence;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaId;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;

/**
 * One SA as the receiving side uses it: the state, its window, its expanded key, and a copy of what each packet needs
 * of them. Owned by the core that has it in its {@link InboundTable}.
 */
public final class InboundState {
    private final XfrmState state;
    private final ReplayWindow window;
    private final CryptoKey key;
    private final EncapPorts.Kind encapsulation;
    private final int outputMark;
    private final int outputMarkMask;
    private final boolean larval;

    // what the table looks at
    final long destinationHigh;
    final long destinationLow;
    final int spi;
    final int mark;
    final int markMask;
    final byte family;
    /** The next state of the same chain in the table. */
    InboundState next;
    /** Given by the table, and to no other state for long. */
    int number;

    private final byte ivLength;
    private final byte icvLength;
    private final byte saltLength;
    private final byte selectorFamily;
    private final boolean esn;
    private final boolean counterMode;
    private final boolean ordinary;
    private final boolean gcmShaped;
    private final boolean plainShaped;
    private final boolean copiesClass;
    private final OutboundSequence counts;
    private final long keyPlace;
    private final int keyShape;
    private final long saltAddress;
    /** What {@link LocalAddresses} said of the destination, and when. */
    private boolean local;

    private long localAt = -1;

    /** Where the peer's packets came from when that was told last, at first what the SA says. */
    private long peerHigh;

    private long peerLow;
    private int peerPort;

    private long integrityFailed;
    private long lateAuthentic;

    private InboundState(
            XfrmState state,
            ReplayWindow window,
            CryptoKey key,
            EncapPorts.Kind encapsulation,
            int outputMarkMask,
            long salt,
            boolean larval) {
        SaConfig config = state.config();
        this.state = state;
        this.window = window;
        this.key = key;
        this.encapsulation = encapsulation;
        this.outputMarkMask = outputMarkMask;
        this.larval = larval;
        outputMark = config.outputMark() & outputMarkMask;
        peerHigh = config.source().high();
        peerLow = config.source().low();
        peerPort = config.encapSourcePort();
        SaId id = config.id();
        destinationHigh = id.destination().high();
        destinationLow = id.destination().low();
        spi = id.spi();
        mark = id.mark();
        markMask = id.markMask();
        family = (byte) id.destination().family();
        EspTransform transform = config.transform();
        ivLength = (byte) transform.ivLength();
        icvLength = (byte) transform.icvLength();
        saltLength = (byte) transform.saltLength();
        saltAddress = saltLength == 0 ? 0 : salt;
        esn = config.esn();
        counterMode = transform.name().equals(EspCipher.AES_CTR.label());
        int selected = config.selector().family();
        counts = state.sequence();
        keyPlace = key == null ? 0 : key.place();
        keyShape = key == null ? 0 : key.shape();
        ordinary = !larval && encapsulation == null && config.mode() == XfrmMode.TUNNEL;
        gcmShaped = keyShape != 0 && !esn && ivLength == Long.BYTES && saltLength == Integer.BYTES;
        plainShaped = keyShape != 0 && !esn && saltLength == 0;
        copiesClass = config.has(SaFlags.DECAP_DSCP);
        selectorFamily = (byte) (selected == 0 && !config.has(SaFlags.AF_UNSPEC) ? config.outerFamily() : selected);
    }

    /**
     * A state that packets can be received with.
     *
     * @param key expanded; the caller closes it when the state is out of every table.
     * @param encapsulation in UDP, null for none.
     * @param outputMarkMask bits of the output mark that are set in a packet's mark.
     */
    public static InboundState of(
            XfrmState state, ReplayWindow window, CryptoKey key, EncapPorts.Kind encapsulation, int outputMarkMask) {
        EspTransform transform = state.config().transform();
        return of(state, window, key, state.key().address() + transform.keyLength(), encapsulation, outputMarkMask);
    }

    /**
     * The same for a salt that stands elsewhere.
     *
     * @param salt its address, good while the state is in a table.
     */
    public static InboundState of(
            XfrmState state,
            ReplayWindow window,
            CryptoKey key,
            long salt,
            EncapPorts.Kind encapsulation,
            int outputMarkMask) {
        return new InboundState(state, window, key, encapsulation, outputMarkMask, salt, false);
    }

    /** A state whose SPI is given and whose keys are still being agreed on: packets for it are refused. */
    public static InboundState larval(XfrmState state) {
        return new InboundState(state, ReplayWindow.of(false, 0, 0), null, null, 0, 0, true);
    }

    boolean isNamed(int family, long high, long low, int spi, int mark) {
        return this.spi == spi
                && destinationLow == low
                && destinationHigh == high
                && this.family == family
                && (mark & markMask) == this.mark;
    }

    /** The packet's mark behind this SA (kernel {@code xfrm_smark_get}). */
    public int marked(int packetMark) {
        return outputMark | packetMark & ~outputMarkMask;
    }

    /** Whether a packet's source is news: neither the last one that was told nor the SA's own. */
    public boolean hasMoved(long high, long low, int port) {
        if (low == peerLow && port == peerPort && high == peerHigh) {
            return false;
        }
        peerHigh = high;
        peerLow = low;
        peerPort = port;
        IpAddress own = state.config().source();
        return own.low() != low || own.high() != high || state.config().encapSourcePort() != port;
    }

    /** Counts a packet whose ICV did not fit. */
    public void integrityFails() {
        integrityFailed++;
    }

    /** Counts one of those that was authentic and late. */
    public void isLateAuthentic() {
        lateAuthentic++;
    }

    /** Whether its destination is an address of this host. */
    public boolean isLocal(LocalAddresses addresses) {
        if (localAt != addresses.generation()) {
            local = addresses.contains(family, destinationHigh, destinationLow);
            localAt = addresses.generation();
        }
        return local;
    }

    /** Tunnel mode, ESP right behind IP, keys agreed on: packets may take the short way. */
    public boolean isOrdinary() {
        return ordinary;
    }

    /** A placed key, numbers of 32 bits, salt of 4 and IV of 8 bytes: what AES-GCM has mostly. */
    public boolean isGcmShaped() {
        return gcmShaped;
    }

    /** A placed key, numbers of 32 bits, no nonce made of a salt: CBC and NULL. */
    public boolean isPlainShaped() {
        return plainShaped;
    }

    /** The outer DSCP goes into the inner header. */
    public boolean copiesClass() {
        return copiesClass;
    }

    /** Bytes and packets so far, and how many are left. */
    public OutboundSequence counts() {
        return counts;
    }

    /** {@link CryptoKey#place} of the key. */
    public long keyPlace() {
        return keyPlace;
    }

    /** {@link CryptoKey#shape} of the key. */
    public int keyShape() {
        return keyShape;
    }

    /** Where the salt stands, good while the state is in a table; 0 without one. */
    public long saltAddress() {
        return saltAddress;
    }

    /** IV on the wire in bytes; ICV and salt likewise. */
    public int ivLength() {
        return ivLength;
    }

    public int icvLength() {
        return icvLength;
    }

    public int saltLength() {
        return saltLength;
    }

    /** Family that the selector is for, 0 for both. */
    public int selectorFamily() {
        return selectorFamily;
    }

    public boolean isEsn() {
        return esn;
    }

    public boolean isCounterMode() {
        return counterMode;
    }

    public int spi() {
        return spi;
    }

    /** What tells it from other states that flows are remembered with, 0 to 2^30 - 1. */
    public int number() {
        return number;
    }

    public XfrmState state() {
        return state;
    }

    public SaConfig config() {
        return state.config();
    }

    public ReplayWindow window() {
        return window;
    }

    public CryptoKey key() {
        return key;
    }

    /** How ESP comes in UDP, null when it does not. */
    public EncapPorts.Kind encapsulation() {
        return encapsulation;
    }

    public boolean isLarval() {
        return larval;
    }

    /** Packets whose ICV did not fit (kernel {@code stats.integrity_failed}). */
    public long integrityFailed() {
        return integrityFailed;
    }

    /** Of those, the ones found to be authentic packets of the present epoch that came too late; a sample with ESN. */
    public long lateAuthentic() {
        return lateAuthentic;
    }

    @Override
    public String toString() {
        return "InboundState(" + state.config().id() + ")";
    }
}
