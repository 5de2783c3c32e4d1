// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

import io.ringlane.buffer.RawMemory;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The numbers of a packet: typed access to the two metadata lines of its slot, nothing else. Part of {@link Packet},
 * set apart so that the packet's behaviour can be read in one piece.
 */
abstract class PacketFields {
    /** In the byte of the checksum's mode, where the short way sees at once that the packet is not ordinary. */
    static final int OF_INTERFACE = 0x80;

    private static final int MODE_MASK = 0x7f;

    final UnsafeBuffer slot;
    /** Of the slot's first byte: each slot is longer than the metadata lines, so their fields need no check. */
    final long address;

    boolean recordUsed;

    PacketFields(UnsafeBuffer slot) {
        this.slot = slot;
        address = slot.addressOffset();
    }

    public int data() {
        return RawMemory.getInt(address + PacketDescriptor.DATA_OFFSET);
    }

    /** Bytes from data to tail, a borrowed body included. */
    public int length() {
        return RawMemory.getInt(address + PacketDescriptor.LENGTH_OFFSET);
    }

    // ---- fields of line 0

    public int mac() {
        return RawMemory.getInt(address + PacketDescriptor.MAC_OFFSET);
    }

    public void mac(int value) {
        RawMemory.putInt(address + PacketDescriptor.MAC_OFFSET, value);
    }

    public int network() {
        return RawMemory.getInt(address + PacketDescriptor.NETWORK_OFFSET);
    }

    public void network(int value) {
        RawMemory.putInt(address + PacketDescriptor.NETWORK_OFFSET, value);
    }

    public int transport() {
        return RawMemory.getInt(address + PacketDescriptor.TRANSPORT_OFFSET);
    }

    public void transport(int value) {
        RawMemory.putInt(address + PacketDescriptor.TRANSPORT_OFFSET, value);
    }

    /** Slot offset from which a partial checksum is summed to the tail. */
    public int checksumStart() {
        return RawMemory.getInt(address + PacketDescriptor.CHECKSUM_START_OFFSET);
    }

    public void checksumStart(int value) {
        RawMemory.putInt(address + PacketDescriptor.CHECKSUM_START_OFFSET, value);
    }

    /** Offset of the checksum field from the checksum start. */
    public int checksumOffset() {
        return RawMemory.getShort(address + PacketDescriptor.CHECKSUM_OFFSET_OFFSET) & 0xffff;
    }

    public void checksumOffset(int value) {
        RawMemory.putShort(address + PacketDescriptor.CHECKSUM_OFFSET_OFFSET, (short) value);
    }

    /** One of {@link ChecksumMode}. */
    public int checksumMode() {
        return RawMemory.getByte(address + PacketDescriptor.CHECKSUM_MODE_OFFSET) & MODE_MASK;
    }

    public void checksumMode(int value) {
        long at = address + PacketDescriptor.CHECKSUM_MODE_OFFSET;
        RawMemory.putByte(at, (byte) (RawMemory.getByte(at) & OF_INTERFACE | value));
    }

    /** 4, 6, or 0 for what is not IP: version of the header at the network mark. */
    public int family() {
        return RawMemory.getByte(address + PacketDescriptor.FAMILY_OFFSET) & 0xff;
    }

    public void family(int value) {
        RawMemory.putByte(address + PacketDescriptor.FAMILY_OFFSET, (byte) value);
    }

    /** Payload bytes of each segment; 0 for an ordinary packet. */
    public int gsoSize() {
        return RawMemory.getShort(address + PacketDescriptor.GSO_SIZE_OFFSET) & 0xffff;
    }

    public void gsoSize(int value) {
        RawMemory.putShort(address + PacketDescriptor.GSO_SIZE_OFFSET, (short) value);
    }

    /** Number of segments, 0 when the sender did not say. */
    public int gsoSegs() {
        return RawMemory.getShort(address + PacketDescriptor.GSO_SEGS_OFFSET) & 0xffff;
    }

    public void gsoSegs(int value) {
        RawMemory.putShort(address + PacketDescriptor.GSO_SEGS_OFFSET, (short) value);
    }

