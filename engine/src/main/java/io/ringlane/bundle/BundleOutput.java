// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.header.EspHeader;
import io.ringlane.header.Ethernet;
import io.ringlane.header.Ipv4;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.OutboundSequence;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.OutboundEvents;
import io.ringlane.xfrm.OuterModeOutput;

/**
 * The short way of ordinary packets through output, validate and ESP, for a queue at which nothing waits: the same
 * bytes, numbers and counters as the long way, without asking its questions again. A burst goes through in passes, so
 * that the memory accesses of its packets overlap:
 *
 * <ol>
 *   <li>read: where the IP header is, and the flow;
 *   <li>find: the flow's bundle;
 *   <li>write: numbers, headers, trailers, all nonces;
 *   <li>seal: the whole burst;
 *   <li>transmit.
 * </ol>
 *
 * <p>What is not ordinary parts the burst into runs: it goes the long way before the next run begins, so that nothing
 * is overtaken. One core's thread.
 */
public final class BundleOutput implements AutoCloseable {
    /** Trailers of padding to four bytes with the next header of IPv4, see {@link Bundle#trailer}. */
    private static final long[] TRAILERS_4 = {0x0400L, 0x040101L, 0x04020201L, 0x0403030201L};

    private static final int LEAST_NETWORK_4 = PacketDescriptor.METADATA_LENGTH + Bundle.ROOM_4;
    static final int ESN_AAD = 12;
    private static final long LOW = 0xffffffffL;

    private final BundleTable table;
    private final BurstCipher cipher;
    private final OuterModeOutput ids;
    private final Discard discard;
    private final HardwareRecord hardware;
    private final OutboundEvents events;
    private final SuperOutput supers;
    private final FlowBurst burst;
    private final CryptoBurst sealing;
    private final PacketBatch rest;

    /** What the packets of the run are for. */
    private BundlePort port;
    /** Keeps what was read ahead from being optimised away. */
    private long touched;

    /**
     * @param ids gives out the identifications of outer IPv4 headers, for the long way too.
     * @param events is given the packets of other cores.
     * @param pool where segments come from; null sends super-packets the long way.
     * @param capacity packets of a burst.
     */
    public BundleOutput(
            BundleTable table,
            BurstCipher cipher,
            OuterModeOutput ids,
            Discard discard,
            HardwareRecord hardware,
            OutboundEvents events,
            PacketPool pool,
            int maxSegments,
            int capacity) {
        this.table = table;
        this.cipher = cipher;
        this.ids = ids;
        this.discard = discard;
        this.hardware = hardware;
        this.events = events;
        supers = pool == null ? null : new SuperOutput(pool, cipher, ids, discard, maxSegments);
        burst = new FlowBurst(capacity);
        sealing = new CryptoBurst(capacity);
        rest = new PacketBatch(capacity);
    }

    /** For a core that has no others beside it. */
    public BundleOutput(
            BundleTable table,
            BurstCipher cipher,
            OuterModeOutput ids,
            Discard discard,
            HardwareRecord hardware,
            int capacity) {
        this(table, cipher, ids, discard, hardware, null, null, 0, capacity);
    }

    /** False on a machine whose words stand the other way round: all its packets go the long way. */
    public static boolean isPossible() {
        return FlowBurst.isPossible();
    }

    /**
     * Reads a burst and finds the bundles: the first two passes. It is then taken in runs, see {@link #run}. Packets of
     * other cores are handed over at once and leave the batch, up to the first that has to go the long way: what is
     * behind that may be of its flow.
     *
     * @return packets handed over.
     */
    public int begin(PacketBatch batch) {
        return read(batch) ? handOverToOwners() : 0;
    }

    /** As {@link #begin} for packets that came from other cores: they are never handed on. */
    public void beginArrived(PacketBatch batch) {
        read(batch);
    }

    private boolean read(PacketBatch batch) {
        table.refresh();
        boolean elsewhere = table.find(burst, batch);
        if (table.isLarge()) {
            touched = burst.touch();
        }
        return elsewhere;
    }

