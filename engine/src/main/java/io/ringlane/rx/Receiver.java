// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.decap.ModeInput;
import io.ringlane.header.EspHeader;
import io.ringlane.header.InternetChecksum;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Udp;
import io.ringlane.ip.IpPacket;
import io.ringlane.ip.Reassembler;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import io.ringlane.policy.Policy;
import io.ringlane.policy.PolicyTable;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.rx.state.InboundTable;
import io.ringlane.rx.state.LocalAddresses;
import io.ringlane.stats.CoreCounters;
import io.ringlane.stats.Ledger;

/**
 * The receive path, in the order in which a packet goes through it: IP header, what stands before ESP, ESP itself, the
 * mode, the inner packet, again if that holds ESP too, the policy. Packets of a burst are opened together; each ends
 * at the sink, or is refused for one reason. Kernel {@code ip_rcv}, {@code xfrm_input}, {@code xfrm_policy_check}. One
 * core's.
 */
public final class Receiver implements AutoCloseable {
    private static final int ANY_FAMILY = 0;
    private static final int AH_LENGTH = 12;
    private static final int IPCOMP_LENGTH = 4;
    private static final int KEEP_ALIVE = 0xff;
    /** Packets in pieces, and pieces, that are held at a time. */
    private static final int MOST_REASSEMBLED = 32;

    private static final int MOST_FRAGMENTS = 256;

    /**
     * What the receiver works with; all of it is the core's own.
     *
     * @param policies of the directions in and forward; null lets everything pass.
     * @param cipher closed with the receiver.
     * @param whole where packets that came in fragments are put together; null leaves them as they are.
     * @param returns where refused packets go.
     * @param flows to remember of those that came out of SAs; 0 sends all packets the long way.
     */
    public record Parts(
            InboundTable states,
            PolicyTable policies,
            LocalAddresses local,
            EncapPorts ports,
            BurstCipher cipher,
            Ledger ledger,
            CoreCounters counters,
            PacketPool whole,
            PacketReturn returns,
            RxSink sink,
            int flows) {}

    private final InboundTable states;
    private final LocalAddresses local;
    private final EncapPorts ports;
    private final Ledger ledger;
    private final CoreCounters counters;
    private final PacketReturn returns;
    private final RxSink sink;
    private final EspOpen esp;
    private final InboundPolicy policy;
    private final RxBurst burst;
    private final Reassembler fragments;
    /** Null where there is no short way. */
    private final EspRun ordinary;

    private final IpPacket ip = new IpPacket();
    private RxTrace trace;
    private long nowNs;

    /** @param burst packets opened together at most. */
    public Receiver(Parts parts, int burst) {
        states = parts.states;
        local = parts.local;
        ports = parts.ports;
        ledger = parts.ledger;
        counters = parts.counters;
        returns = parts.returns;
        sink = parts.sink;
        esp = new EspOpen(parts.cipher, states, sink, burst);
        policy = parts.policies == null ? null : new InboundPolicy(parts.policies);
        this.burst = new RxBurst(burst);
        ordinary = parts.flows == 0 || !EspRun.isPossible()
                ? null
                : new EspRun(this, esp, parts, new InnerFlows(parts.policies, local, parts.flows), burst);
        fragments = parts.whole == null
                ? null
                : new Reassembler(parts.whole, returns, this::lose, MOST_REASSEMBLED, MOST_FRAGMENTS);
    }

    /** Lets someone look on; null for nobody. */
    public void trace(RxTrace newTrace) {
        trace = newTrace;
        esp.trace(newTrace);
    }

    /**
     * Receives packets whose network mark is their IP header, and empties the batch. A state that expires here is out
     * of the table at once; its key must stay open until this returns.
     */
    public void receive(PacketBatch batch, long nowNs) {
        this.nowNs = nowNs;
        int from = 0;
        while (from < batch.size()) {
            int to = Math.min(batch.size(), from + burst.capacity());
            if (ordinary == null || trace != null) {
                enter(batch, from, to);
            } else {
                receive(batch, from, to);
            }
            burst.clear();
            from = to;
        }
        batch.clear();
    }

