// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.header.EspHeader;
import io.ringlane.header.EspTrailer;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Udp;
import io.ringlane.packet.Packet;
import io.ringlane.replay.ReplayVerdict;
import io.ringlane.rx.state.InboundState;
import io.ringlane.rx.state.InboundTable;
import io.ringlane.sa.XfrmState;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * ESP taken off a burst (RFC 4303 section 3.4; kernel {@code xfrm_input} and {@code esp_input}): checks that cost
 * little, then all packets opened at once where they lie, then the checks that need an authentic packet. One thread's.
 */
final class EspOpen implements AutoCloseable {
    private static final int AAD_LENGTH = 8;
    private static final int ESN_AAD_LENGTH = 12;
    private static final int LAST_OF_BLOCK = 12;

    private final BurstCipher cipher;
    private final CryptoBurst crypto;
    private final int[] entries;
    private final LateCheck late;
    private final RxSink sink;
    private final InboundTable table;
    private RxTrace trace;
    private int nextHeader;

    EspOpen(BurstCipher cipher, InboundTable table, RxSink sink, int burst) {
        this.cipher = cipher;
        this.table = table;
        this.sink = sink;
        crypto = new CryptoBurst(burst);
        entries = new int[burst];
        late = new LateCheck(cipher);
    }

    void trace(RxTrace newTrace) {
        trace = newTrace;
    }

    /**
     * Looks at the SA and the window, and puts the packet into the burst to open.
     *
     * @return null when it is there.
     */
    Refusal begin(RxBurst burst, int entry, long nowNs) {
        InboundState state = burst.states[entry];
        if (state.isLarval()) {
            return Refusal.LARVAL;
        }
        if (state.state().status() != XfrmState.Status.VALID) {
            return Refusal.INVALID;
        }
        if (state.encapsulation() != burst.encapsulation[entry]) {
            return Refusal.ENCAPSULATION;
        }
        Packet packet = burst.packets[entry];
        int esp = burst.esp[entry];
        long number = state.window().number(EspHeader.sequence(packet.buffer(), esp));
        ReplayVerdict verdict = state.window().check(number);
        if (trace != null) {
            trace.judged(packet, state, number, verdict, false);
        }
        if (verdict != ReplayVerdict.FRESH) {
            state.window().refuse(verdict);
            return Refusal.REPLAY;
        }
        if (isExpired(state, nowNs)) {
            return Refusal.EXPIRED;
        }
        int behindIv = EspHeader.LENGTH + state.ivLength();
        int length = packet.tail() - esp - behindIv;
        int text = length - state.icvLength();
        if (length <= 0 || text < 0) {
            return Refusal.PROTOCOL;
        }
        burst.numbers[entry] = number;
        burst.textLength[entry] = text;
        long address = packet.address() + esp;
        late.keep(state, entry, number, address, behindIv + length, nowNs);
        entries[crypto.size()] = entry;
        addTo(crypto, state, address, number, text);
        return null;
    }

    /** An entry for the cipher, with nonce and AAD as decision 0126 gives them for each algorithm. */
    static void addTo(CryptoBurst crypto, InboundState state, long esp, long number, int text) {
        long iv = esp + EspHeader.IV_OFFSET;
        boolean esn = state.isEsn();
        // an AAD at 0 is the entry's scratch
        int index = crypto.addNamed(
                state.key(),
                esp,
                number,
                iv + state.ivLength(),
                text,
                esn ? 0 : esp,
                esn ? ESN_AAD_LENGTH : AAD_LENGTH);
        if (state.saltLength() > 0) {
            long nonce = crypto.nonceAddress(index);
            // a salt of 3 bytes is read as 4: the IV overwrites the last one
            RawMemory.putInt(nonce, saltWord(state.saltAddress(), state.saltLength()));
            RawMemory.putLong(nonce + state.saltLength(), RawMemory.getLong(iv));
            if (state.isCounterMode()) {
                RawMemory.putInt(nonce + LAST_OF_BLOCK, bigEndian(1));
            }
        }
        if (esn) {
            long aad = crypto.aadScratch(index);
            RawMemory.putInt(aad, RawMemory.getInt(esp));
            RawMemory.putInt(aad + 4, bigEndian((int) (number >>> Integer.SIZE)));
            RawMemory.putInt(aad + 8, RawMemory.getInt(esp + EspHeader.SEQUENCE_OFFSET));
        }
    }

