// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.header.EspHeader;
import io.ringlane.header.IpProtocol;
import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.SealedSink;
import io.ringlane.xfrm.TypeOffload;
import io.ringlane.xfrm.XmitBurst;
import io.ringlane.xfrm.XmitResult;

/**
 * ESP behind the offload path and inside output alike ({@code esp_xmit}, {@code esp4_gso_encap}): prepare the burst,
 * write all nonces, seal, finish over the outcomes. One core's thread.
 */
public final class EspOffload implements TypeOffload, AutoCloseable {
    private final EspKeys keys;
    private final BurstCipher cipher;
    private final EspAsync async;
    private final CryptoBurst own;
    private CryptoBurst sealing;
    private final int[] entries;
    private final Discard discard;

    /**
     * @param capacity of the largest burst.
     * @param async takes bursts off the core, or null: this core seals.
     */
    public EspOffload(EspKeys keys, BurstCipher cipher, int capacity, EspAsync async, Discard discard) {
        this.keys = keys;
        this.cipher = cipher;
        this.async = async;
        this.discard = discard;
        own = new CryptoBurst(capacity);
        sealing = own;
        entries = new int[capacity];
        if (async != null) {
            async.owner(this);
        }
    }

    @Override
    public void encap(Packet packet, XfrmState state) {
        int at = packet.protocolByte();
        packet.nextProtocol(packet.buffer().getByte(at) & 0xff);
        packet.buffer().putByte(at, (byte) IpProtocol.ESP);
        int esp = packet.transport() + state.config().encapLength();
        packet.espOffset(esp);
        EspHeader.spi(packet.buffer(), esp, state.config().id().spi());
        EspHeader.sequence(packet.buffer(), esp, packet.sequenceLow());
        packet.push(packet.data() - packet.network());
    }

    @Override
    public void xmit(XmitBurst burst) {
        sealing = async == null ? own : async.begin();
        prepare(burst);
        for (int i = 0; i < sealing.size(); i++) {
            XfrmState state = burst.state(entries[i]);
            EspNonce.write(sealing, i, state);
            EspNonce.aad(sealing, i, state);
        }
        if (async != null) {
            submit(burst);
        } else if (sealing.size() > 0) {
            cipher.seal(sealing);
            finish(burst);
            sealing.clear();
        }
    }

    private void prepare(XmitBurst burst) {
        int failedGroup = -1;
        for (int i = 0; i < burst.size(); i++) {
            if (burst.result(i) == XmitResult.FAILED) {
                failedGroup = burst.group(i);
            }
            if (burst.isSettled(i) || burst.group(i) == failedGroup) {
                continue;
            }
            if (!prepareOne(burst, i)) {
                burst.result(i, XmitResult.FAILED);
                failedGroup = burst.group(i);
            }
        }
    }

    private boolean prepareOne(XmitBurst burst, int index) {
        Packet packet = burst.packet(index);
        XfrmState state = burst.state(index);
        boolean hardware = burst.inHardware(index);
        int text = packet.data();
        if (!EspPrepare.prepare(packet, state, EspPrepare.leftToDevice(packet, hardware))) {
            return false;
        }
        if (hardware) {
            EspPrepare.markForDevice(packet);
            burst.result(index, XmitResult.DONE);
            return true;
        }
        entries[add(packet, state, text)] = index;
        return true;
    }

    /** Describes the plaintext: what stands here in front of a borrowed body, the body, and the trailer. */
    private int add(Packet packet, XfrmState state, int text) {
        long number = (long) packet.sequenceHigh() << 32 | packet.sequenceLow() & 0xffffffffL;
        int entry = sealing.add(packet, keys.get(state), packet.address() + packet.espOffset(), number);
        int end = packet.tail() - packet.icvLength();
        Packet owner = packet.bodyOwner();
        if (owner == null) {
            sealing.text(entry, packet.address() + text, end - text, 0, 0, 0);
        } else {
            int place = packet.bodyPlace();
            int length = packet.bodyLength();
            long body = owner.address() + packet.bodyOffset();
            sealing.text(entry, packet.address() + text, place - text, body, length, end - place - length);
        }
        return entry;
    }

    private void finish(XmitBurst burst) {
        for (int i = 0; i < sealing.size(); i++) {
            int index = entries[i];
            boolean sealed = sealing.outcome(i) == CryptoBurst.DONE;
            if (sealed) {
                sealed(burst.packet(index));
            }
            burst.result(index, sealed ? XmitResult.DONE : XmitResult.FAILED);
        }
    }

    /** A packet sealed in software is an ordinary packet from now on: its offload record and its hold on the SA end. */
    void sealed(Packet packet) {
        discard.release(packet.dropBody());
        EspPrepare.finish(packet);
        packet.secPathDepth(0);
        discard.releaseState(packet);
    }

    private void submit(XmitBurst burst) {
        for (int i = 0; i < sealing.size(); i++) {
            burst.result(entries[i], XmitResult.IN_PROGRESS);
        }
        if (sealing.size() == 0) {
            async.cancel(sealing);
        } else {
            async.submit(sealing);
        }
    }

    @Override
    public boolean asynchronous() {
        return async != null;
    }

    @Override
    public int credits() {
        return async == null ? Integer.MAX_VALUE : async.credits();
    }

    @Override
    public int drain(SealedSink sink, int limit) {
        return async == null ? 0 : async.drain(sink, limit);
    }

    @Override
    public int inFlight() {
        return async == null ? 0 : async.inFlight();
    }

    @Override
    public boolean isInFlight(XfrmState state) {
        return async != null && async.order().isInFlight(state);
    }

    /** An SA came into use: where workers seal, its packets must find their order again. */
    public void add(XfrmState state) {
        if (async != null) {
            async.order().add(state);
        }
    }

    /** An SA is gone. */
    public void remove(XfrmState state) {
        if (async != null) {
            async.order().remove(state);
        }
    }

    @Override
    public void close() {
        cipher.close();
        own.close();
    }
}