    private int handOverToOwners() {
        int size = burst.size();
        int kept = 0;
        boolean inOrder = true;
        for (int i = 0; i < size; i++) {
            boolean gone = false;
            if (inOrder && burst.bundle(i) == null) {
                int owner = burst.owner(i);
                gone = owner >= 0 && !burst.isSuper(i) && events.handOver(burst.packet(i), owner);
                inOrder = gone;
            }
            if (!gone) {
                burst.move(i, kept++);
            }
        }
        burst.shrink(kept);
        return size - kept;
    }

    /**
     * Takes the run of ordinary packets that begins at an index: the other three passes.
     *
     * @return index of the first packet that has to go the long way, ahead of what follows it; the burst's size if none
     *     has to.
     */
    public int run(int from) {
        int at = from;
        int end;
        do {
            end = at;
            at = runForOnePort(at);
            at += isTaken(at) ? 1 : 0;
        } while (at > end && at < burst.size());
        return at;
    }

    /** A super-packet goes by itself, when what stands in front of it is with its queue. */
    private boolean isTaken(int index) {
        return supers != null
                && index < burst.size()
                && burst.bundle(index) != null
                && burst.isSuper(index)
                && supers.take(burst, index, table);
    }

    private int runForOnePort(int from) {
        port = null;
        hardware.begin();
        int at = write(from);
        if (at == from) {
            return at;
        }
        boolean sealed = true;
        if (sealing.size() > 0) {
            cipher.seal(sealing);
            sealed = sealing.failures() == 0;
        }
        if (sealed) {
            port.transmit(burst.batch(), from, at);
        } else {
            transmitSealed(from, at);
        }
        sealing.clear();
        return at;
    }

    /**
     * Hands over the packets that have to go the long way next: the one at an index, and those behind it that have no
     * bundle.
     *
     * @return index of the first packet that is not handed over.
     */
    public int handOver(int from, PacketList longWay) {
        int at = from;
        do {
            longWay.add(burst.packet(at));
            at++;
        } while (at < burst.size() && burst.bundle(at) == null);
        return at;
    }

    /** After the long way, which may have changed a table: then the rest of the burst goes it, too. */
    public void goOn() {
        if (table.refresh()) {
            burst.forgetBundles();
        }
    }

    // ---- write

    /** As many packets as are ordinary, and for one port. @return index behind the last of them. */
    private int write(int from) {
        int size = burst.size();
        int at = from;
        while (at < size) {
            Bundle bundle = burst.bundle(at);
            if (bundle == null || !isReady(bundle, at) || !writeOne(bundle, at)) {
                break;
            }
            at++;
        }
        return at;
    }

    /** Queue, route and length as they were when the bundle was made, or as good. */
    private boolean isReady(Bundle bundle, int index) {
        if (bundle.port != port) {
            if (port != null || !bundle.port.isClear()) {
                return false;
            }
            port = bundle.port;
        }
        return burst.length(index) <= bundle.longestText && table.isRouted(bundle, burst.mark(index));
    }

    private boolean writeOne(Bundle bundle, int index) {
        if (burst.isPartial(index)) {
            return !burst.isSuper(index) && writeAny(bundle, index);
        }
        return bundle.plain
                ? writePlain(bundle, index)
                : bundle.plainForDevice ? writePlainForDevice(bundle, index) : writeAny(bundle, index);
    }

    /** What {@link #writeAny} comes to for the commonest shape, without its questions. */
    private boolean writePlain(Bundle bundle, int index) {
        long ip = burst.ip(index);
        int length = burst.length(index);
        int text = length + (-(length + 2) & 3) + 2;
        if (!hasPlainRoom(bundle, index, text)) {
            return false;
        }
        long number = plainFront(bundle, index, length, text);
        if (number == OutboundSequence.NONE) {
            return false;
        }
        long esp = ip - EspHeader.LENGTH - Long.BYTES;
        int entry = sealing.addPlaced(bundle.keyPlace, bundle.keyShape, esp, number, ip, text, esp, EspHeader.LENGTH);
        long nonce = sealing.nonceAddress(entry);
        RawMemory.putInt(nonce, RawMemory.getInt(bundle.saltAddress));
        RawMemory.putLong(nonce + Integer.BYTES, Long.reverseBytes(bundle.ivSalt ^ number));
        return true;
    }

