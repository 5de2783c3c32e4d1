// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.crypto.CryptoBurst;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * ChaCha20-Poly1305 (RFC 7634). As with GCM the JDK refuses to seal under the nonce that it had just before.
 */
final class ChaCha20Poly1305 implements Session {
    private static final int ICV = 16;
    private static final String NAME = "ChaCha20-Poly1305";

    private final Key key;
    private final Cipher sealer = Cipher.getInstance(NAME);
    private final Cipher opener = Cipher.getInstance(NAME);
    private final byte[] nonce = new byte[AesGcm.NONCE_LENGTH];

    ChaCha20Poly1305(Key key) throws GeneralSecurityException {
        this.key = key;
    }

    @Override
    public byte seal(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException {
        int length = scratch.gather(burst, index, 0);
        init(sealer, Cipher.ENCRYPT_MODE, scratch);
        sealer.updateAAD(scratch.aad, 0, burst.aadLength(index));
        sealer.doFinal(scratch.source, Scratch.TEXT, length, scratch.result, Scratch.TEXT);
        scratch.write(burst.headAddress(index), scratch.result, Scratch.TEXT, length + ICV);
        return CryptoBurst.DONE;
    }

    @Override
    public byte open(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException {
        int length = scratch.gather(burst, index, ICV);
        try {
            init(opener, Cipher.DECRYPT_MODE, scratch);
        } catch (InvalidKeyException _) {
            initAgain(scratch);
        }
        opener.updateAAD(scratch.aad, 0, burst.aadLength(index));
        opener.doFinal(scratch.source, Scratch.TEXT, length + ICV, scratch.result, Scratch.TEXT);
        scratch.write(burst.headAddress(index), scratch.result, Scratch.TEXT, length);
        return CryptoBurst.DONE;
    }

    /** The JDK refuses the nonce before to a receiver, too; but a packet may come twice. */
    private void initAgain(Scratch scratch) throws GeneralSecurityException {
        scratch.nonce[0] ^= 1;
        init(opener, Cipher.DECRYPT_MODE, scratch);
        scratch.nonce[0] ^= 1;
        init(opener, Cipher.DECRYPT_MODE, scratch);
    }

    private void init(Cipher cipher, int mode, Scratch scratch) throws GeneralSecurityException {
        System.arraycopy(scratch.nonce, 0, nonce, 0, nonce.length);
        cipher.init(mode, key, new IvParameterSpec(nonce));
    }
}
