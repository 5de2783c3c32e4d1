// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.decap.ModeInput;
import io.ringlane.header.EspHeader;
import io.ringlane.header.EspTrailer;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.policy.Policy;
import io.ringlane.replay.ReplayVerdict;
import io.ringlane.replay.ReplayWindow;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.rx.state.InboundTable;
import io.ringlane.rx.state.LocalAddresses;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.Ledger;
import java.nio.ByteOrder;

/**
 * The short way of ordinary packets: ESP right behind an IP header without options, tunnel mode, an SA that nothing
 * has to be asked about. The same verdicts, counters and bytes as the long way, in passes over the burst:
 *
 * <ol>
 *   <li>read: headers, and the SA;
 *   <li>begin: the window, what the cipher needs, all nonces;
 *   <li>open: the whole run;
 *   <li>end: trailer, window, counts, tunnel, inner header, its flow's verdict as it was given before.
 * </ol>
 *
 * <p>Any doubt leaves a packet to {@link Receiver}, unchanged. One core's.
 */
final class EspRun implements AutoCloseable {
    private static final int VERSION_4 = 0x45;
    private static final int VERSION_6 = 6;
    private static final int CE = 3;
    private static final int IN_MEMORY_FRAGMENT = 0xff3f;
    private static final int MODE_SHIFT = 16;
    /** Gso size, number of segments, checksum mode and xfrm interface in the word at the checksum offset. */
    private static final long UNUSUAL = 0xffffffffL << Integer.SIZE | 0xffL << MODE_SHIFT;

    private static final int SHORTEST = Ipv4.LENGTH + EspHeader.LENGTH;
    /** Behind a longer packet the length of its IP header means nothing. */
    private static final int LONGEST = 65535;

    private static final long LOW = 0xffffffffL;

    private final Receiver receiver;
    private final EspOpen longWay;
    private final InboundTable table;
    private final LocalAddresses local;
    private final EncapPorts ports;
    private final Ledger ledger;
    private final RxSink sink;
    private final BurstCipher cipher;
    private final InnerFlows flows;
    private final CryptoBurst crypto;
    /** By place in the burst; null for a packet that takes the long way. */
    private final InboundState[] states;

    /** Bytes of the outer IP packet, those of its header above them. */
    private final int[] lengths;

    /** Place in the burst of each packet that is opened. */
    private final int[] entries;

    private int delivered;

    /** @param cipher stays the caller's. */
    EspRun(Receiver receiver, EspOpen longWay, Receiver.Parts parts, InnerFlows flows, int capacity) {
        this.receiver = receiver;
        this.longWay = longWay;
        table = parts.states();
        local = parts.local();
        ports = parts.ports();
        ledger = parts.ledger();
        sink = parts.sink();
        cipher = parts.cipher();
        this.flows = flows;
        crypto = new CryptoBurst(capacity);
        states = new InboundState[capacity];
        lengths = new int[capacity];
        entries = new int[capacity];
    }

    /** False on a machine whose words stand the other way round: all its packets go the long way. */
    static boolean isPossible() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    // ---- read

    /** Reads packets of a batch, as many as this was made for. */
    void read(PacketBatch batch, int from, int to) {
        flows.refresh();
        for (int i = from; i < to; i++) {
            states[i - from] = read(batch.get(i), i - from);
        }
    }

    private InboundState read(Packet packet, int place) {
        long slot = packet.address();
        int data = RawMemory.getInt(slot + PacketDescriptor.DATA_OFFSET);
        int network = RawMemory.getInt(slot + PacketDescriptor.NETWORK_OFFSET);
        int available = data + RawMemory.getInt(slot + PacketDescriptor.LENGTH_OFFSET) - network;
        long unusual = RawMemory.getLong(slot + PacketDescriptor.CHECKSUM_OFFSET_OFFSET) & UNUSUAL;
        if (network < data
                || Integer.compareUnsigned(available - SHORTEST, LONGEST - SHORTEST) > 0
                || unusual != 0
                || packet.bodyOwner() != null) {
            return null;
        }
        long at = slot + network;
        int mark = RawMemory.getInt(slot + PacketDescriptor.MARK_OFFSET);
        return (RawMemory.getByte(at) & 0xff) == VERSION_4
                ? read4(at, available, mark, place)
                : read6(at, available, mark, place);
    }

