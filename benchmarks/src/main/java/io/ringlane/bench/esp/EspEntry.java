// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.esp;

import io.ringlane.algorithm.EspCipher;
import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.sa.EspTransform;
import java.nio.ByteOrder;

/**
 * An entry of a crypto burst for a packet that stands in memory: nonce and AAD as the providers want them of each
 * algorithm, for sealing and for opening. Numbers have 32 bits. Stateless.
 */
public final class EspEntry {
    /** SPI and number. */
    public static final int HEADER = 8;

    private static final int LONG_SALT = 4;

    private EspEntry() {}

    /**
     * Writes the IV, or the seed that is encrypted in its place.
     *
     * @param esp absolute address of the ESP header.
     */
    public static void writeIv(EspTransform transform, long esp, long number) {
        for (int at = 0; at < transform.ivLength(); at += Long.BYTES) {
            RawMemory.putLong(esp + HEADER + at, number * 0x9e3779b97f4a7c15L);
        }
    }

    /**
     * Appends a packet whose header and IV stand in front of its text.
     *
     * @param salt where it stands; not read for an algorithm without one.
     * @param length bytes of text.
     * @return its index.
     */
    public static int add(
            CryptoBurst burst, CryptoKey key, EspTransform transform, long salt, long esp, long number, int length) {
        long iv = esp + HEADER;
        int entry = burst.add(null, key, esp, number);
        burst.text(entry, iv + transform.ivLength(), length, esp, HEADER);
        EspCipher cipher = transform.cipher();
        if (transform.ivLength() > 0 && (cipher == null || !cipher.hasEncryptedIv())) {
            long nonce = burst.nonceAddress(entry);
            int saltLength = transform.saltLength();
            for (int i = 0; i < saltLength; i++) {
                RawMemory.putByte(nonce + i, RawMemory.getByte(salt + i));
            }
            RawMemory.putLong(nonce + (saltLength == 0 ? LONG_SALT : saltLength), RawMemory.getLong(iv));
            if (cipher == EspCipher.AES_CTR) {
                int one = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? 1 : Integer.reverseBytes(1);
                RawMemory.putInt(nonce + 12, one);
            }
        }
        return entry;
    }
}
