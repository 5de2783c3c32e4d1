// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.buffer.RawMemory;
import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;

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

    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final Arena arena = Arena.ofShared();
    private final long entries;
    private final int capacity;
    private final Packet[] packets;
    private final CryptoKey[] keys;
    private int size;
    private int failures;

    /** Allocates its entries off-heap. */
    public CryptoBurst(int capacity) {
        this.capacity = capacity;
        entries = arena.allocate((long) capacity << ENTRY_SHIFT, 64).address();
        packets = new Packet[capacity];
        keys = new CryptoKey[capacity];
        for (int i = 0; i < capacity; i++) {
            RawMemory.putByte(nonceAddress(i) + SCRATCH - 1, (byte) 1);
        }
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
        RawMemory.putLong(entry + ESP_ADDRESS, esp);
        RawMemory.putLong(entry + SEQUENCE, sequence);
        RawMemory.putLong(entry + KEY_PLACE, place);
        RawMemory.putInt(entry + KEY_SHAPE, shape);
        RawMemory.putByte(entry + OUTCOME, PENDING);
        return index;
    }

    /**
     * Appends a whole entry, text in one piece, for a key that its place and shape tell all about: neither packet nor
     * key is named.
     *
     * @param shape of the key, not 0.
     * @param aad what is authenticated beside the text; 0 for an AAD in {@link #aadScratch}.
     * @return its index; there must be room.
     */
    public int addPlaced(
            long place, int shape, long esp, long sequence, long text, int length, long aad, int aadLength) {
        int index = size++;
        long entry = entry(index);
        RawMemory.putLong(entry + ESP_ADDRESS, esp);
        RawMemory.putLong(entry + SEQUENCE, sequence);
        RawMemory.putLong(entry + HEAD_ADDRESS, text);
        RawMemory.putLong(entry + KEY_PLACE, place);
        RawMemory.putLong(entry + AAD_ADDRESS, aad == 0 ? entry + AAD : aad);
        RawMemory.putLong(entry + HEAD_LENGTH, both(length, 0));
        RawMemory.putLong(entry + TAIL_LENGTH, both(0, aadLength));
        RawMemory.putLong(entry + KEY_SHAPE, both(shape, PENDING));
        return index;
    }

    /** The same for a key that has to be looked at. */
    public int addNamed(CryptoKey key, long esp, long sequence, long text, int length, long aad, int aadLength) {
        int index = addPlaced(key.place(), key.shape(), esp, sequence, text, length, aad, aadLength);
        keys[index] = key;
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
        RawMemory.putLong(entry + HEAD_ADDRESS, head);
        RawMemory.putLong(entry + BODY_ADDRESS, body);
        RawMemory.putInt(entry + HEAD_LENGTH, headBytes);
        RawMemory.putInt(entry + BODY_LENGTH, bodyBytes);
        RawMemory.putInt(entry + TAIL_LENGTH, tailBytes);
    }

    /** Says where the plaintext is, all in one piece, and what is authenticated beside it. */
    public void text(int index, long text, int length, long aad, int aadLength) {
        long entry = entry(index);
        RawMemory.putLong(entry + HEAD_ADDRESS, text);
        RawMemory.putLong(entry + AAD_ADDRESS, aad);
        RawMemory.putLong(entry + HEAD_LENGTH, both(length, 0));
        RawMemory.putLong(entry + TAIL_LENGTH, both(0, aadLength));
    }

    /**
     * Says that the plaintext, all of an entry in one piece, stands elsewhere and is only read: it is a borrowed body
     * without head and tail.
     *
     * @param source absolute address, from which on no byte may be one of the result.
     */
    public void elsewhere(int index, long source) {
        long entry = entry(index);
        RawMemory.putLong(entry + BODY_ADDRESS, source);
        RawMemory.putLong(entry + HEAD_LENGTH, both(0, RawMemory.getInt(entry + HEAD_LENGTH)));
    }

    /**
     * Length of a text that stands in one piece where it is sealed, as most do.
     *
     * @return -1 for one in several pieces or elsewhere, and where a length is out of range.
     */
    public int wholeLength(int index) {
        long entry = entry(index);
        long headAndBody = RawMemory.getLong(entry + HEAD_LENGTH);
        long tailAndAad = RawMemory.getLong(entry + TAIL_LENGTH);
        boolean whole = LITTLE
                && Long.compareUnsigned(headAndBody, LONGEST_TEXT) <= 0
                && headAndBody != 0
                && (int) tailAndAad == 0
                && tailAndAad >>> Integer.SIZE <= SCRATCH;
        return whole ? (int) headAndBody : -1;
    }

    /** True when all of the plaintext is borrowed: a cipher may read it there and write it here. */
    public boolean isElsewhere(int index) {
        long entry = entry(index);
        return RawMemory.getInt(entry + HEAD_LENGTH) == 0 && RawMemory.getInt(entry + TAIL_LENGTH) == 0;
    }

    /** Two numbers that stand side by side. */
    private static long both(int first, int second) {
        return LITTLE
                ? first & 0xffffffffL | (long) second << Integer.SIZE
                : (long) first << Integer.SIZE | second & 0xffffffffL;
    }

    /** Says what is authenticated beside the text. */
    public void aad(int index, long address, int length) {
        long entry = entry(index);
        RawMemory.putLong(entry + AAD_ADDRESS, address);
        RawMemory.putInt(entry + AAD_LENGTH, length);
    }

    /**
     * Address of 16 bytes for the entry's nonce (12 used by GCM: salt and IV). The last four are 1, the first counter
     * of counter mode, from the beginning, and are written by nobody.
     */
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
        return RawMemory.getLong(entry(index) + KEY_PLACE);
    }

    /** {@link CryptoKey#shape} of the entry's key. */
    public int keyShape(int index) {
        return RawMemory.getInt(entry(index) + KEY_SHAPE);
    }

    /** Address of the ESP header: SPI, then the low half of the number. */
    public long espAddress(int index) {
        return RawMemory.getLong(entry(index) + ESP_ADDRESS);
    }

    public long sequence(int index) {
        return RawMemory.getLong(entry(index) + SEQUENCE);
    }

    public long headAddress(int index) {
        return RawMemory.getLong(entry(index) + HEAD_ADDRESS);
    }

    public int headLength(int index) {
        return RawMemory.getInt(entry(index) + HEAD_LENGTH);
    }

    public long bodyAddress(int index) {
        return RawMemory.getLong(entry(index) + BODY_ADDRESS);
    }

    public int bodyLength(int index) {
        return RawMemory.getInt(entry(index) + BODY_LENGTH);
    }

    public int tailLength(int index) {
        return RawMemory.getInt(entry(index) + TAIL_LENGTH);
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
        return RawMemory.getLong(entry(index) + AAD_ADDRESS);
    }

    public int aadLength(int index) {
        return RawMemory.getInt(entry(index) + AAD_LENGTH);
    }

    public byte outcome(int index) {
        return RawMemory.getByte(entry(index) + OUTCOME);
    }

    public void outcome(int index, byte value) {
        failures += value == DONE || value == PENDING ? 0 : 1;
        RawMemory.putByte(entry(index) + OUTCOME, value);
    }

    /** Outcomes other than {@link #DONE} since the burst was emptied. */
    public int failures() {
        return failures;
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

    /** Forgets the entries; keys of theirs are named until others take their places, and are of no use by then. */
    public void clear() {
        size = 0;
        failures = 0;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