    private InboundState read4(long at, int available, int mark, int place) {
        long first = RawMemory.getLong(at);
        long second = RawMemory.getLong(at + 8);
        int third = RawMemory.getInt(at + Ipv4.DESTINATION_OFFSET);
        int total = InnerFlows.swap16((int) (first >>> 16));
        boolean plain = ((int) (second >>> 8) & 0xff) == IpProtocol.ESP
                && ((int) (first >>> 48) & IN_MEMORY_FRAGMENT) == 0
                && total <= available
                && total >= SHORTEST
                && InnerFlows.isSound(first, second, third);
        if (!plain) {
            return null;
        }
        int spi = Integer.reverseBytes(RawMemory.getInt(at + Ipv4.LENGTH));
        InboundState state = table.find(4, 0, Integer.reverseBytes(third) & LOW, spi, mark);
        return isOrdinary(state, total, Ipv4.LENGTH, place) ? state : null;
    }

    private InboundState read6(long at, int available, int mark, int place) {
        if ((RawMemory.getByte(at) >>> 4 & 0xf) != VERSION_6 || available < Ipv6.LENGTH + EspHeader.LENGTH) {
            return null;
        }
        int total = Ipv6.LENGTH + InnerFlows.swap16(RawMemory.getShort(at + Ipv6.PAYLOAD_LENGTH_OFFSET));
        if ((RawMemory.getByte(at + Ipv6.NEXT_HEADER_OFFSET) & 0xff) != IpProtocol.ESP || total > available) {
            return null;
        }
        long high = Long.reverseBytes(RawMemory.getLong(at + Ipv6.DESTINATION_OFFSET));
        long low = Long.reverseBytes(RawMemory.getLong(at + Ipv6.DESTINATION_OFFSET + Long.BYTES));
        int spi = Integer.reverseBytes(RawMemory.getInt(at + Ipv6.LENGTH));
        InboundState state = table.find(6, high, low, spi, mark);
        return isOrdinary(state, total, Ipv6.LENGTH, place) ? state : null;
    }

    /** Long enough for all that its SA puts around a payload, to an address of this host. */
    private boolean isOrdinary(InboundState state, int total, int headerLength, int place) {
        lengths[place] = total | headerLength << Short.SIZE;
        return state != null
                && state.isOrdinary()
                && total - headerLength - EspHeader.LENGTH - state.ivLength() - state.icvLength() >= EspTrailer.LENGTH
                && state.isLocal(local);
    }

    /** Whether a packet that was read may take the short way. */
    boolean isOrdinary(int place) {
        return states[place] != null;
    }

    // ---- begin

    /**
     * Receives the run of ordinary packets that begins at an index.
     *
     * @param from index of the packet that was read first.
     * @return index of the first packet that has to go the long way, ahead of what follows it; {@code to} if none has.
     */
    int run(PacketBatch batch, int from, int at, int to, long nowNs) {
        int end = at;
        while (end < to && states[end - from] != null && begin(batch.get(end), end - from)) {
            end++;
        }
        if (crypto.size() > 0) {
            cipher.open(crypto);
            delivered = 0;
            end(batch, from, nowNs);
            ledger.sent(delivered);
            crypto.clear();
        }
        return end;
    }