    /** Ordinary packets take the short way in runs; what stands between goes before the next run begins. */
    private void receive(PacketBatch batch, int from, int to) {
        ordinary.read(batch, from, to);
        int at = from;
        while (at < to) {
            at = ordinary.run(batch, from, at, to, nowNs);
            int next = at;
            while (next < to && (next == at || !ordinary.isOrdinary(next - from))) {
                next++;
            }
            enter(batch, at, next);
            at = next;
        }
    }

    private void enter(PacketBatch batch, int from, int to) {
        for (int i = from; i < to; i++) {
            enter(burst.add(batch.get(i)));
        }
        while (burst.turn() > 0) {
            round();
        }
    }

    private void enter(int entry) {
        Packet packet = burst.packets[entry];
        packet.pull(packet.network() - packet.data());
        lookAt(entry, ANY_FAMILY);
    }

    /** The packet's data is an IP header, new or just uncovered. @param family that it must be of, or 0. */
    private void lookAt(int entry, int family) {
        Packet packet = burst.packets[entry];
        boolean sound = ip.read(packet.buffer(), packet.data(), packet.length());
        if (!sound || family != ANY_FAMILY && family != ip.family()) {
            refuse(entry, Refusal.MALFORMED);
            return;
        }
        packet.network(packet.data());
        packet.trim(ip.end() - packet.data());
        if (!local.contains(ip.family(), ip.destinationHigh(), ip.destinationLow())) {
            pass(entry, Policy.Direction.FORWARD);
            return;
        }
        switch (ip.walk()) {
            case IpPacket.UPPER_LAYER -> upperLayer(entry);
            case IpPacket.FRAGMENT -> fragment(entry);
            default -> refuse(entry, Refusal.MALFORMED);
        }
    }

    /** Pieces of what may be ESP are put together; others are the host's, and so are those that came out of an SA. */
    private void fragment(int entry) {
        if (fragments == null || burst.depth[entry] > 0 || !mayHoldEsp(burst.packets[entry])) {
            pass(entry, Policy.Direction.IN);
            return;
        }
        Packet whole = fragments.add(burst.packets[entry], ip, nowNs);
        if (whole != null) {
            ledger.consumed(fragments.joined());
            ledger.born(1);
            burst.packets[entry] = whole;
            lookAt(entry, ANY_FAMILY);
        }
    }

    private boolean mayHoldEsp(Packet packet) {
        int protocol = ip.family() == 4 ? ip.protocol() : packet.buffer().getByte(ip.fragmentAt()) & 0xff;
        return protocol == IpProtocol.ESP || protocol == IpProtocol.UDP;
    }

    private void lose(Packet fragment, Reassembler.Loss why) {
        refuse(
                fragment,
                switch (why) {
                    case NO_ROOM -> Refusal.NO_FRAGMENT_ROOM;
                    case MISFIT -> Refusal.FRAGMENT;
                    case TIMEOUT -> Refusal.FRAGMENT_TIMEOUT;
                },
                null);
    }

    private void upperLayer(int entry) {
        burst.packets[entry].transport(ip.upper());
        switch (ip.protocol()) {
            case IpProtocol.ESP -> {
                if (isBetweenLayers(entry)) {
                    Refusal refusal = ask(entry, Policy.Direction.IN);
                    if (refusal != null) {
                        refuse(entry, refusal);
                        return;
                    }
                }
                esp(entry, ip.upper(), null);
            }
            case IpProtocol.UDP -> udp(entry);
            case IpProtocol.AH -> other(entry, AH_LENGTH);
            case IpProtocol.IPCOMP -> other(entry, IPCOMP_LENGTH);
            default -> pass(entry, Policy.Direction.IN);
        }
    }

