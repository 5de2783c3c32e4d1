// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A recycled burst of packets to seal or open, as parallel arrays; addresses are absolute. Owned by whoever holds it,
 * it crosses threads through rings only.
 *
 * <pre>
 *  esp            iv          head                                         icv
 *   | SPI | seq |  IV  | head bytes | body (read at bodyAddress) | tail |  ICV  |
 *                       &lt;------------- sealed in place ------------&gt;
 * </pre>
 */
public final class CryptoBurst implements AutoCloseable {
    /** Outcome: not done yet, or left to a worker. */
    public static final byte PENDING = 0;

    public static final byte DONE = 1;
    /** The provider could not do it: the packet must be dropped. */
    public static final byte FAILED = 2;
    /** Opening: the ICV does not fit. */
    public static final byte BAD_ICV = 3;

    /** Bytes of nonce scratch and of AAD scratch an entry. */
    public static final int SCRATCH = 16;
    /** Most bytes of text an entry can have. */
    public static final int LONGEST_TEXT = SlotClass.SUPER.stride();

    private final Arena arena = Arena.ofShared();
    private final long scratch;
    private final int capacity;
    private final Packet[] packets;
    private final CryptoKey[] keys;
    private final long[] espAddress;
    private final long[] sequence;
    private final long[] headAddress;
    private final long[] bodyAddress;
    private final int[] headLength;
    private final int[] bodyLength;
    private final int[] tailLength;
    private final int[] aadLength;
    private final long[] aadAddress;
    private final byte[] outcome;
    private int size;

    /** Allocates its scratch off-heap. */
    public CryptoBurst(int capacity) {
        this.capacity = capacity;
        MemorySegment memory = arena.allocate(2L * SCRATCH * capacity, 64);
        scratch = memory.address();
        packets = new Packet[capacity];
        keys = new CryptoKey[capacity];
        espAddress = new long[capacity];
        sequence = new long[capacity];
        headAddress = new long[capacity];
        bodyAddress = new long[capacity];
        headLength = new int[capacity];
        bodyLength = new int[capacity];
        tailLength = new int[capacity];
        aadLength = new int[capacity];
        aadAddress = new long[capacity];
        outcome = new byte[capacity];
    }

    /**
     * Appends an entry; its nonce and AAD are set by the caller afterwards.
     *
     * @param sequence the packet's own 64-bit number, from which the IV was made.
     * @return its index, or -1 when the burst is full.
     */
    public int add(Packet packet, CryptoKey key, long esp, long sequence) {
        if (size == capacity) {
            return -1;
        }
        int index = size++;
        packets[index] = packet;
        keys[index] = key;
        espAddress[index] = esp;
        this.sequence[index] = sequence;
        outcome[index] = PENDING;
        return index;
    }

    /**
     * Says where the plaintext is.
     *
     * @param head absolute address of the first byte to protect; the result is written from here on.
     * @param headBytes bytes there; 0 to the whole plaintext.
     * @param body absolute address of borrowed bytes that belong behind the head, 0 for none.
     * @param tailBytes bytes that already stand behind the body's place.
     */
    public void text(int index, long head, int headBytes, long body, int bodyBytes, int tailBytes) {
        headAddress[index] = head;
        headLength[index] = headBytes;
        bodyAddress[index] = body;
        bodyLength[index] = bodyBytes;
        tailLength[index] = tailBytes;
    }

    /** Says what is authenticated beside the text. */
    public void aad(int index, long address, int length) {
        aadAddress[index] = address;
        aadLength[index] = length;
    }

    /** Address of 16 bytes for the entry's nonce (12 used by GCM: salt and IV). */
    public long nonceAddress(int index) {
        return scratch + (long) index * SCRATCH;
    }

    /** Address of 16 bytes for an AAD that does not stand in the packet (ESN). */
    public long aadScratch(int index) {
        return scratch + (long) (capacity + index) * SCRATCH;
    }

    public Packet packet(int index) {
        return packets[index];
    }

    public CryptoKey key(int index) {
        return keys[index];
    }

    /** Address of the ESP header: SPI, then the low half of the number. */
    public long espAddress(int index) {
        return espAddress[index];
    }

    public long sequence(int index) {
        return sequence[index];
    }

    public long headAddress(int index) {
        return headAddress[index];
    }

    public int headLength(int index) {
        return headLength[index];
    }

    public long bodyAddress(int index) {
        return bodyAddress[index];
    }

    public int bodyLength(int index) {
        return bodyLength[index];
    }

    public int tailLength(int index) {
        return tailLength[index];
    }

    /** Bytes to protect: head, body and tail. */
    public int textLength(int index) {
        return headLength[index] + bodyLength[index] + tailLength[index];
    }

    /**
     * True when no length of an entry is negative or more than a slot can hold: providers check before they touch
     * memory.
     */
    public boolean hasLengthsInRange(int index) {
        return inRange(headLength[index], LONGEST_TEXT)
                && inRange(bodyLength[index], LONGEST_TEXT)
                && inRange(tailLength[index], LONGEST_TEXT)
                && inRange(textLength(index), LONGEST_TEXT)
                && inRange(aadLength[index], SCRATCH);
    }

    private static boolean inRange(int value, int most) {
        return value >= 0 && value <= most;
    }

    public long aadAddress(int index) {
        return aadAddress[index];
    }

    public int aadLength(int index) {
        return aadLength[index];
    }

    public byte outcome(int index) {
        return outcome[index];
    }

    public void outcome(int index, byte value) {
        outcome[index] = value;
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return capacity;
    }

    public boolean isFull() {
        return size == capacity;
    }

    /** Forgets the entries. */
    public void clear() {
        for (int i = 0; i < size; i++) {
            packets[i] = null;
            keys[i] = null;
        }
        size = 0;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