    /** @return false, nothing changed, for the long way. */
    private boolean begin(Packet packet, int place) {
        InboundState state = states[place];
        long slot = packet.address();
        int network = RawMemory.getInt(slot + PacketDescriptor.NETWORK_OFFSET);
        int total = lengths[place] & LONGEST;
        int headerLength = lengths[place] >>> Short.SIZE;
        long esp = slot + network + headerLength;
        ReplayWindow window = state.window();
        long number = window.number(Integer.reverseBytes(RawMemory.getInt(esp + EspHeader.SEQUENCE_OFFSET)));
        boolean isNextEpoch = number >>> Integer.SIZE != window.top() >>> Integer.SIZE;
        if (isNextEpoch || !state.counts().isBelowMarks()) {
            return false;
        }
        ReplayVerdict verdict = window.check(number);
        RawMemory.putLong(slot + PacketDescriptor.DATA_OFFSET, network | (long) total << Integer.SIZE);
        RawMemory.putInt(slot + PacketDescriptor.TRANSPORT_OFFSET, network + headerLength);
        int mark = RawMemory.getInt(slot + PacketDescriptor.MARK_OFFSET);
        if (state.marked(mark) != mark) {
            packet.mark(state.marked(mark));
        }
        if (verdict != ReplayVerdict.FRESH) {
            replayed(packet, state, verdict);
            return true;
        }
        entries[crypto.size()] = place;
        int text = total - headerLength - EspHeader.LENGTH - state.ivLength() - state.icvLength();
        long iv = esp + EspHeader.LENGTH;
        if (state.isGcmShaped()) {
            int entry = crypto.addPlaced(
                    state.keyPlace(), state.keyShape(), esp, number, iv + Long.BYTES, text, esp, EspHeader.LENGTH);
            long nonce = crypto.nonceAddress(entry);
            RawMemory.putInt(nonce, RawMemory.getInt(state.saltAddress()));
            RawMemory.putLong(nonce + Integer.BYTES, RawMemory.getLong(iv));
        } else if (state.isPlainShaped()) {
            long first = iv + state.ivLength();
            crypto.addPlaced(state.keyPlace(), state.keyShape(), esp, number, first, text, esp, EspHeader.LENGTH);
        } else {
            EspOpen.addTo(crypto, state, esp, number, text);
        }
        return true;
    }

    private void replayed(Packet packet, InboundState state, ReplayVerdict verdict) {
        state.window().refuse(verdict);
        receiver.refuse(packet, Refusal.REPLAY, state);
    }

    // ---- end

    private void end(PacketBatch batch, int from, long nowNs) {
        for (int i = 0; i < crypto.size(); i++) {
            int place = entries[i];
            end(batch.get(from + place), states[place], i, nowNs);
        }
    }

    private void end(Packet packet, InboundState state, int entry, long nowNs) {
        long text = crypto.headAddress(entry);
        int length = crypto.headLength(entry);
        int trailer = RawMemory.getShort(text + length - EspTrailer.LENGTH);
        int payload = length - EspTrailer.LENGTH - (trailer & 0xff);
        int next = trailer >>> Byte.SIZE & 0xff;
        Refusal refusal = judge(state, entry, payload, next, nowNs);
        if (refusal == null) {
            takeOff(packet, state, text, payload, next);
        } else {
            receiver.refuse(packet, refusal, state);
        }
    }

    /** @return null for a packet that passes: its number is taken in, and it is counted. */
    private Refusal judge(InboundState state, int entry, int payload, int next, long nowNs) {
        byte outcome = crypto.outcome(entry);
        if (outcome != CryptoBurst.DONE) {
            if (outcome == CryptoBurst.BAD_ICV) {
                state.integrityFails();
            }
            return Refusal.PROTOCOL;
        }
        if (payload <= 0 || next == IpProtocol.NO_NEXT_HEADER) {
            return Refusal.PROTOCOL;
        }
        long number = crypto.sequence(entry);
        ReplayWindow window = state.window();
        ReplayVerdict verdict = window.recheck(number);
        if (verdict != ReplayVerdict.FRESH) {
            window.refuse(verdict);
            return Refusal.REPLAY;
        }
        if (!window.isOnRecord(number)) {
            return Refusal.NOT_ON_RECORD;
        }
        if (!state.counts().countPlain(payload)) {
            return atLimit(state, number, payload, nowNs);
        }
        window.advance(number);
        return null;
    }