    /** Four bytes of salt, in memory's order; the bytes of a key are never read beyond its end. */
    private static int saltWord(long salt, int length) {
        if (length == Integer.BYTES) {
            return RawMemory.getInt(salt);
        }
        int word = 0;
        for (int i = 0; i < length; i++) {
            word |= (RawMemory.getByte(salt + i) & 0xff) << (Integer.SIZE - Byte.SIZE * (i + 1));
        }
        return bigEndian(word);
    }

    private static int bigEndian(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(value) : value;
    }

    /** Asks for its lifetime before a packet is counted. */
    boolean isExpired(InboundState state, long nowNs) {
        XfrmState.Lifetime lifetime = state.state().checkExpire(nowNs);
        if (lifetime == XfrmState.Lifetime.ALIVE) {
            return false;
        }
        boolean hard = lifetime == XfrmState.Lifetime.HARD_EXPIRED;
        if (hard) {
            table.remove(state);
        }
        sink.expired(state, hard);
        return hard;
    }

    /** Opens all that was put into the burst. @return how many. */
    int open() {
        cipher.open(crypto);
        return crypto.size();
    }

    /** Entry of the receiving burst that an opened one is. */
    int entry(int opened) {
        return entries[opened];
    }

    /**
     * Judges a packet that was opened; one that passes is counted, its number is taken in, and its data is the payload.
     *
     * @return null when it passes; {@link #nextHeader} is told then.
     */
    Refusal end(RxBurst burst, int opened, long nowNs) {
        int entry = entries[opened];
        InboundState state = burst.states[entry];
        Packet packet = burst.packets[entry];
        byte outcome = crypto.outcome(opened);
        if (trace != null) {
            trace.opened(packet, state, outcome);
        }
        if (outcome != CryptoBurst.DONE) {
            if (outcome == CryptoBurst.BAD_ICV) {
                state.integrityFails();
                late.failed(state, entry);
            }
            return Refusal.PROTOCOL;
        }
        int payload = payloadLength(burst, entry, state, packet);
        if (payload <= 0 || nextHeader == IpProtocol.NO_NEXT_HEADER) {
            return Refusal.PROTOCOL;
        }
        long number = burst.numbers[entry];
        ReplayVerdict verdict = state.window().recheck(number);
        if (trace != null) {
            trace.judged(packet, state, number, verdict, true);
        }
        if (verdict != ReplayVerdict.FRESH) {
            state.window().refuse(verdict);
            return Refusal.REPLAY;
        }
        if (!state.window().isOnRecord(number)) {
            return Refusal.NOT_ON_RECORD;
        }
        // others of the burst may have used the SA up since it was looked at
        if (opened > 0 && (state.state().status() != XfrmState.Status.VALID || isExpired(state, nowNs))) {
            return Refusal.EXPIRED;
        }
        state.window().advance(number);
        state.state().count(payload);
        packet.pull(burst.esp[entry] + EspHeader.LENGTH + state.ivLength() - packet.data());
        packet.trim(payload);
        return null;
    }

    /** What is left of the text without padding and trailer; 0 or less when the pad length lies. */
    private int payloadLength(RxBurst burst, int entry, InboundState state, Packet packet) {
        int text = burst.textLength[entry];
        if (text < EspTrailer.LENGTH) {
            return 0;
        }
        int trailer = burst.esp[entry] + EspHeader.LENGTH + state.ivLength() + text - EspTrailer.LENGTH;
        int padLength = packet.buffer().getByte(trailer) & 0xff;
        nextHeader = packet.buffer().getByte(trailer + 1) & 0xff;
        if (trace != null) {
            trace.trailer(packet, state, text, padLength, nextHeader);
        }
        return text - EspTrailer.LENGTH - padLength;
    }

    /** Tells of a peer whose NAT has changed its mind; the packet's outer headers are still in front. */
    void compareSource(Packet packet, InboundState state) {
        UnsafeBuffer buffer = packet.buffer();
        int at = packet.network();
        boolean v4 = Ipv4.version(buffer, at) == 4;
        long high = v4 ? 0 : Ipv6.addressWord(buffer, at + Ipv6.SOURCE_OFFSET);
        long low = v4
                ? Ipv4.source(buffer, at) & 0xffffffffL
                : Ipv6.addressWord(buffer, at + Ipv6.SOURCE_OFFSET + Long.BYTES);
        int port = Udp.sourcePort(buffer, packet.transport());
        if (state.hasMoved(high, low, port)) {
            sink.mappingChanged(state, high, low, port);
        }
    }

    /** Next header of the packet that passed last. */
    int nextHeader() {
        return nextHeader;
    }

    /** Forgets the burst. */
    void clear() {
        crypto.clear();
        late.forget();
    }

    @Override
    public void close() {
        crypto.close();
        late.close();
        cipher.close();
    }
}
