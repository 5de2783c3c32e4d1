// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.sa.EspTransform;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES-GCM (RFC 4106). It makes garbage: 912 to 1,024 bytes a packet sealed with compressed references, some 1,250
 * without (measured on JDK 25), all but the parameter object inside the JDK's {@code init} and {@code updateAAD}. A
 * nonce equal to the one before under the same key is refused by the JDK and the packet becomes
 * {@link CryptoBurst#FAILED}: the last guard against a repeated nonce, not the first.
 */
final class AesGcm implements Session {
    static final int NONCE_LENGTH = 12;
    static final int FULL_ICV = 16;
    /** Shortest ICV that the JDK's GCM makes and checks itself. */
    private static final int SHORTEST_JDK_ICV = 12;
    /** GCM encrypts the text with counter values from 2 on; 1 belongs to the ICV (NIST SP 800-38D, 7.1). */
    private static final int FIRST_TEXT_COUNTER = 2;

    private final Key key;
    private final int icvLength;
    private final Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    private final byte[] nonce = new byte[NONCE_LENGTH];
    /** Only where a 64-bit ICV is opened. */
    private Cipher counterMode;

    private Cipher resealer;

    AesGcm(EspTransform transform, Key key) throws GeneralSecurityException {
        this.key = key;
        icvLength = transform.icvLength();
    }

    /** 1. gather, 2. seal from array to array, 3. write ciphertext and as much of the ICV as the SA carries. */
    @Override
    public byte seal(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException {
        int length = scratch.gather(burst, index, 0);
        init(gcm, Cipher.ENCRYPT_MODE, Math.max(icvLength, SHORTEST_JDK_ICV), scratch);
        gcm.updateAAD(scratch.aad, 0, burst.aadLength(index));
        gcm.doFinal(scratch.source, Scratch.TEXT, length, scratch.result, Scratch.TEXT);
        scratch.write(burst.headAddress(index), scratch.result, Scratch.TEXT, length + icvLength);
        return CryptoBurst.DONE;
    }

    @Override
    public byte open(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException {
        int length = scratch.gather(burst, index, icvLength);
        if (icvLength < SHORTEST_JDK_ICV) {
            return openShortIcv(burst, index, scratch, length);
        }
        init(gcm, Cipher.DECRYPT_MODE, icvLength, scratch);
        gcm.updateAAD(scratch.aad, 0, burst.aadLength(index));
        gcm.doFinal(scratch.source, Scratch.TEXT, length + icvLength, scratch.result, Scratch.TEXT);
        scratch.write(burst.headAddress(index), scratch.result, Scratch.TEXT, length);
        return CryptoBurst.DONE;
    }

    /**
     * The JDK does not check an ICV of 64 bits. So the text is decrypted in counter mode and sealed again: that gives
     * the ciphertext that came, and the whole ICV, whose first bytes are compared in constant time. Nothing is written
     * before the comparison.
     */
    private byte openShortIcv(CryptoBurst burst, int index, Scratch scratch, int length)
            throws GeneralSecurityException {
        scratch.came(scratch.source, Scratch.TEXT + length, icvLength);
        if (counterMode == null) {
            counterMode = Cipher.getInstance("AES/CTR/NoPadding");
            resealer = Cipher.getInstance("AES/GCM/NoPadding");
        }
        putCounter(scratch.nonce);
        counterMode.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(scratch.nonce));
        counterMode.doFinal(scratch.source, Scratch.TEXT, length, scratch.result, Scratch.TEXT);

        initAgain(scratch);
        resealer.updateAAD(scratch.aad, 0, burst.aadLength(index));
        resealer.doFinal(scratch.result, Scratch.TEXT, length, scratch.source, Scratch.TEXT);
        if (!scratch.isAsCame(scratch.source, Scratch.TEXT + length, icvLength)) {
            return CryptoBurst.BAD_ICV;
        }
        scratch.write(burst.headAddress(index), scratch.result, Scratch.TEXT, length);
        return CryptoBurst.DONE;
    }

    private static void putCounter(byte[] block) {
        for (int i = NONCE_LENGTH; i < block.length; i++) {
            block[i] = 0;
        }
        block[block.length - 1] = FIRST_TEXT_COUNTER;
    }

    private void init(Cipher cipher, int mode, int icv, Scratch scratch) throws GeneralSecurityException {
        System.arraycopy(scratch.nonce, 0, nonce, 0, NONCE_LENGTH);
        cipher.init(mode, key, new GCMParameterSpec(icv * Byte.SIZE, nonce));
    }

    /** Readies the resealer also for the nonce that it had just before, as a packet that came twice needs. */
    private void initAgain(Scratch scratch) throws GeneralSecurityException {
        scratch.nonce[0] ^= 1;
        init(resealer, Cipher.ENCRYPT_MODE, FULL_ICV, scratch);
        scratch.nonce[0] ^= 1;
        init(resealer, Cipher.ENCRYPT_MODE, FULL_ICV, scratch);
    }
}