    /** Bits of {@link GsoType}. */
    public int gsoType() {
        return RawMemory.getInt(address + PacketDescriptor.GSO_TYPE_OFFSET);
    }

    public void gsoType(int value) {
        RawMemory.putInt(address + PacketDescriptor.GSO_TYPE_OFFSET, value);
    }

    public int flowHash() {
        return RawMemory.getInt(address + PacketDescriptor.HASH_OFFSET);
    }

    public void flowHash(int value) {
        RawMemory.putInt(address + PacketDescriptor.HASH_OFFSET, value);
    }

    /** Index of the device that the packet leaves by. */
    public int device() {
        return RawMemory.getShort(address + PacketDescriptor.DEVICE_OFFSET) & 0xffff;
    }

    public void device(int value) {
        RawMemory.putShort(address + PacketDescriptor.DEVICE_OFFSET, (short) value);
    }

    public int queue() {
        return RawMemory.getShort(address + PacketDescriptor.QUEUE_OFFSET) & 0xffff;
    }

    public void queue(int value) {
        RawMemory.putShort(address + PacketDescriptor.QUEUE_OFFSET, (short) value);
    }

    public int mark() {
        return RawMemory.getInt(address + PacketDescriptor.MARK_OFFSET);
    }

    public void mark(int value) {
        RawMemory.putInt(address + PacketDescriptor.MARK_OFFSET, value);
    }

    /** Time in ns at which the producer meant to send. */
    public long ingressTime() {
        return RawMemory.getLong(address + PacketDescriptor.INGRESS_TIME_OFFSET);
    }

    public void ingressTime(long value) {
        RawMemory.putLong(address + PacketDescriptor.INGRESS_TIME_OFFSET, value);
    }

    public int macLength() {
        return RawMemory.getShort(address + PacketDescriptor.MAC_LENGTH_OFFSET) & 0xffff;
    }

    public void macLength(int value) {
        RawMemory.putShort(address + PacketDescriptor.MAC_LENGTH_OFFSET, (short) value);
    }

    /** Segments that still borrow from this slot. */
    public int holds() {
        return RawMemory.getInt(address + PacketDescriptor.HOLDS_OFFSET);
    }

    void holds(int value) {
        RawMemory.putInt(address + PacketDescriptor.HOLDS_OFFSET, value);
    }

    public boolean isGso() {
        return gsoSize() != 0;
    }

    // ---- fields of line 1: the offload record

    /** True when anything was written to line 1 since the packet was taken; if not, all of it reads 0. */
    public final boolean isRecordUsed() {
        return recordUsed;
    }

    /** Bits of {@link XfrmOffloadFlags}. */
    public int offloadFlags() {
        return RawMemory.getInt(address + PacketDescriptor.XO_FLAGS_OFFSET);
    }

    public void offloadFlags(int value) {
        recordUsed = true;
        RawMemory.putInt(address + PacketDescriptor.XO_FLAGS_OFFSET, value);
    }

    public int sequenceLow() {
        return RawMemory.getInt(address + PacketDescriptor.SEQ_LOW_OFFSET);
    }

    public void sequenceLow(int value) {
        recordUsed = true;
        RawMemory.putInt(address + PacketDescriptor.SEQ_LOW_OFFSET, value);
    }

    public int sequenceHigh() {
        return RawMemory.getInt(address + PacketDescriptor.SEQ_HIGH_OFFSET);
    }

    public void sequenceHigh(int value) {
        recordUsed = true;
        RawMemory.putInt(address + PacketDescriptor.SEQ_HIGH_OFFSET, value);
    }

    /** Protocol byte that ESP displaced, for the trailer. */
    public int nextProtocol() {
        return RawMemory.getByte(address + PacketDescriptor.XO_PROTO_OFFSET) & 0xff;
    }

    public void nextProtocol(int value) {
        recordUsed = true;
        RawMemory.putByte(address + PacketDescriptor.XO_PROTO_OFFSET, (byte) value);
    }

    public int secPathDepth() {
        return RawMemory.getByte(address + PacketDescriptor.SEC_PATH_DEPTH_OFFSET) & 0xff;
    }

    public void secPathDepth(int value) {
        recordUsed = true;
        RawMemory.putByte(address + PacketDescriptor.SEC_PATH_DEPTH_OFFSET, (byte) value);
    }

