// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.RawMemory;
import io.ringlane.buffer.SlotClass;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.gso.SuperHeader;
import io.ringlane.header.EspHeader;
import io.ringlane.header.Ethernet;
import io.ringlane.header.InternetChecksum;
import io.ringlane.header.Ipv4;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.OutboundSequence;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.OuterModeOutput;

/**
 * The short way of a super-packet that software seals: cutting and sealing in one, without a copy of the payload. The
 * same segments, numbers and counters as on the long way; all is checked before anything is changed.
 *
 * <pre>
 *  super-packet    … payload 0 |headers| payload 1 |trailer| payload 2 …
 *                              |------ source of 1 --------|
 *  slot of 1       Ethernet, outer IP, ESP, IV | what the cipher makes of it | ICV
 * </pre>
 *
 * <p>A segment's headers are written in front of its payload, over the end of the one before, which is sealed by then;
 * the bytes under its trailer are put back. The cipher reads there and writes into the segment's slot. One core's
 * thread.
 */
final class SuperOutput implements AutoCloseable {
    private static final long LOW = 0xffffffffL;
    /** Segments whose outer headers and nonces are written before the first of them is sealed. */
    private static final int CHUNK = 32;

    private static final SlotClass[] CLASSES = SlotClass.values();

    private final PacketPool pool;
    private final BurstCipher cipher;
    private final OuterModeOutput ids;
    private final Discard discard;
    private final SuperHeader header = new SuperHeader();
    private final CryptoBurst sealing = new CryptoBurst(CHUNK);
    private final PacketBatch segments;

    // the super-packet at hand
    private Packet packet;
    private Bundle bundle;
    private long ip;
    private long payload;
    private int payloadLength;
    private int step;
    private int count;
    private int slotLength;
    private int innerPlace;
    private long number;
    private int flowHash;
    private int tos;
    private int flowLabel;
    private boolean dontFragment;
    /** Slot of the first segment, and its ID: the others get what it has. */
    private long model;

    private int modelId;
    private boolean failed;

    /**
     * @param pool where segments come from; owned by the calling thread.
     * @param cipher closed by its owner.
     * @param ids gives out the identifications of outer IPv4 headers.
     * @param maxSegments of a super-packet.
     */
    SuperOutput(PacketPool pool, BurstCipher cipher, OuterModeOutput ids, Discard discard, int maxSegments) {
        this.pool = pool;
        this.cipher = cipher;
        this.ids = ids;
        this.discard = discard;
        segments = new PacketBatch(maxSegments);
    }

    /**
     * Takes the super-packet at an index of a burst, whose bundle's queue has got all that stood in front.
     *
     * @return false, nothing changed, for one that has to go the long way.
     */
    boolean take(FlowBurst burst, int index, BundleTable table) {
        bundle = burst.bundle(index);
        packet = burst.packet(index);
        ip = burst.ip(index);
        if (!bundle.superPackets
                || !header.read(packet, ip, burst.length(index), burst.is4(index), burst.protocol(index))) {
            return false;
        }
        step = packet.gsoSize();
        payload = ip + header.length();
        payloadLength = burst.length(index) - header.length();
        count = (payloadLength + step - 1) / step;
        flowHash = burst.hash(index);
        if (!hasRoom() || !isReady() || !table.isRouted(bundle, burst.mark(index))) {
            return false;
        }
        number = takeNumbers();
        if (number == OutboundSequence.NONE) {
            return false;
        }
        output();
        return true;
    }

    // ---- can all be done

    /** Places for each segment: in the super-packet, in slots of its length, in the queue's backlog. */
    private boolean hasRoom() {
        int network = (int) (ip - packet.address());
        int text = textLength(step);
        // where the long way would have put a segment's headers: at times nearer to the slot's start
        int start = bundle.leftToValidate ? bundle.room : Ethernet.LENGTH;
        innerPlace = Math.min(network - start, PacketDescriptor.FIRST_DATA) + start;
        slotLength = innerPlace + header.length() + step - PacketDescriptor.FIRST_DATA;
        return count <= segments.capacity()
                && network - bundle.room >= PacketDescriptor.METADATA_LENGTH
                && innerPlace - bundle.room >= PacketDescriptor.METADATA_LENGTH
                && network + header.length() + payloadLength + Long.BYTES <= packet.capacity()
                && hasSlots(innerPlace + text + bundle.icvLength);
    }

    /** @param end offset in a slot behind the last byte of a full segment. */
    private boolean hasSlots(int end) {
        int slots = 0;
        for (SlotClass slotClass : CLASSES) {
            if (slotLength <= PacketPool.room(slotClass)) {
                if (end > slotClass.stride()) {
                    return false;
                }
                slots += pool.available(slotClass);
            }
        }
        return slots >= count;
    }