    /** The same for the commonest shape that a device seals. */
    private boolean writePlainForDevice(Bundle bundle, int index) {
        int length = burst.length(index);
        int trailer = (-(length + 2) & 3) + 2;
        if (!hasPlainRoom(bundle, index, length + trailer) || !hardware.takes(bundle, burst, index)) {
            return false;
        }
        long number = plainFront(bundle, index, length, length + trailer);
        if (number == OutboundSequence.NONE) {
            return false;
        }
        int esp = burst.network(index) - EspHeader.LENGTH - Long.BYTES;
        hardware.write(burst.packet(index), bundle, number, esp, trailer);
        return true;
    }

    private boolean hasPlainRoom(Bundle bundle, int index, int text) {
        return burst.network(index) >= LEAST_NETWORK_4 && text + bundle.icvLength <= burst.room(index);
    }

    /**
     * Number, headers, trailer and marks of IPv4 in IPv4.
     *
     * @param text length of what is sealed.
     * @return the packet's number, or {@link OutboundSequence#NONE} and nothing changed.
     */
    private long plainFront(Bundle bundle, int index, int length, int text) {
        long ip = burst.ip(index);
        int network = burst.network(index);
        long number = bundle.sequence.takePlain(length);
        if (number == OutboundSequence.NONE) {
            return number;
        }
        long iv = Long.reverseBytes(bundle.ivSalt ^ number);
        RawMemory.putLong(ip + length, TRAILERS_4[text - length - 2]);
        int outer = text + bundle.outerExtra;
        TunnelHeader.writePlain(bundle, ip, RawMemory.getLong(ip), outer, ids, number, iv);
        long slot = ip - network;
        long mac = (long) network - Bundle.ROOM_4;
        RawMemory.putLong(slot + PacketDescriptor.DATA_OFFSET, mac | (long) (outer + Ethernet.LENGTH) << 32);
        RawMemory.putLong(slot + PacketDescriptor.MAC_OFFSET, mac | mac + Ethernet.LENGTH << 32);
        finishMarks(bundle, index, slot, network - EspHeader.LENGTH - Long.BYTES);
        return number;
    }

    private boolean writeAny(Bundle bundle, int index) {
        Packet packet = burst.packet(index);
        long ip = burst.ip(index);
        long slot = packet.address();
        int network = (int) (ip - slot);
        int length = burst.length(index);
        int padding = -(length + 2) & bundle.padMask;
        int text = length + padding + 2;
        if (network - bundle.room < PacketDescriptor.METADATA_LENGTH
                || network + text + bundle.icvLength > packet.capacity()
                || bundle.sealer != null && !hardware.takes(bundle, burst, index)
                || burst.isPartial(index) && !burst.completeChecksum(index, network)) {
            return false;
        }
        long number = bundle.sequence.takePlain(length);
        if (number == OutboundSequence.NONE) {
            return false;
        }
        bundle.writeTrailer(ip + length, padding);
        long iv = Long.reverseBytes(bundle.ivSalt ^ number);
        headers(bundle, index, text, (int) number);
        bundle.writeIv(ip, number, iv);
        marks(bundle, index, slot, network, text);
        if (bundle.sealer == null) {
            seal(bundle, packet, ip, text, number, iv);
        } else {
            hardware.write(packet, bundle, number, network - bundle.espRoom, text - length);
        }
        return true;
    }