    /** A tunnel was taken off, and ESP came out: what is known of the SAs so far would be lost with the addresses. */
    private boolean isBetweenLayers(int entry) {
        InboundState last = burst.last(entry);
        return last != null && ModeInput.isNewPacket(last.config().mode());
    }

    /** IPsec protocols that no SA is for. @param length least that names an SA. */
    private void other(int entry, int length) {
        boolean isNamed = burst.packets[entry].tail() - ip.upper() >= length;
        refuse(entry, isNamed ? Refusal.UNKNOWN_SA : Refusal.HEADER);
    }

    private void esp(int entry, int at, EncapPorts.Kind encapsulation) {
        Packet packet = burst.packets[entry];
        if (packet.tail() - at < EspHeader.LENGTH) {
            refuse(entry, Refusal.HEADER);
            return;
        }
        if (!burst.hasRoomInPath(entry)) {
            refuse(entry, Refusal.TOO_DEEP);
            return;
        }
        int spi = EspHeader.spi(packet.buffer(), at);
        InboundState state = states.find(ip.family(), ip.destinationHigh(), ip.destinationLow(), spi, packet.mark());
        if (trace != null) {
            trace.looked(packet, spi, EspHeader.sequence(packet.buffer(), at), encapsulation != null, state);
        }
        burst.states[entry] = state;
        if (state == null) {
            if (sink.handOver(packet, ip.destinationHigh(), ip.destinationLow(), spi)) {
                ledger.handedOver(1);
            } else {
                refuse(entry, Refusal.UNKNOWN_SA);
            }
            return;
        }
        packet.mark(state.marked(packet.mark()));
        burst.await(entry, at, ip.protocolAt(), encapsulation);
    }

    /** Kernel {@code udp_rcv} as far as it concerns ESP, then {@code xfrm4_udp_encap_rcv}. */
    private void udp(int entry) {
        Packet packet = burst.packets[entry];
        int at = ip.upper();
        int room = packet.tail() - at;
        EncapPorts.Port port =
                room < Udp.LENGTH ? null : ports.find(ip.family(), Udp.destinationPort(packet.buffer(), at));
        if (port == null) {
            pass(entry, Policy.Direction.IN);
            return;
        }
        int length = Udp.length(packet.buffer(), at);
        int checksum = Udp.checksum(packet.buffer(), at);
        if (length < Udp.LENGTH || length > room || checksum == 0 && ip.family() == 6) {
            refuse(entry, Refusal.MALFORMED);
            return;
        }
        packet.trim(at + length - packet.data());
        Refusal refusal = port.bypass() ? null : ask(entry, Policy.Direction.IN);
        if (refusal != null) {
            refuse(entry, refusal);
        } else if (checksum != 0 && !isSound(packet, at, length)) {
            refuse(entry, Refusal.MALFORMED);
        } else {
            datagram(entry, at + Udp.LENGTH, length - Udp.LENGTH, port.kind());
        }
    }

    private boolean isSound(Packet packet, int at, int length) {
        long pseudo = ip.family() == 4
                ? InternetChecksum.pseudoHeader4(packet.buffer(), ip.offset(), IpProtocol.UDP, length)
                : InternetChecksum.pseudoHeader6(packet.buffer(), ip.offset(), IpProtocol.UDP, length);
        return InternetChecksum.finish(InternetChecksum.sum(packet.buffer(), at, length, pseudo)) == 0;
    }

    /** ESP, a keep-alive, or something for the application (RFC 3948 section 2). */
    private void datagram(int entry, int at, int length, EncapPorts.Kind kind) {
        Packet packet = burst.packets[entry];
        if (length == 1 && kind != EncapPorts.Kind.NONE && (packet.buffer().getByte(at) & 0xff) == KEEP_ALIVE) {
            refuse(entry, Refusal.KEEP_ALIVE);
            return;
        }
        if (kind == EncapPorts.Kind.NONE || length <= kind.marker() + EspHeader.LENGTH) {
            deliver(entry, false);
            return;
        }
        boolean isEsp = kind.marker() == 0
                ? packet.buffer().getInt(at) != 0
                : packet.buffer().getLong(at) == 0;
        if (isEsp) {
            esp(entry, at + kind.marker(), kind);
        } else {
            deliver(entry, false);
        }
    }