    /** Inner packet, padding to four bytes, and the trailer's last two. @param bytes of payload. */
    private int textLength(int bytes) {
        return header.length() + bytes + 2 + 3 & ~3;
    }

    private boolean isReady() {
        return header.length() + step <= bundle.longestText && bundle.port.isClear() && bundle.port.room() >= count;
    }

    /** On the inline road each segment is asked for, and counted, for itself. */
    private long takeNumbers() {
        OutboundSequence sequence = bundle.sequence;
        if (bundle.leftToValidate) {
            return sequence.takeRow(count, 1, 0, header.length() + payloadLength);
        }
        long before = (long) (count - 1) * (header.length() + step);
        return sequence.takeRow(count, count, before, (long) count * header.length() + payloadLength);
    }

    // ---- cut and seal

    private void output() {
        boolean inner4 = bundle.innerFamily == 4;
        int first = inner4 ? 0 : TunnelHeader.first6(ip);
        tos = TunnelHeader.tos(bundle, inner4 ? TunnelHeader.tos4(ip) : first >>> 20 & 0xff);
        flowLabel = first;
        dontFragment = bundle.copyDontFragment && (!inner4 || TunnelHeader.isDontFragment(ip));
        failed = false;
        for (int from = 0; from < count; from += CHUNK) {
            int to = Math.min(count, from + CHUNK);
            for (int i = from; i < to; i++) {
                begin(i);
            }
            seal(from, to);
            settle(from);
        }
        discard.cut(count);
        transmit();
        discard.release(packet);
    }

    private int bytes(int ordinal) {
        return Math.min(step, payloadLength - ordinal * step);
    }

    /** A slot with all that stands in front of the text, marks, and an entry for the cipher with its nonce. */
    private void begin(int ordinal) {
        Packet segment = pool.takeFor(slotLength);
        segments.add(segment);
        long slot = segment.address();
        long text = slot + innerPlace;
        int bytes = bytes(ordinal);
        int length = textLength(bytes);
        long own = number + ordinal;
        long iv = Long.reverseBytes(bundle.ivSalt ^ own);
        if (ordinal > 0 && bytes == step) {
            repeat(slot, text, ordinal, (int) own, iv);
        } else {
            first(slot, text, ordinal, length, (int) own, iv);
        }
        entry(ordinal, text, length, own, iv);
    }

    private void first(long slot, long text, int ordinal, int length, int low, long iv) {
        if (bundle.ownAddresses) {
            long link = ip - Ethernet.LENGTH;
            RawMemory.putLong(text - Ethernet.LENGTH, RawMemory.getLong(link));
            RawMemory.putInt(text - Ethernet.LENGTH + Long.BYTES, RawMemory.getInt(link + Long.BYTES));
        }
        int id = bundle.outer4 ? id(ordinal) : 0;
        outer(id, text, length, low, iv);
        marks(slot, length);
        if (ordinal == 0) {
            model = slot;
            modelId = id;
        }
    }

    /** What the first segment has: marks and outer headers, but for ID, number and IV. */
    private void repeat(long slot, long text, int ordinal, int low, long iv) {
        long front = text - bundle.room;
        RawMemory.copyWords(model, slot, BufferRegion.CACHE_LINE);
        RawMemory.copyWords(model + (front - slot), front, bundle.room - 3 * Integer.BYTES);
        if (bundle.outer4) {
            int id = id(ordinal);
            long outer = front + Ethernet.LENGTH;
            TunnelHeader.changeId(
                    outer, RawMemory.getShort(model + (outer - slot) + Ipv4.CHECKSUM_OFFSET), modelId, id);
        }
        RawMemory.putInt(text - 3 * Integer.BYTES, Integer.reverseBytes(low));
        RawMemory.putLong(text - Long.BYTES, iv);
    }

    private void outer(int id, long text, int length, int low, long iv) {
        int esp = EspHeader.LENGTH + Long.BYTES + length + bundle.icvLength;
        if (bundle.outer4) {
            TunnelHeader.write4(bundle, text, tos, esp + Ipv4.LENGTH, dontFragment, id, low);
        } else {
            TunnelHeader.write6(bundle, text, tos, esp, flowLabel, low);
        }
        RawMemory.putLong(text - Long.BYTES, iv);
    }

    /** What is cut behind its outer header counts from its ID, be that 0; what is cut before has headers of its own. */
    private int id(int ordinal) {
        int id = dontFragment ? bundle.leftToValidate ? ordinal : 0 : ids.takeId();
        return TunnelHeader.swap16(id);
    }

