// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Off-heap slots for whole ESP packets and the burst that names them, laid out as the contract of the burst says
 * (decision 0126). Bytes around a packet are marked, to show that nothing else is written.
 */
public final class EspSlots implements AutoCloseable {
    /** Room in front of the ESP header, an offset of up to as much included. */
    private static final int FRONT = 128;

    private static final int ROOM = 256;
    private static final int ESP_HEADER = 8;
    private static final byte MARK = (byte) 0xa5;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment[] slots;
    private final MemorySegment[] bodies;
    private final int[] starts;
    private final CryptoBurst burst;

    public EspSlots(int count, int longestText) {
        slots = new MemorySegment[count];
        bodies = new MemorySegment[count];
        starts = new int[count];
        burst = new CryptoBurst(count);
        for (int i = 0; i < count; i++) {
            slots[i] = arena.allocate(longestText + FRONT + ROOM, 64);
            bodies[i] = arena.allocate(longestText + ROOM, 64);
        }
    }

    public CryptoBurst burst() {
        return burst;
    }

    /** A key of a provider for the sample. */
    public static CryptoKey key(CryptoProvider provider, EspSample sample) {
        try (SecretKey secret = new SecretKey(sample.material().clone())) {
            return provider.newKey(sample.transform(), secret);
        }
    }

    /** Appends a packet to seal in three pieces, the middle one borrowed. @param offset 0 to 63. */
    public void add(CryptoKey key, EspSample sample, int offset, int head, int body) {
        int index = burst.size();
        byte[] text = sample.text();
        int used = FRONT + ROOM + text.length;
        slots[index].asSlice(0, used).fill(MARK);
        bodies[index].asSlice(0, text.length + 64L).fill(MARK);
        starts[index] = FRONT - 64 + offset;
        ByteBuffer header = ByteBuffer.allocate(ESP_HEADER).putInt(sample.spi()).putInt((int) sample.number());
        put(slots[index], starts[index], header.array(), 0, ESP_HEADER);
        put(slots[index], starts[index] + ESP_HEADER, sample.iv(), 0, sample.iv().length);
        int at = textStart(sample, index);
        put(slots[index], at, text, 0, head);
        put(bodies[index], offset, text, head, body);
        put(slots[index], at + head + body, text, head + body, text.length - head - body);
        burst.add(null, key, slots[index].address() + starts[index], sample.number());
        describe(sample, index, sample.iv());
        long borrowed = body == 0 ? 0 : bodies[index].address() + offset;
        burst.text(index, slots[index].address() + at, head, borrowed, body, text.length - head - body);
    }

    /** Readies a packet that was sealed, perhaps changed since, for opening: nonce and AAD come from it. */
    public void receive(EspSample sample, int index) {
        byte[] iv = new byte[sample.iv().length];
        MemorySegment.copy(slots[index], ValueLayout.JAVA_BYTE, starts[index] + (long) ESP_HEADER, iv, 0, iv.length);
        describe(sample, index, iv);
        burst.text(index, slots[index].address() + textStart(sample, index), sample.text().length, 0, 0, 0);
    }

    /** Moves a part of a packet that was sealed elsewhere: it is then opened in pieces. */
    public void borrow(EspSample sample, int index, int head, int body) {
        int at = textStart(sample, index);
        MemorySegment.copy(slots[index], at + (long) head, bodies[index], 0, body);
        slots[index].asSlice(at + (long) head, body).fill(MARK);
        long borrowed = body == 0 ? 0 : bodies[index].address();
        burst.text(index, slots[index].address() + at, head, borrowed, body, sample.text().length - head - body);
    }

    /** Nonce and AAD. */
    private void describe(EspSample sample, int index, byte[] iv) {
        byte[] material = sample.material();
        int salt = sample.transform().saltLength();
        ByteBuffer nonce = ByteBuffer.allocate(CryptoBurst.SCRATCH);
        nonce.put(material, sample.transform().keyLength(), salt);
        if (salt != 0) {
            nonce.put(iv);
        }
        nonce.putInt(CryptoBurst.SCRATCH - Integer.BYTES, salt == 3 ? nonce.getInt(12) : 1);
        SealFixture.write(burst.nonceAddress(index), nonce.array());
        byte[] header = new byte[ESP_HEADER];
        MemorySegment.copy(slots[index], ValueLayout.JAVA_BYTE, starts[index], header, 0, ESP_HEADER);
        if (sample.esn()) {
            ByteBuffer aad = ByteBuffer.allocate(12).put(header, 0, 4);
            aad.putInt((int) (sample.number() >>> 32)).put(header, 4, 4);
            SealFixture.write(burst.aadScratch(index), aad.array());
            burst.aad(index, burst.aadScratch(index), aad.capacity());
        } else {
            burst.aad(index, slots[index].address() + starts[index], ESP_HEADER);
        }
    }

    private int textStart(EspSample sample, int index) {
        return starts[index] + ESP_HEADER + sample.iv().length;
    }

    private static void put(MemorySegment to, int at, byte[] from, int start, int length) {
        MemorySegment.copy(from, start, to, ValueLayout.JAVA_BYTE, at, length);
    }

    /** Bytes of a packet from its ESP header on. */
    public byte[] read(int index, int length) {
        return slots[index].asSlice(starts[index], length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The text of a packet, wherever it was cut. */
    public byte[] text(EspSample sample, int index) {
        return slots[index]
                .asSlice(textStart(sample, index), sample.text().length)
                .toArray(ValueLayout.JAVA_BYTE);
    }

    /** Borrowed bytes. */
    public byte[] body(int index, int offset, int length) {
        return bodies[index].asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Turns a bit of the packet's byte over. */
    public void flip(int index, int at) {
        long place = starts[index] + (long) at;
        slots[index].set(
                ValueLayout.JAVA_BYTE, place, (byte) (slots[index].get(ValueLayout.JAVA_BYTE, place) ^ 1 << at % 8));
    }

    /** Sets a byte of a packet. */
    public void put(int index, int at, byte value) {
        slots[index].set(ValueLayout.JAVA_BYTE, starts[index] + (long) at, value);
    }

    /** True when nothing was written in front of the ESP header or behind a packet of this length. */
    public boolean surroundingsUntouched(int index, int length) {
        byte[] front = slots[index].asSlice(0, starts[index]).toArray(ValueLayout.JAVA_BYTE);
        byte[] behind = slots[index].asSlice(starts[index] + (long) length, 64).toArray(ValueLayout.JAVA_BYTE);
        return isMarked(front) && isMarked(behind);
    }

    private static boolean isMarked(byte[] bytes) {
        for (byte value : bytes) {
            if (value != MARK) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        burst.close();
        arena.close();
    }
}
