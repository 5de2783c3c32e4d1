// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.dev.NetDevice;
import io.ringlane.gso.ChecksumCompletion;
import io.ringlane.header.EspHeader;
import io.ringlane.header.Ethernet;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.packet.PacketList;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.xfrm.Discard;
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
    /** Padding to four bytes: 1, 2, 3; then how many, by that number. The next header comes behind. */
    private static final long[] TRAILERS = {0x00L, 0x0101L, 0x020201L, 0x03030201L};

    private static final int ESN_AAD = 12;

    private final BundleTable table;
    private final BurstCipher cipher;
    private final OuterModeOutput ids;
    private final Discard discard;
    private final HardwareRecord hardware;
    private final FlowBurst burst;
    private final CryptoBurst sealing;
    private final Packet[] out;
    private final BundlePort[] outPorts;
    private final int[] entries;
    private final PacketList ready = new PacketList();
    private int outSize;
    private BundlePort lastPort;
    private boolean lastClear;

    /**
     * @param ids gives out the identifications of outer IPv4 headers, for the long way too.
     * @param capacity packets of a burst.
     */
    public BundleOutput(
            BundleTable table,
            BurstCipher cipher,
            OuterModeOutput ids,
            Discard discard,
            HardwareRecord hardware,
            int capacity) {
        this.table = table;
        this.cipher = cipher;
        this.ids = ids;
        this.discard = discard;
        this.hardware = hardware;
        burst = new FlowBurst(capacity);
        sealing = new CryptoBurst(capacity);
        out = new Packet[capacity];
        outPorts = new BundlePort[capacity];
        entries = new int[capacity];
    }

    /** False on a machine whose words stand the other way round: all its packets go the long way. */
    public static boolean isPossible() {
        return FlowBurst.isPossible();
    }

    /** Reads a burst and finds the bundles: the first two passes. It is then taken in runs, see {@link #run}. */
    public void begin(PacketBatch batch) {
        table.refresh();
        for (int i = 0; i < batch.size(); i++) {
            burst.add(batch.get(i));
        }
        table.find(burst);
    }

    /**
     * Takes the run of ordinary packets that begins at an index: the other three passes.
     *
     * @return index of the first packet that has to go the long way, ahead of what follows it; the burst's size if none
     *     has to.
     */
    public int run(int from) {
        lastPort = null;
        int at = from;
        while (at < burst.size && isReady(at) && writeOne(burst.bundles[at], at)) {
            at++;
        }
        if (sealing.size() > 0) {
            cipher.seal(sealing);
        }
        if (at > from) {
            transmit();
            sealing.clear();
        }
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
            longWay.add(burst.packets[at]);
            at++;
        } while (at < burst.size && burst.bundles[at] == null);
        return at;
    }

    /** After the long way, which may have changed a table: then the rest of the burst goes it, too. */
    public void goOn() {
        if (table.refresh()) {
            burst.forgetBundles();
        }
    }

    /** Forgets the burst. */
    public void end() {
        burst.clear();
    }

    // ---- write

    /** Queue, route, SA and length as they were when the bundle was made, or as good. */
    private boolean isReady(int index) {
        Bundle bundle = burst.bundles[index];
        if (bundle == null) {
            return false;
        }
        BundlePort port = bundle.port;
        if (port != lastPort) {
            lastPort = port;
            lastClear = port.isClear();
        }
        return lastClear
                && burst.length[index] <= bundle.longestText
                && bundle.state.isPlainlyAlive()
                && table.isRouted(bundle, burst.mark[index]);
    }

    private boolean writeOne(Bundle bundle, int index) {
        Packet packet = burst.packets[index];
        long slot = packet.address();
        int network = (int) (burst.ip[index] - slot);
        int length = burst.length[index];
        int room = bundle.outer4 ? Bundle.ROOM_4 : Bundle.ROOM_6;
        int padding = -(length + 2) & 3;
        int text = length + padding + 2;
        int end = network + text + bundle.icvLength;
        // the last number of a high half: behind it a driver that has the SA must be told, wherever it is sealed
        if (bundle.sequence.low() == -1
                || network - room < PacketDescriptor.METADATA_LENGTH
                || end > packet.buffer().capacity()
                || bundle.sealer != null && !mayLeaveTo(bundle.sealer, bundle, index)
                || FlowBurst.isPartial(packet) && !completeChecksum(packet, network, length)
                || !bundle.sequence.take(1)) {
            return false;
        }
        bundle.state.count(length);
        RawMemory.putLong(
                slot + network + length, TRAILERS[padding] | (long) bundle.innerProtocol << (padding + 1) * 8);
        long iv = Long.reverseBytes(bundle.ivSalt ^ bundle.sequence.first());
        headers(bundle, index, length, text, iv);
        marks(bundle, packet, slot, network, room, text);
        packet.flowHash(burst.hash[index]);
        if (bundle.sealer == null) {
            entries[outSize] = seal(bundle, packet, slot + network, text, iv);
        } else {
            entries[outSize] = -1;
            hardware.write(packet, bundle, network - EspHeader.LENGTH - Long.BYTES, text - length);
        }
        out[outSize] = packet;
        outPorts[outSize] = bundle.port;
        outSize++;
        return true;
    }

    /**
     * The driver is asked for each packet, with data at the inner header and what the long way's intake sets; a
     * checksum left to us is not for here.
     */
    private boolean mayLeaveTo(NetDevice device, Bundle bundle, int index) {
        Packet packet = burst.packets[index];
        int toNetwork = packet.network() - packet.data();
        if (FlowBurst.isPartial(packet)
                || !BundleTable.hasInlineEsp(device)
                || !packet.pull(toNetwork)
                || !packet.trim(burst.length[index])) {
            return false;
        }
        packet.family(burst.is4(index) ? 4 : 6);
        packet.flowHash(burst.hash[index]);
        boolean ok = device.xfrmOps().offloadOk(packet, bundle.state);
        packet.push(toNetwork);
        return ok;
    }

    private static boolean completeChecksum(Packet packet, int network, int length) {
        return packet.pull(network - packet.data()) && packet.trim(length) && ChecksumCompletion.complete(packet);
    }

    private void headers(Bundle bundle, int index, int length, int text, long iv) {
        long ip = burst.ip[index];
        int sequence = bundle.sequence.firstLow();
        boolean inner4 = burst.is4(index);
        int first = TunnelHeader.first6(ip);
        int tos = TunnelHeader.tos(bundle, inner4 ? TunnelHeader.tos4(ip) : first >>> 20 & 0xff);
        int esp = EspHeader.LENGTH + Long.BYTES + text + bundle.icvLength;
        if (bundle.outer4) {
            boolean dontFragment = bundle.copyDontFragment && (!inner4 || TunnelHeader.isDontFragment(ip));
            int id = dontFragment ? 0 : TunnelHeader.swap16(ids.takeId());
            TunnelHeader.write4(bundle, ip, tos, esp + Ipv4.LENGTH, dontFragment, id, sequence, iv);
        } else {
            TunnelHeader.write6(bundle, ip, tos, esp, inner4 ? 0 : first, sequence, iv);
        }
    }

    /** Data at the MAC header, marks at MAC, network and ESP header, as validate leaves them. */
    private static void marks(Bundle bundle, Packet packet, long slot, int network, int room, int text) {
        int mac = network - room;
        int total = room + text + bundle.icvLength;
        RawMemory.putLong(slot + PacketDescriptor.DATA_OFFSET, mac & 0xffffffffL | (long) total << 32);
        int outer = mac + Ethernet.LENGTH;
        RawMemory.putLong(slot + PacketDescriptor.MAC_OFFSET, mac & 0xffffffffL | (long) outer << 32);
        RawMemory.putInt(slot + PacketDescriptor.TRANSPORT_OFFSET, network - EspHeader.LENGTH - Long.BYTES);
        RawMemory.putInt(slot + PacketDescriptor.DEVICE_OFFSET, bundle.port.name());
        packet.family(bundle.innerProtocol == IpProtocol.IPV4 ? 4 : 6);
        packet.macLength(Ethernet.LENGTH);
    }

    private int seal(Bundle bundle, Packet packet, long text, int length, long iv) {
        long esp = text - EspHeader.LENGTH - Long.BYTES;
        int entry = sealing.add(packet, bundle.key, esp, bundle.sequence.first());
        sealing.text(entry, text, length, 0, 0, 0);
        long nonce = sealing.nonceAddress(entry);
        if (bundle.saltAddress != 0) {
            RawMemory.putInt(nonce, RawMemory.getInt(bundle.saltAddress));
        }
        RawMemory.putLong(nonce + Integer.BYTES, iv);
        if (bundle.esn) {
            long aad = sealing.aadScratch(entry);
            RawMemory.putInt(aad, bundle.spi);
            RawMemory.putLong(aad + Integer.BYTES, Long.reverseBytes(bundle.sequence.first()));
            sealing.aad(entry, aad, ESN_AAD);
        } else {
            sealing.aad(entry, esp, EspHeader.LENGTH);
        }
        return entry;
    }

    // ---- transmit

    /** Runs of packets for one port go together. */
    private void transmit() {
        BundlePort port = null;
        for (int i = 0; i < outSize; i++) {
            Packet packet = out[i];
            out[i] = null;
            if (outPorts[i] != port) {
                flush(port);
                port = outPorts[i];
            }
            int entry = entries[i];
            if (entry < 0 || sealing.outcome(entry) == CryptoBurst.DONE) {
                ready.add(packet);
            } else {
                discard.packet(packet, DropReason.PROTOCOL_ERROR, XfrmCounter.OUT_STATE_PROTO_ERROR);
            }
        }
        flush(port);
        outSize = 0;
    }

    private void flush(BundlePort port) {
        if (port != null && !ready.isEmpty()) {
            port.transmit(ready);
        }
    }

    @Override
    public void close() {
        sealing.close();
        cipher.close();
        table.close();
    }
}
