// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.crypto.CryptoBurst;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GMAC (RFC 4543): GCM over no text at all, with the IV and the text authenticated behind the AAD. The text stays
 * in clear.
 */
final class AesGmac implements Session {
    private static final int SALT = 4;
    private static final int IV = AesGcm.NONCE_LENGTH - SALT;

    private final Key key;
    private final Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    private final byte[] nonce = new byte[AesGcm.NONCE_LENGTH];

    AesGmac(Key key) throws GeneralSecurityException {
        this.key = key;
    }

    @Override
    public byte seal(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException {
        int length = scratch.gather(burst, index, 0);
        begin(Cipher.ENCRYPT_MODE, burst, index, scratch, length);
        gcm.doFinal(scratch.source, Scratch.TEXT + length);
        scratch.write(burst.headAddress(index), scratch.source, Scratch.TEXT, length + AesGcm.FULL_ICV);
        return CryptoBurst.DONE;
    }

    @Override
    public byte open(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException {
        int length = scratch.gather(burst, index, AesGcm.FULL_ICV);
        begin(Cipher.DECRYPT_MODE, burst, index, scratch, length);
        gcm.doFinal(scratch.source, Scratch.TEXT + length, AesGcm.FULL_ICV, scratch.result, 0);
        scratch.write(burst.headAddress(index), scratch.source, Scratch.TEXT, length);
        return CryptoBurst.DONE;
    }

    /** Hands over everything that is authenticated: AAD and IV are put in front of the text. */
    private void begin(int mode, CryptoBurst burst, int index, Scratch scratch, int length)
            throws GeneralSecurityException {
        int aadLength = burst.aadLength(index);
        int start = Scratch.TEXT - IV - aadLength;
        System.arraycopy(scratch.aad, 0, scratch.source, start, aadLength);
        System.arraycopy(scratch.nonce, SALT, scratch.source, Scratch.TEXT - IV, IV);
        System.arraycopy(scratch.nonce, 0, nonce, 0, nonce.length);
        gcm.init(mode, key, new GCMParameterSpec(AesGcm.FULL_ICV * Byte.SIZE, nonce));
        gcm.updateAAD(scratch.source, start, aadLength + IV + length);
    }
}