    /** Others of the run may have used the SA up since it was looked at. */
    private Refusal atLimit(InboundState state, long number, int payload, long nowNs) {
        if (state.state().status() != XfrmState.Status.VALID || longWay.isExpired(state, nowNs)) {
            return Refusal.EXPIRED;
        }
        state.window().advance(number);
        state.state().count(payload);
        return null;
    }

    private void takeOff(Packet packet, InboundState state, long text, int payload, int next) {
        long slot = packet.address();
        int inner = (int) (text - slot);
        boolean is4 = next == IpProtocol.IPV4;
        int outer = RawMemory.getInt(slot + PacketDescriptor.NETWORK_OFFSET);
        RawMemory.putLong(slot + PacketDescriptor.DATA_OFFSET, inner | (long) payload << Integer.SIZE);
        boolean isTunnel = is4 ? payload >= Ipv4.LENGTH : next == IpProtocol.IPV6 && payload >= Ipv6.LENGTH;
        if (isTunnel && !state.copiesClass() && !isCongested(slot + outer)) {
            RawMemory.putInt(slot + PacketDescriptor.NETWORK_OFFSET, inner);
        } else if (!ModeInput.remove(packet, state.config(), outer, next)) {
            receiver.refuse(packet, Refusal.MODE, state);
            return;
        }
        int mark = RawMemory.getInt(slot + PacketDescriptor.MARK_OFFSET);
        int found = flows.find(text, payload, is4, mark, state);
        if (found >= 0) {
            deliver(packet, state, slot, inner, found != 0);
        } else if (found == InnerFlows.UNKNOWN) {
            learn(packet, state, slot, inner, is4);
        } else {
            receiver.further(packet, state, is4 ? 4 : 6);
        }
    }

    /** Whether the outer header says that a router on the way was congested. */
    private static boolean isCongested(long outer) {
        int first = RawMemory.getShort(outer);
        // the type of service is the second byte; the traffic class ends in the upper half of it
        int ecn = (first & 0xf0) == 0x40 ? first >>> Byte.SIZE & CE : first >>> Byte.SIZE + 4 & CE;
        return ecn == CE;
    }

    private void deliver(Packet packet, InboundState state, long slot, int inner, boolean forward) {
        RawMemory.putInt(slot + PacketDescriptor.LENGTH_OFFSET, flows.total());
        if (!forward) {
            RawMemory.putInt(slot + PacketDescriptor.TRANSPORT_OFFSET, inner + flows.headerLength());
        }
        delivered++;
        sink.clear(packet, state, forward);
    }

    /** Of a flow not seen yet: what the long way asks is asked, and a flow that may pass is kept. */
    private void learn(Packet packet, InboundState state, long slot, int inner, boolean is4) {
        long at = slot + inner;
        boolean forward = !flows.isLocal(at, is4);
        if (!forward && flows.isUdp() && ports.find(is4 ? 4 : 6, flows.destinationPort()) != null) {
            receiver.further(packet, state, is4 ? 4 : 6);
            return;
        }
        packet.trim(flows.total());
        if (!forward) {
            packet.transport(inner + flows.headerLength());
        }
        Refusal refusal = receiver.ask(packet, state, forward ? Policy.Direction.FORWARD : Policy.Direction.IN);
        if (refusal == null) {
            flows.put(at, is4, packet.mark(), state, forward);
            deliver(packet, state, slot, inner, forward);
        } else {
            receiver.refuse(packet, refusal, state);
        }
    }

    @Override
    public void close() {
        crypto.close();
        flows.close();
    }
}
