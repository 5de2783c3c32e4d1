// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.RawMemory;
import io.ringlane.buffer.SlotClass;
import io.ringlane.header.Ethernet;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The {@code sk_buff}: a view bound for life to one off-heap slot. Its numbers live in the slot's two metadata lines
 * ({@link PacketDescriptor}); only links to other packets are references. One thread owns a packet at a time, and
 * passing it through a ring passes the ownership.
 *
 * <pre>
 *  |metadata|&lt;-- headroom --&gt;|== data ... length ==|&lt;-- tailroom --&gt;|
 *                       push |&lt;   pull &gt;|         put &gt;|
 * </pre>
 *
 * Offsets are relative to the slot. The marks mac, network and transport are positions and do not move with data. A
 * segment cut from a super-packet may <em>borrow</em> its payload: the bytes still stand in the super-packet's slot,
 * and sealing or {@link #copyBorrowedBody} brings them here.
 */
public final class Packet extends PacketFields {
    /** Up to here a loop over words is faster than a call. */
    private static final int COPIED_BY_WORDS = 128;

    private final PacketPool.Shelf shelf;
    private final int capacity;
    private final SlotClass slotClass;
    private final int number;
    private Packet next;
    private Packet bodyOwner;
    private boolean taken;

    Packet(PacketPool.Shelf shelf, SlotClass slotClass, int number, UnsafeBuffer slot) {
        super(slot);
        this.shelf = shelf;
        this.slotClass = slotClass;
        this.number = number;
        capacity = slot.capacity();
    }

    /** Empties the packet: no bytes, no marks, no offload record, data at the end of the headroom. */
    void reset() {
        RawMemory.putLong(address, PacketDescriptor.FIRST_DATA_WORD);
        for (int i = Long.BYTES; i < BufferRegion.CACHE_LINE; i += Long.BYTES) {
            RawMemory.putLong(address + i, 0);
        }
        if (recordUsed) {
            clearOffload();
        }
    }

    /** The slot's bytes, bounds-checked, metadata lines included: offsets of this class index it. */
    public UnsafeBuffer buffer() {
        return slot;
    }

    /** Absolute address of the slot's first byte, for sealing in place. */
    public long address() {
        return address;
    }

    /** Bytes of the slot, metadata lines included. */
    public int capacity() {
        return capacity;
    }

    /** The pool that owns the slot; the packet must go home to it. */
    public PacketPool pool() {
        return shelf.pool;
    }

    PacketPool.Shelf shelf() {
        return shelf;
    }

    public SlotClass slotClass() {
        return slotClass;
    }

    /** Number of the slot within its class and pool. */
    public int number() {
        return number;
    }

    // ---- data and room

    /** Moves data towards the start of the slot by n bytes. @return false, and nothing moved, without headroom. */
    public boolean push(int n) {
        int data = data();
        if (n < 0 || n > data - PacketDescriptor.METADATA_LENGTH) {
            return false;
        }
        RawMemory.putInt(address + PacketDescriptor.DATA_OFFSET, data - n);
        RawMemory.putInt(address + PacketDescriptor.LENGTH_OFFSET, length() + n);
        return true;
    }

    /** Moves data towards the tail by n bytes. @return false, and nothing moved, when the packet is shorter. */
    public boolean pull(int n) {
        int length = length();
        if (n < 0 || n > length) {
            return false;
        }
        RawMemory.putInt(address + PacketDescriptor.DATA_OFFSET, data() + n);
        RawMemory.putInt(address + PacketDescriptor.LENGTH_OFFSET, length - n);
        return true;
    }

    /** Extends the packet by n bytes at the tail, contents undefined. @return false without tailroom. */
    public boolean put(int n) {
        if (n < 0 || n > tailroom()) {
            return false;
        }
        RawMemory.putInt(address + PacketDescriptor.LENGTH_OFFSET, length() + n);
        return true;
    }

    /** Cuts the packet to the given length, which must not be more than it has. @return false otherwise. */
    public boolean trim(int length) {
        if (length < 0 || length > length()) {
            return false;
        }
        RawMemory.putInt(address + PacketDescriptor.LENGTH_OFFSET, length);
        return true;
    }

    /**
     * Fills a fresh packet with an Ethernet frame: its bytes, data and length, and the marks of both headers.
     *
     * @param source of the frame, its bounds checked.
     * @return false, and nothing changed, when the frame is shorter than its header or does not fit.
     */
    public boolean frame(DirectBuffer source, int offset, int length) {
        if (length < Ethernet.LENGTH || length > slot.capacity() - PacketDescriptor.FIRST_DATA) {
            return false;
        }
        source.boundsCheck(offset, length);
        RawMemory.putLong(address, PacketDescriptor.FIRST_DATA_WORD | (long) length << PacketDescriptor.LENGTH_SHIFT);
        RawMemory.putInt(address + PacketDescriptor.MAC_OFFSET, PacketDescriptor.FIRST_DATA);
        RawMemory.putInt(address + PacketDescriptor.NETWORK_OFFSET, PacketDescriptor.FIRST_DATA + Ethernet.LENGTH);
        if (length <= COPIED_BY_WORDS && source.byteArray() == null) {
            RawMemory.copyWords(source.addressOffset() + offset, address + PacketDescriptor.FIRST_DATA, length);
        } else {
            copyLong(source, offset, length);
        }
        return true;
    }

    /** A call that stays one, so that the loop over a burst of short frames has nothing to save around it. */
    private void copyLong(DirectBuffer source, int offset, int length) {
        slot.putBytes(PacketDescriptor.FIRST_DATA, source, offset, length);
    }

    /** Sets data and length at once, for a packet filled by its producer. @return false if it leaves the slot. */
    public boolean place(int data, int length) {
        if (data < PacketDescriptor.METADATA_LENGTH || length < 0 || length > slot.capacity() - data) {
            return false;
        }
        RawMemory.putInt(address + PacketDescriptor.DATA_OFFSET, data);
        RawMemory.putInt(address + PacketDescriptor.LENGTH_OFFSET, length);
        return true;
    }

    /** Offset behind the last byte. */
    public int tail() {
        return data() + length();
    }

    public int headroom() {
        return data() - PacketDescriptor.METADATA_LENGTH;
    }

    public int tailroom() {
        return slot.capacity() - tail();
    }

    // ---- chain

    public Packet next() {
        return next;
    }

    public void next(Packet packet) {
        next = packet;
    }

    // ---- borrowed body

    /** True when the packet neither borrows nor has an offload record: its slot can go home as it is. */
    public boolean isPlain() {
        return bodyOwner == null && !recordUsed;
    }

    /** The super-packet in whose slot the payload still stands, or null when all bytes are here. */
    public Packet bodyOwner() {
        return bodyOwner;
    }

    /**
     * Borrows payload: {@code length} bytes at {@code offset} of the owner's slot stand for the bytes at {@code place}
     * of this one. The owner's slot is held until {@link #dropBody}.
     */
    public void borrowBody(Packet owner, int offset, int length, int place) {
        bodyOwner = owner;
        recordUsed = true;
        RawMemory.putInt(address + PacketDescriptor.BODY_OFFSET_OFFSET, offset);
        RawMemory.putInt(address + PacketDescriptor.BODY_LENGTH_OFFSET, length);
        RawMemory.putInt(address + PacketDescriptor.BODY_PLACE_OFFSET, place);
        owner.holds(owner.holds() + 1);
    }

    /**
     * Ends the borrowing; the bytes must have been brought here by the caller.
     *
     * @return the former owner if this was the last hold on it, so that the caller sends its slot home; else null.
     */
    public Packet dropBody() {
        Packet owner = bodyOwner;
        if (owner == null) {
            return null;
        }
        bodyOwner = null;
        int holds = owner.holds() - 1;
        owner.holds(holds);
        return holds == 0 ? owner : null;
    }

    /** Copies the borrowed bytes into this slot; does not end the borrowing. */
    public void copyBorrowedBody() {
        if (bodyOwner != null) {
            slot.putBytes(bodyPlace(), bodyOwner.slot, bodyOffset(), bodyLength());
        }
    }

    /** True when the packet's transport mark and network mark lie in order between data and tail. */
    public boolean marksInOrder() {
        return data() <= network() && network() <= transport() && transport() <= tail();
    }

    /** Only policies and SAs of this xfrm interface ({@code if_id}) are for the packet; 0, as at first, for none. */
    public void ofInterface(int id) {
        interfaceId(id);
        long at = address + PacketDescriptor.CHECKSUM_MODE_OFFSET;
        RawMemory.putByte(at, (byte) (id == 0 ? checksumMode() : checksumMode() | OF_INTERFACE));
    }

    /** Clears the offload record: the packet is no offload packet any more. */
    public void clearOffload() {
        for (int i = PacketDescriptor.XO_FLAGS_OFFSET; i < PacketDescriptor.METADATA_LENGTH; i += Long.BYTES) {
            RawMemory.putLong(address + i, 0);
        }
        recordUsed = false;
    }

    /**
     * Attaches the record of a packet whose device seals it.
     *
     * @param flags see {@link XfrmOffloadFlags}.
     * @param number of the packet, 64 bits.
     * @param protocol next header of the trailer.
     * @param esp slot offset of the ESP header, {@code protocolByte} that of the byte that names it.
     * @param trailer padding and the two bytes behind it.
     */
    public void leaveToDevice(
            int flags, long number, int protocol, int esp, int protocolByte, int icvLength, int trailer) {
        recordUsed = true;
        RawMemory.putInt(address + PacketDescriptor.XO_FLAGS_OFFSET, flags);
        RawMemory.putInt(address + PacketDescriptor.SEQ_LOW_OFFSET, (int) number);
        RawMemory.putInt(address + PacketDescriptor.SEQ_HIGH_OFFSET, (int) (number >>> Integer.SIZE));
        RawMemory.putByte(address + PacketDescriptor.XO_PROTO_OFFSET, (byte) protocol);
        RawMemory.putByte(address + PacketDescriptor.SEC_PATH_DEPTH_OFFSET, (byte) 1);
        RawMemory.putInt(address + PacketDescriptor.ESP_OFFSET, esp);
        RawMemory.putInt(address + PacketDescriptor.PROTOCOL_BYTE_OFFSET, protocolByte);
        RawMemory.putShort(address + PacketDescriptor.ICV_LENGTH_OFFSET, (short) icvLength);
        RawMemory.putShort(address + PacketDescriptor.TRAILER_LENGTH_OFFSET, (short) trailer);
    }

    /** True when an offload record is attached ({@code xfrm_offload()} is not null). */
    public boolean hasOffload() {
        return RawMemory.getByte(address + PacketDescriptor.SEC_PATH_DEPTH_OFFSET) != 0;
    }

    /** True when the packet is an offload packet of the SA with this index and generation. */
    public boolean isLeftToValidate(int index, int generation) {
        return hasOffload() && stateIndex() == index && stateGeneration() == generation;
    }

    /** Copies the metadata lines of another packet, chain and borrowed body excepted. */
    public void copyMetadata(Packet other) {
        RawMemory.copyWords(other.address, address, PacketDescriptor.METADATA_LENGTH);
        recordUsed = true;
        RawMemory.putInt(address + PacketDescriptor.HOLDS_OFFSET, 0);
        RawMemory.putInt(address + PacketDescriptor.BODY_LENGTH_OFFSET, 0);
    }

    boolean taken() {
        return taken;
    }

    void taken(boolean value) {
        taken = value;
    }

    @Override
    public String toString() {
        return "Packet " + slotClass + "/" + number + " data=" + data() + " length=" + length() + " network="
                + network() + " transport=" + transport() + " flags=" + Integer.toHexString(offloadFlags());
    }
}
