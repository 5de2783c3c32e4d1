// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A recycled burst of packets to seal or open, two off-heap lines an entry; addresses are absolute. Owned by whoever
 * holds it, it crosses threads through rings only. An index is not checked: it must be below the size.
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

    // an entry off-heap, two lines: what a cipher reads, then what is written late
    private static final int ESP_ADDRESS = 0;
    private static final int SEQUENCE = 8;
    private static final int HEAD_ADDRESS = 16;
    private static final int BODY_ADDRESS = 24;
    private static final int KEY_PLACE = 32;
    private static final int AAD_ADDRESS = 40;
    private static final int HEAD_LENGTH = 48;
    private static final int BODY_LENGTH = 52;
    private static final int TAIL_LENGTH = 56;
    private static final int AAD_LENGTH = 60;
    private static final int KEY_SHAPE = 64;
    private static final int OUTCOME = 68;
    private static final int NONCE = 80;
    private static final int AAD = 96;
    private static final int ENTRY_SHIFT = 7;

    @SuppressWarnings("restricted") // all of memory: entries are addressed below the burst's size only
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private final Arena arena = Arena.ofShared();
    private final long entries;
    private final int capacity;
    private final Packet[] packets;
    private final CryptoKey[] keys;
    private int size;

    /** Allocates its entries off-heap. */
    public CryptoBurst(int capacity) {
        this.capacity = capacity;
        entries = arena.allocate((long) capacity << ENTRY_SHIFT, 64).address();
        packets = new Packet[capacity];
        keys = new CryptoKey[capacity];
    }

    private long entry(int index) {
        return entries + ((long) index << ENTRY_SHIFT);
    }

    /**
     * Appends an entry; its nonce and AAD are set by the caller afterwards. The key must stay open until the entry is
     * done.
     *
     * @param sequence the packet's own 64-bit number, from which the IV was made.
     * @return its index, or -1 when the burst is full.
     */
    public int add(Packet packet, CryptoKey key, long esp, long sequence) {
        return add(packet, key, key == null ? 0 : key.place(), key == null ? 0 : key.shape(), esp, sequence);
    }

    /**
     * The same for a caller that has the key's place and shape at hand: the key, which may be cold, is not looked at.
     *
     * @param place {@link CryptoKey#place} of the key.
     * @param shape {@link CryptoKey#shape} of the key.
     */
    public int add(Packet packet, CryptoKey key, long place, int shape, long esp, long sequence) {
        if (size == capacity) {
            return -1;
        }
        int index = size++;
        packets[index] = packet;
        keys[index] = key;
        long entry = entry(index);
        MEMORY.set(LONG, entry + ESP_ADDRESS, esp);
        MEMORY.set(LONG, entry + SEQUENCE, sequence);
        MEMORY.set(LONG, entry + KEY_PLACE, place);
        MEMORY.set(INT, entry + KEY_SHAPE, shape);
        MEMORY.set(BYTE, entry + OUTCOME, PENDING);
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
        long entry = entry(index);
        MEMORY.set(LONG, entry + HEAD_ADDRESS, head);
        MEMORY.set(LONG, entry + BODY_ADDRESS, body);
        MEMORY.set(INT, entry + HEAD_LENGTH, headBytes);
        MEMORY.set(INT, entry + BODY_LENGTH, bodyBytes);
        MEMORY.set(INT, entry + TAIL_LENGTH, tailBytes);
    }

    /** Says what is authenticated beside the text. */
    public void aad(int index, long address, int length) {
        long entry = entry(index);
        MEMORY.set(LONG, entry + AAD_ADDRESS, address);
        MEMORY.set(INT, entry + AAD_LENGTH, length);
    }

    /** Address of 16 bytes for the entry's nonce (12 used by GCM: salt and IV). */
    public long nonceAddress(int index) {
        return entry(index) + NONCE;
    }

    /** Address of 16 bytes for an AAD that does not stand in the packet (ESN). */
    public long aadScratch(int index) {
        return entry(index) + AAD;
    }

    public Packet packet(int index) {
        return packets[index];
    }

    public CryptoKey key(int index) {
        return keys[index];
    }

    /** {@link CryptoKey#place} of the entry's key. */
    public long keyPlace(int index) {
        return MEMORY.get(LONG, entry(index) + KEY_PLACE);
    }

    /** {@link CryptoKey#shape} of the entry's key. */
    public int keyShape(int index) {
        return MEMORY.get(INT, entry(index) + KEY_SHAPE);
    }

    /** Address of the ESP header: SPI, then the low half of the number. */
    public long espAddress(int index) {
        return MEMORY.get(LONG, entry(index) + ESP_ADDRESS);
    }

    public long sequence(int index) {
        return MEMORY.get(LONG, entry(index) + SEQUENCE);
    }

    public long headAddress(int index) {
        return MEMORY.get(LONG, entry(index) + HEAD_ADDRESS);
    }

    public int headLength(int index) {
        return MEMORY.get(INT, entry(index) + HEAD_LENGTH);
    }

    public long bodyAddress(int index) {
        return MEMORY.get(LONG, entry(index) + BODY_ADDRESS);
    }

    public int bodyLength(int index) {
        return MEMORY.get(INT, entry(index) + BODY_LENGTH);
    }

    public int tailLength(int index) {
        return MEMORY.get(INT, entry(index) + TAIL_LENGTH);
    }

    /** Bytes to protect: head, body and tail. */
    public int textLength(int index) {
        return headLength(index) + bodyLength(index) + tailLength(index);
    }

    /**
     * True when no length of an entry is negative or more than a slot can hold: providers check before they touch
     * memory.
     */
    public boolean hasLengthsInRange(int index) {
        int head = headLength(index);
        int body = bodyLength(index);
        int tail = tailLength(index);
        int aad = aadLength(index);
        return (head | body | tail | aad) >= 0 && (long) head + body + tail <= LONGEST_TEXT && aad <= SCRATCH;
    }

    public long aadAddress(int index) {
        return MEMORY.get(LONG, entry(index) + AAD_ADDRESS);
    }

    public int aadLength(int index) {
        return MEMORY.get(INT, entry(index) + AAD_LENGTH);
    }

    public byte outcome(int index) {
        return MEMORY.get(BYTE, entry(index) + OUTCOME);
    }

    public void outcome(int index, byte value) {
        MEMORY.set(BYTE, entry(index) + OUTCOME, value);
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