    /** Opens what was found, and looks at what came out. */
    private void round() {
        for (int i = 0; i < burst.openingCount; i++) {
            int entry = burst.opening[i];
            Refusal refusal = esp.begin(burst, entry, nowNs);
            if (refusal != null) {
                refuse(entry, refusal);
            }
        }
        int opened = esp.open();
        for (int i = 0; i < opened; i++) {
            int entry = esp.entry(i);
            Refusal refusal = esp.end(burst, i, nowNs);
            if (refusal == null) {
                if (burst.states[entry].encapsulation() != null) {
                    esp.compareSource(burst.packets[entry], burst.states[entry]);
                }
                takeOff(entry, esp.nextHeader());
            } else {
                refuse(entry, refusal);
            }
        }
        esp.clear();
    }

    private void takeOff(int entry, int nextHeader) {
        InboundState state = burst.states[entry];
        Packet packet = burst.packets[entry];
        if (!ModeInput.remove(packet, state.config(), burst.protocolAt[entry], nextHeader)) {
            refuse(entry, Refusal.MODE);
            return;
        }
        burst.push(entry, state);
        if (trace != null) {
            trace.decapsulated(packet, state);
        }
        lookAt(entry, ModeInput.innerFamily(state.config(), nextHeader));
    }

    /** The last question. @param direction in for a packet to this host, forward for one to another. */
    private void pass(int entry, Policy.Direction direction) {
        Refusal refusal = ask(entry, direction);
        if (refusal == null) {
            deliver(entry, direction == Policy.Direction.FORWARD);
        } else {
            refuse(entry, refusal);
        }
    }

    private Refusal ask(int entry, Policy.Direction direction) {
        if (policy == null) {
            return null;
        }
        Refusal refusal = policy.check(burst, entry, direction);
        if (trace != null) {
            trace.asked(burst.packets[entry], direction, policy.asked(), refusal);
        }
        return refusal;
    }

    private void deliver(int entry, boolean forward) {
        ledger.sent(1);
        sink.clear(burst.packets[entry], burst.last(entry), forward);
    }

    private void refuse(int entry, Refusal refusal) {
        InboundState state = burst.states[entry];
        refuse(burst.packets[entry], refusal, state == null ? burst.last(entry) : state);
    }

    /** A packet that came out of an SA on the short way, its data the inner IP header: what is in it now. */
    void further(Packet packet, InboundState state, int family) {
        lookAt(opened(packet, state), family);
    }

    /** Asks the policies for a packet that came out of an SA on the short way. @return null when it may pass. */
    Refusal ask(Packet packet, InboundState state, Policy.Direction direction) {
        return ask(opened(packet, state), direction);
    }

    private int opened(Packet packet, InboundState state) {
        int entry = burst.add(packet);
        burst.states[entry] = state;
        burst.push(entry, state);
        return entry;
    }

    void refuse(Packet packet, Refusal refusal, InboundState state) {
        if (refusal.counter() != null) {
            counters.increment(refusal.counter());
        }
        ledger.dropped(refusal.reason(), 1);
        sink.refused(packet, refusal, state);
        returns.free(packet);
    }

    /** Ends fragments whose rest did not come in time; now and then. */
    public void expire(long now) {
        if (fragments != null) {
            fragments.expire(now);
        }
    }

    /** Fragments that are held. */
    public int held() {
        return fragments == null ? 0 : fragments.held();
    }

    @Override
    public void close() {
        if (fragments != null) {
            fragments.clear();
        }
        if (ordinary != null) {
            ordinary.close();
        }
        esp.close();
    }
}
