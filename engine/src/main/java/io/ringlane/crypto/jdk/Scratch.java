// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.crypto.CryptoBurst;
import java.security.MessageDigest;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The arrays of one thread: a text is gathered into the one (head, borrowed body, tail), a cipher writes the other, and
 * that is copied to the head's place. Wiped when the cipher is closed.
 */
final class Scratch {
    /** Where the text begins in both arrays: in front there is room for what a family puts before it. */
    static final int TEXT = 32;
    /** Room behind the text for an ICV, the high half of a number, and padding. */
    private static final int BEHIND = 96;

    private static final int LONGEST_ICV = 32;

    final byte[] source = new byte[TEXT + CryptoBurst.LONGEST_TEXT + BEHIND];
    final byte[] result = new byte[TEXT + CryptoBurst.LONGEST_TEXT + BEHIND];
    /** Nonce and counter as the caller wrote them; ciphers that take less have an array of their own. */
    final byte[] nonce = new byte[CryptoBurst.SCRATCH];

    final byte[] aad = new byte[CryptoBurst.SCRATCH];
    private final byte[] came = new byte[LONGEST_ICV];
    private final byte[] made = new byte[LONGEST_ICV];
    private final UnsafeBuffer memory = new UnsafeBuffer(0, 0);

    /**
     * Brings the text of an entry to its place in {@link #source}, and nonce and AAD.
     *
     * @param behind bytes to bring along that stand behind the text.
     * @return length of the text.
     */
    int gather(CryptoBurst burst, int index, int behind) {
        int headLength = burst.headLength(index);
        int bodyLength = burst.bodyLength(index);
        int tailLength = burst.tailLength(index) + behind;
        long head = burst.headAddress(index);
        read(head, source, TEXT, headLength);
        read(burst.bodyAddress(index), source, TEXT + headLength, bodyLength);
        read(head + headLength + bodyLength, source, TEXT + headLength + bodyLength, tailLength);
        read(burst.nonceAddress(index), nonce, 0, nonce.length);
        read(burst.aadAddress(index), aad, 0, burst.aadLength(index));
        return headLength + bodyLength + tailLength - behind;
    }

    void read(long address, byte[] target, int offset, int length) {
        if (length > 0) {
            memory.wrap(address, length);
            memory.getBytes(0, target, offset, length);
        }
    }

    void write(long address, byte[] from, int offset, int length) {
        if (length > 0) {
            memory.wrap(address, length);
            memory.putBytes(0, from, offset, length);
        }
    }

    /** Keeps the ICV that came with a packet. */
    void came(byte[] from, int offset, int length) {
        Arrays.fill(came, (byte) 0);
        System.arraycopy(from, offset, came, 0, length);
    }

    /** Whether the ICV worked out is the one that came; takes the same time whatever they hold. */
    boolean isAsCame(byte[] from, int offset, int length) {
        Arrays.fill(made, (byte) 0);
        System.arraycopy(from, offset, made, 0, length);
        return MessageDigest.isEqual(made, came);
    }

    /** Zeroes what the last packet left. */
    void wipe() {
        Arrays.fill(source, (byte) 0);
        Arrays.fill(result, (byte) 0);
    }
}
