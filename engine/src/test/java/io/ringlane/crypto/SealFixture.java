// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Off-heap memory and a burst for tests of ciphers: lays plaintexts out, whole or in three pieces, at any alignment,
 * and reads the results. Marks the bytes around them to show that nothing else is written.
 */
public final class SealFixture implements AutoCloseable {
    private static final byte MARK = (byte) 0xa5;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment text;
    private final MemorySegment body;
    private final CryptoBurst burst = new CryptoBurst(32);

    public SealFixture(int longestText) {
        text = arena.allocate(longestText + 256L, 64);
        body = arena.allocate(longestText + 256L, 64);
    }

    public CryptoBurst burst() {
        return burst;
    }

    /** A key of the provider; the salt is zero, since tests write whole nonces. */
    public static CryptoKey key(CryptoProvider provider, int icvBits, byte[] key) {
        EspTransform transform = EspTransform.aesGcm(key.length * 8, icvBits);
        try (SecretKey secret = new SecretKey(Arrays.copyOf(key, transform.materialLength()))) {
            return provider.newKey(transform, secret);
        }
    }

    /** Starts a burst of one entry with the text in one piece, at 64 + offset bytes of the memory. */
    public void whole(CryptoKey key, byte[] nonce, byte[] aad, byte[] plain, int offset) {
        pieces(key, nonce, aad, plain, offset, plain.length, 0);
    }

    /** Starts a burst of one entry, its text cut into a head, a borrowed body and a tail. */
    public void pieces(
            CryptoKey key, byte[] nonce, byte[] aad, byte[] plain, int offset, int headLength, int bodyLength) {
        text.fill(MARK);
        body.fill(MARK);
        burst.clear();
        int tailLength = plain.length - headLength - bodyLength;
        MemorySegment.copy(plain, 0, text, ValueLayout.JAVA_BYTE, 64L + offset, headLength);
        MemorySegment.copy(plain, headLength, body, ValueLayout.JAVA_BYTE, offset, bodyLength);
        int tailAt = headLength + bodyLength;
        MemorySegment.copy(plain, tailAt, text, ValueLayout.JAVA_BYTE, 64L + offset + tailAt, tailLength);
        append(key, nonce, aad, offset);
        long bodyAddress = bodyLength == 0 ? 0 : body.address() + offset;
        burst.text(0, address(offset), headLength, bodyAddress, bodyLength, tailLength);
    }

    /** Starts a burst of one entry whose text stands elsewhere, at sourceOffset bytes of the body's memory. */
    public void elsewhere(CryptoKey key, byte[] nonce, byte[] aad, byte[] plain, int offset, int sourceOffset) {
        text.fill(MARK);
        body.fill(MARK);
        burst.clear();
        MemorySegment.copy(plain, 0, body, ValueLayout.JAVA_BYTE, sourceOffset, plain.length);
        append(key, nonce, aad, offset);
        burst.text(0, address(offset), plain.length, 0, 0, 0);
        burst.elsewhere(0, body.address() + sourceOffset);
    }

    private void append(CryptoKey key, byte[] nonce, byte[] aad, int offset) {
        int index = burst.add(null, key, address(offset), 0);
        write(burst.nonceAddress(index), nonce);
        write(burst.aadScratch(index), aad);
        burst.aad(index, burst.aadScratch(index), aad.length);
    }

    /** Makes the entry one piece, as for opening. */
    public void rejoin(int length, int offset) {
        burst.text(0, address(offset), length, 0, 0, 0);
    }

    private long address(int offset) {
        return text.address() + 64 + offset;
    }

    public static void write(long address, byte[] bytes) {
        new UnsafeBuffer(address, Math.max(1, bytes.length)).putBytes(0, bytes);
    }

    public byte[] read(int offset, int length) {
        return text.asSlice(64L + offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Bytes of the borrowed body. */
    public byte[] readBody(int offset, int length) {
        return body.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    public void flipBit(int offset) {
        long at = 64L + offset;
        text.set(ValueLayout.JAVA_BYTE, at, (byte) (text.get(ValueLayout.JAVA_BYTE, at) ^ 0x10));
    }

    /** True when the bytes in front of the text and behind its ICV are as they were. */
    public boolean surroundingsUntouched(int offset, int length) {
        byte[] front = text.asSlice(0, 64L + offset).toArray(ValueLayout.JAVA_BYTE);
        byte[] behind = text.asSlice(64L + offset + length, 64).toArray(ValueLayout.JAVA_BYTE);
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