    public int innerProtocol() {
        return RawMemory.getByte(address + PacketDescriptor.INNER_PROTO_OFFSET) & 0xff;
    }

    public void innerProtocol(int value) {
        recordUsed = true;
        RawMemory.putByte(address + PacketDescriptor.INNER_PROTO_OFFSET, (byte) value);
    }

    /** Bytes of BEET pseudo header and options between ESP and the transport header. */
    public int extraHeader() {
        return RawMemory.getByte(address + PacketDescriptor.EXTRA_HEADER_OFFSET) & 0xff;
    }

    public void extraHeader(int value) {
        recordUsed = true;
        RawMemory.putByte(address + PacketDescriptor.EXTRA_HEADER_OFFSET, (byte) value);
    }

    public int stateIndex() {
        return RawMemory.getInt(address + PacketDescriptor.SA_INDEX_OFFSET);
    }

    public void stateIndex(int value) {
        recordUsed = true;
        RawMemory.putInt(address + PacketDescriptor.SA_INDEX_OFFSET, value);
    }

    public int stateGeneration() {
        return RawMemory.getInt(address + PacketDescriptor.SA_GENERATION_OFFSET);
    }

    public void stateGeneration(int value) {
        recordUsed = true;
        RawMemory.putInt(address + PacketDescriptor.SA_GENERATION_OFFSET, value);
    }

    /** Slot offset of the ESP header. */
    public int espOffset() {
        return RawMemory.getInt(address + PacketDescriptor.ESP_OFFSET);
    }

    public void espOffset(int value) {
        recordUsed = true;
        RawMemory.putInt(address + PacketDescriptor.ESP_OFFSET, value);
    }

    /** Slot offset of the next-header byte that names ESP. */
    public int protocolByte() {
        return RawMemory.getInt(address + PacketDescriptor.PROTOCOL_BYTE_OFFSET);
    }

    public void protocolByte(int value) {
        recordUsed = true;
        RawMemory.putInt(address + PacketDescriptor.PROTOCOL_BYTE_OFFSET, value);
    }

    /** Borrowed body: offset in the owner's slot. */
    public int bodyOffset() {
        return RawMemory.getInt(address + PacketDescriptor.BODY_OFFSET_OFFSET);
    }

    public int bodyLength() {
        return RawMemory.getInt(address + PacketDescriptor.BODY_LENGTH_OFFSET);
    }

    /** Borrowed body: where its bytes belong in this slot. */
    public int bodyPlace() {
        return RawMemory.getInt(address + PacketDescriptor.BODY_PLACE_OFFSET);
    }

    /** ICV bytes at the tail: left to the device, or to sealing. */
    public int icvLength() {
        return RawMemory.getShort(address + PacketDescriptor.ICV_LENGTH_OFFSET) & 0xffff;
    }

    public void icvLength(int value) {
        recordUsed = true;
        RawMemory.putShort(address + PacketDescriptor.ICV_LENGTH_OFFSET, (short) value);
    }

    /** Padding, pad length and next header in front of the ICV. */
    public int trailerLength() {
        return RawMemory.getShort(address + PacketDescriptor.TRAILER_LENGTH_OFFSET) & 0xffff;
    }

    public void trailerLength(int value) {
        recordUsed = true;
        RawMemory.putShort(address + PacketDescriptor.TRAILER_LENGTH_OFFSET, (short) value);
    }

    /** The xfrm interface ({@code if_id}) that the packet came by, 0 for none. */
    public int interfaceId() {
        return RawMemory.getInt(address + PacketDescriptor.INTERFACE_ID_OFFSET);
    }

    void interfaceId(int value) {
        recordUsed = true;
        RawMemory.putInt(address + PacketDescriptor.INTERFACE_ID_OFFSET, value);
    }

    /** Place among the packets of its SA that went to asynchronous crypto. */
    public long order() {
        return RawMemory.getLong(address + PacketDescriptor.ORDER_OFFSET);
    }

    public void order(long value) {
        recordUsed = true;
        RawMemory.putLong(address + PacketDescriptor.ORDER_OFFSET, value);
    }
}
