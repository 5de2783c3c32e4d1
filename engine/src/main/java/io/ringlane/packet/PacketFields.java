// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The numbers of a packet: typed access to the two metadata lines of its slot, nothing else. Part of {@link Packet},
 * set apart so that the packet's behaviour can be read in one piece.
 */
abstract class PacketFields {
    final UnsafeBuffer slot;
    boolean recordUsed;

    PacketFields(UnsafeBuffer slot) {
        this.slot = slot;
    }

    public int data() {
        return slot.getInt(PacketDescriptor.DATA_OFFSET);
    }

    /** Bytes from data to tail, a borrowed body included. */
    public int length() {
        return slot.getInt(PacketDescriptor.LENGTH_OFFSET);
    }

    // ---- fields of line 0

    public int mac() {
        return slot.getInt(PacketDescriptor.MAC_OFFSET);
    }

    public void mac(int value) {
        slot.putInt(PacketDescriptor.MAC_OFFSET, value);
    }

    public int network() {
        return slot.getInt(PacketDescriptor.NETWORK_OFFSET);
    }

    public void network(int value) {
        slot.putInt(PacketDescriptor.NETWORK_OFFSET, value);
    }

    public int transport() {
        return slot.getInt(PacketDescriptor.TRANSPORT_OFFSET);
    }

    public void transport(int value) {
        slot.putInt(PacketDescriptor.TRANSPORT_OFFSET, value);
    }

    /** Slot offset from which a partial checksum is summed to the tail. */
    public int checksumStart() {
        return slot.getInt(PacketDescriptor.CHECKSUM_START_OFFSET);
    }

    public void checksumStart(int value) {
        slot.putInt(PacketDescriptor.CHECKSUM_START_OFFSET, value);
    }

    /** Offset of the checksum field from the checksum start. */
    public int checksumOffset() {
        return slot.getShort(PacketDescriptor.CHECKSUM_OFFSET_OFFSET) & 0xffff;
    }

    public void checksumOffset(int value) {
        slot.putShort(PacketDescriptor.CHECKSUM_OFFSET_OFFSET, (short) value);
    }

    /** One of {@link ChecksumMode}. */
    public int checksumMode() {
        return slot.getByte(PacketDescriptor.CHECKSUM_MODE_OFFSET) & 0xff;
    }

    public void checksumMode(int value) {
        slot.putByte(PacketDescriptor.CHECKSUM_MODE_OFFSET, (byte) value);
    }

    /** 4, 6, or 0 for what is not IP: version of the header at the network mark. */
    public int family() {
        return slot.getByte(PacketDescriptor.FAMILY_OFFSET) & 0xff;
    }

    public void family(int value) {
        slot.putByte(PacketDescriptor.FAMILY_OFFSET, (byte) value);
    }

    /** Payload bytes of each segment; 0 for an ordinary packet. */
    public int gsoSize() {
        return slot.getShort(PacketDescriptor.GSO_SIZE_OFFSET) & 0xffff;
    }

    public void gsoSize(int value) {
        slot.putShort(PacketDescriptor.GSO_SIZE_OFFSET, (short) value);
    }

    /** Number of segments, 0 when the sender did not say. */
    public int gsoSegs() {
        return slot.getShort(PacketDescriptor.GSO_SEGS_OFFSET) & 0xffff;
    }

    public void gsoSegs(int value) {
        slot.putShort(PacketDescriptor.GSO_SEGS_OFFSET, (short) value);
    }

    /** Bits of {@link GsoType}. */
    public int gsoType() {
        return slot.getInt(PacketDescriptor.GSO_TYPE_OFFSET);
    }

    public void gsoType(int value) {
        slot.putInt(PacketDescriptor.GSO_TYPE_OFFSET, value);
    }

    public int flowHash() {
        return slot.getInt(PacketDescriptor.HASH_OFFSET);
    }

    public void flowHash(int value) {
        slot.putInt(PacketDescriptor.HASH_OFFSET, value);
    }

    /** Index of the device that the packet leaves by. */
    public int device() {
        return slot.getShort(PacketDescriptor.DEVICE_OFFSET) & 0xffff;
    }

    public void device(int value) {
        slot.putShort(PacketDescriptor.DEVICE_OFFSET, (short) value);
    }

    public int queue() {
        return slot.getShort(PacketDescriptor.QUEUE_OFFSET) & 0xffff;
    }

    public void queue(int value) {
        slot.putShort(PacketDescriptor.QUEUE_OFFSET, (short) value);
    }

    public int mark() {
        return slot.getInt(PacketDescriptor.MARK_OFFSET);
    }

    public void mark(int value) {
        slot.putInt(PacketDescriptor.MARK_OFFSET, value);
    }

    /** Time in ns at which the producer meant to send. */
    public long ingressTime() {
        return slot.getLong(PacketDescriptor.INGRESS_TIME_OFFSET);
    }

    public void ingressTime(long value) {
        slot.putLong(PacketDescriptor.INGRESS_TIME_OFFSET, value);
    }

    public int macLength() {
        return slot.getShort(PacketDescriptor.MAC_LENGTH_OFFSET) & 0xffff;
    }

    public void macLength(int value) {
        slot.putShort(PacketDescriptor.MAC_LENGTH_OFFSET, (short) value);
    }