    private void marks(long slot, int length) {
        int mac = innerPlace - bundle.room;
        long total = (long) bundle.room + length + bundle.icvLength;
        long super0 = packet.address();
        RawMemory.putLong(slot + PacketDescriptor.DATA_OFFSET, mac & LOW | total << 32);
        RawMemory.putLong(slot + PacketDescriptor.MAC_OFFSET, mac & LOW | (long) (mac + Ethernet.LENGTH) << 32);
        RawMemory.putInt(slot + PacketDescriptor.TRANSPORT_OFFSET, innerPlace - EspHeader.LENGTH - Long.BYTES);
        RawMemory.putByte(slot + PacketDescriptor.FAMILY_OFFSET, bundle.innerFamily);
        RawMemory.putLong(slot + PacketDescriptor.HASH_OFFSET, flowHash & LOW | (long) bundle.portName << 32);
        // mark and ingress time
        RawMemory.putLong(
                slot + PacketDescriptor.MARK_OFFSET, RawMemory.getLong(super0 + PacketDescriptor.MARK_OFFSET));
        RawMemory.putInt(
                slot + PacketDescriptor.MARK_OFFSET + Long.BYTES,
                RawMemory.getInt(super0 + PacketDescriptor.MARK_OFFSET + Long.BYTES));
        RawMemory.putShort(slot + PacketDescriptor.MAC_LENGTH_OFFSET, (short) Ethernet.LENGTH);
    }

    private void entry(int ordinal, long text, int length, long own, long iv) {
        long esp = text - EspHeader.LENGTH - Long.BYTES;
        long source = payload + (long) ordinal * step - header.length();
        long aad = bundle.esn ? 0 : esp;
        int aadLength = bundle.esn ? BundleOutput.ESN_AAD : EspHeader.LENGTH;
        int entry = bundle.keyShape != 0
                ? sealing.addPlaced(bundle.keyPlace, bundle.keyShape, esp, own, text, length, aad, aadLength)
                : sealing.addNamed(bundle.key, esp, own, text, length, aad, aadLength);
        sealing.elsewhere(entry, source);
        if (bundle.esn) {
            long scratch = sealing.aadScratch(entry);
            RawMemory.putInt(scratch, bundle.spi);
            RawMemory.putLong(scratch + Integer.BYTES, Long.reverseBytes(own));
        }
        long nonce = sealing.nonceAddress(entry);
        if (bundle.saltAddress != 0) {
            RawMemory.putInt(nonce, RawMemory.getInt(bundle.saltAddress));
        }
        RawMemory.putLong(nonce + Integer.BYTES, iv);
    }

    /**
     * One after the other. Between writing a segment's headers and reading them lies the checksum of the next one:
     * by then they have reached the cache, and the cipher's wide loads need not wait for them.
     */
    private void seal(int from, int to) {
        long sum = sum(from);
        for (int i = from; i < to; i++) {
            int bytes = bytes(i);
            boolean last = i + 1 == count;
            long at = payload + (long) i * step;
            header.write(at, i, bytes, last, sum);
            sum = last ? 0 : sum(i + 1);
            int padding = -(header.length() + bytes + 2) & 3;
            long end = at + bytes;
            long under = RawMemory.getLong(end);
            RawMemory.putLong(end, Bundle.trailer(padding, bundle.innerProtocol));
            cipher.seal(sealing, i - from, i - from + 1);
            RawMemory.putLong(end, under);
        }
    }

    private long sum(int ordinal) {
        return InternetChecksum.sum(payload + (long) ordinal * step, bytes(ordinal), 0);
    }

    /** What the cipher could not do: on the inline road that segment ends; else all of the packet does, later. */
    private void settle(int from) {
        if (sealing.failures() > 0) {
            failed = true;
            if (!bundle.leftToValidate) {
                dropFailed(from);
            }
        }
        sealing.clear();
    }

    private void dropFailed(int from) {
        int first = segments.size() - sealing.size();
        int kept = first;
        for (int i = 0; i < sealing.size(); i++) {
            Packet segment = segments.get(first + i);
            if (sealing.outcome(i) == CryptoBurst.DONE) {
                segments.set(kept++, segment);
            } else {
                discard.packet(segment, DropReason.PROTOCOL_ERROR, XfrmCounter.OUT_STATE_PROTO_ERROR);
            }
        }
        segments.shrink(kept);
    }

    private void transmit() {
        if (failed && bundle.leftToValidate) {
            discard.count(XfrmCounter.OUT_STATE_PROTO_ERROR);
            for (int i = 0; i < segments.size(); i++) {
                discard.packet(segments.get(i), DropReason.PROTOCOL_ERROR);
            }
        } else if (!segments.isEmpty()) {
            bundle.port.transmit(segments, 0, segments.size());
        }
        segments.clear();
    }

    @Override
    public void close() {
        sealing.close();
        header.close();
    }
}