    private void headers(Bundle bundle, int index, int text, int sequence) {
        long ip = burst.ip(index);
        boolean inner4 = bundle.innerFamily == 4;
        int first = inner4 ? 0 : TunnelHeader.first6(ip);
        int tos = TunnelHeader.tos(bundle, inner4 ? TunnelHeader.tos4(ip) : first >>> 20 & 0xff);
        int esp = bundle.espRoom + text + bundle.icvLength;
        if (bundle.outer4) {
            boolean dontFragment = bundle.copyDontFragment && (!inner4 || TunnelHeader.isDontFragment(ip));
            int id = dontFragment ? 0 : TunnelHeader.swap16(ids.takeId());
            TunnelHeader.write4(bundle, ip, tos, esp + Ipv4.LENGTH, dontFragment, id, sequence);
        } else {
            TunnelHeader.write6(bundle, ip, tos, esp, first, sequence);
        }
    }

    /** Data at the MAC header, marks at MAC, network and ESP header, as validate leaves them. */
    private void marks(Bundle bundle, int index, long slot, int network, int text) {
        int mac = network - bundle.room;
        int total = bundle.room + text + bundle.icvLength;
        RawMemory.putLong(slot + PacketDescriptor.DATA_OFFSET, mac & LOW | (long) total << 32);
        RawMemory.putLong(slot + PacketDescriptor.MAC_OFFSET, mac & LOW | (long) (mac + Ethernet.LENGTH) << 32);
        finishMarks(bundle, index, slot, network - bundle.espRoom);
    }

    private void finishMarks(Bundle bundle, int index, long slot, int esp) {
        RawMemory.putInt(slot + PacketDescriptor.TRANSPORT_OFFSET, esp);
        RawMemory.putByte(slot + PacketDescriptor.FAMILY_OFFSET, bundle.innerFamily);
        RawMemory.putLong(slot + PacketDescriptor.HASH_OFFSET, burst.hash(index) & LOW | (long) bundle.portName << 32);
        RawMemory.putShort(slot + PacketDescriptor.MAC_LENGTH_OFFSET, (short) Ethernet.LENGTH);
    }

    private void seal(Bundle bundle, Packet packet, long text, int length, long number, long iv) {
        long esp = text - bundle.espRoom;
        int entry;
        if (bundle.keyShape != 0 && !bundle.esn) {
            entry = sealing.addPlaced(
                    bundle.keyPlace, bundle.keyShape, esp, number, text, length, esp, EspHeader.LENGTH);
        } else {
            entry = addNamed(bundle, packet, text, length, number);
        }
        bundle.writeNonce(sealing.nonceAddress(entry), iv);
    }

    private int addNamed(Bundle bundle, Packet packet, long text, int length, long number) {
        long esp = text - bundle.espRoom;
        int entry = sealing.add(packet, bundle.key, bundle.keyPlace, bundle.keyShape, esp, number);
        long aad = esp;
        int aadLength = EspHeader.LENGTH;
        if (bundle.esn) {
            aad = sealing.aadScratch(entry);
            aadLength = ESN_AAD;
            RawMemory.putInt(aad, bundle.spi);
            RawMemory.putLong(aad + Integer.BYTES, Long.reverseBytes(number));
        }
        sealing.text(entry, text, length, aad, aadLength);
        return entry;
    }

    /** Packets that the cipher could not do end here; the others close up. */
    private void transmitSealed(int from, int to) {
        rest.clear();
        int entry = 0;
        for (int i = from; i < to; i++) {
            Packet packet = burst.packet(i);
            boolean failed = burst.bundle(i).sealer == null && sealing.outcome(entry++) != CryptoBurst.DONE;
            if (failed) {
                discard.packet(packet, DropReason.PROTOCOL_ERROR, XfrmCounter.OUT_STATE_PROTO_ERROR);
            } else {
                rest.add(packet);
            }
        }
        if (!rest.isEmpty()) {
            port.transmit(rest, 0, rest.size());
        }
    }

    @Override
    public void close() {
        if (supers != null) {
            supers.close();
        }
        burst.close();
        sealing.close();
        cipher.close();
        table.close();
    }
}