    /** Segments that still borrow from this slot. */
    public int holds() {
        return slot.getInt(PacketDescriptor.HOLDS_OFFSET);
    }

    void holds(int value) {
        slot.putInt(PacketDescriptor.HOLDS_OFFSET, value);
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
        return slot.getInt(PacketDescriptor.XO_FLAGS_OFFSET);
    }

    public void offloadFlags(int value) {
        recordUsed = true;
        slot.putInt(PacketDescriptor.XO_FLAGS_OFFSET, value);
    }

    public int sequenceLow() {
        return slot.getInt(PacketDescriptor.SEQ_LOW_OFFSET);
    }

    public void sequenceLow(int value) {
        recordUsed = true;
        slot.putInt(PacketDescriptor.SEQ_LOW_OFFSET, value);
    }

    public int sequenceHigh() {
        return slot.getInt(PacketDescriptor.SEQ_HIGH_OFFSET);
    }

    public void sequenceHigh(int value) {
        recordUsed = true;
        slot.putInt(PacketDescriptor.SEQ_HIGH_OFFSET, value);
    }

    /** Protocol byte that ESP displaced, for the trailer. */
    public int nextProtocol() {
        return slot.getByte(PacketDescriptor.XO_PROTO_OFFSET) & 0xff;
    }

    public void nextProtocol(int value) {
        recordUsed = true;
        slot.putByte(PacketDescriptor.XO_PROTO_OFFSET, (byte) value);
    }

    public int secPathDepth() {
        return slot.getByte(PacketDescriptor.SEC_PATH_DEPTH_OFFSET) & 0xff;
    }

    public void secPathDepth(int value) {
        recordUsed = true;
        slot.putByte(PacketDescriptor.SEC_PATH_DEPTH_OFFSET, (byte) value);
    }

    public int innerProtocol() {
        return slot.getByte(PacketDescriptor.INNER_PROTO_OFFSET) & 0xff;
    }

    public void innerProtocol(int value) {
        recordUsed = true;
        slot.putByte(PacketDescriptor.INNER_PROTO_OFFSET, (byte) value);
    }

    /** Bytes of BEET pseudo header and options between ESP and the transport header. */
    public int extraHeader() {
        return slot.getByte(PacketDescriptor.EXTRA_HEADER_OFFSET) & 0xff;
    }

    public void extraHeader(int value) {
        recordUsed = true;
        slot.putByte(PacketDescriptor.EXTRA_HEADER_OFFSET, (byte) value);
    }

    public int stateIndex() {
        return slot.getInt(PacketDescriptor.SA_INDEX_OFFSET);
    }

    public void stateIndex(int value) {
        recordUsed = true;
        slot.putInt(PacketDescriptor.SA_INDEX_OFFSET, value);
    }

    public int stateGeneration() {
        return slot.getInt(PacketDescriptor.SA_GENERATION_OFFSET);
    }

    public void stateGeneration(int value) {
        recordUsed = true;
        slot.putInt(PacketDescriptor.SA_GENERATION_OFFSET, value);
    }

    /** Slot offset of the ESP header. */
    public int espOffset() {
        return slot.getInt(PacketDescriptor.ESP_OFFSET);
    }

    public void espOffset(int value) {
        recordUsed = true;
        slot.putInt(PacketDescriptor.ESP_OFFSET, value);
    }

    /** Slot offset of the next-header byte that names ESP. */
    public int protocolByte() {
        return slot.getInt(PacketDescriptor.PROTOCOL_BYTE_OFFSET);
    }

    public void protocolByte(int value) {
        recordUsed = true;
        slot.putInt(PacketDescriptor.PROTOCOL_BYTE_OFFSET, value);
    }

    /** Borrowed body: offset in the owner's slot. */
    public int bodyOffset() {
        return slot.getInt(PacketDescriptor.BODY_OFFSET_OFFSET);
    }

    public int bodyLength() {
        return slot.getInt(PacketDescriptor.BODY_LENGTH_OFFSET);
    }

    /** Borrowed body: where its bytes belong in this slot. */
    public int bodyPlace() {
        return slot.getInt(PacketDescriptor.BODY_PLACE_OFFSET);
    }

    /** ICV bytes at the tail: left to the device, or to sealing. */
    public int icvLength() {
        return slot.getShort(PacketDescriptor.ICV_LENGTH_OFFSET) & 0xffff;
    }

    public void icvLength(int value) {
        recordUsed = true;
        slot.putShort(PacketDescriptor.ICV_LENGTH_OFFSET, (short) value);
    }

    /** Padding, pad length and next header in front of the ICV. */
    public int trailerLength() {
        return slot.getShort(PacketDescriptor.TRAILER_LENGTH_OFFSET) & 0xffff;
    }

    public void trailerLength(int value) {
        recordUsed = true;
        slot.putShort(PacketDescriptor.TRAILER_LENGTH_OFFSET, (short) value);
    }

    /** Place among the packets of its SA that went to asynchronous crypto. */
    public long order() {
        return slot.getLong(PacketDescriptor.ORDER_OFFSET);
    }

    public void order(long value) {
        recordUsed = true;
        slot.putLong(PacketDescriptor.ORDER_OFFSET, value);
    }
}
