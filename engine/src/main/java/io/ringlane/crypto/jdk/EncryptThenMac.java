// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.header.EspHeader;
import io.ringlane.sa.EspTransform;
import java.security.GeneralSecurityException;

/**
 * A cipher and an algorithm of its own that authenticates what was encrypted (RFC 4303 section 3.3.2): ESP header, IV
 * and ciphertext stand in a row, and with ESN the high half of the number, which is not sent, is counted behind them.
 */
final class EncryptThenMac implements Session {
    private static final int ESN_AAD = EspHeader.LENGTH + Integer.BYTES;

    private final TextCipher cipher;
    private final Authenticator authenticator;
    private final int ivLength;
    private final int icvLength;
    /** Where the ESP header begins in the arrays. */
    private final int start;

    EncryptThenMac(EspTransform transform, JdkKey.Material cipherKey, JdkKey.Material authKey)
            throws GeneralSecurityException {
        cipher = TextCipher.of(transform.cipher(), cipherKey);
        authenticator = Authenticator.of(transform.auth(), authKey);
        ivLength = transform.ivLength();
        icvLength = transform.icvLength();
        start = Scratch.TEXT - ivLength - EspHeader.LENGTH;
    }

    /** 1. gather from the ESP header on, 2. encrypt, 3. authenticate, 4. write from the IV on. */
    @Override
    public byte seal(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException {
        if (!hasIvInFront(burst, index)) {
            return CryptoBurst.FAILED;
        }
        byte[] result = scratch.result;
        int length = gather(burst, index, scratch, 0);
        System.arraycopy(scratch.source, start, result, start, EspHeader.LENGTH);
        cipher.seal(scratch, ivLength, length);
        int end = Scratch.TEXT + length;
        authenticator.tag(result, start, authenticatedEnd(burst, index, result, end), scratch.source, end);
        System.arraycopy(scratch.source, end, result, end, icvLength);
        long iv = burst.espAddress(index) + EspHeader.LENGTH;
        scratch.write(iv, result, Scratch.TEXT - ivLength, ivLength + length + icvLength);
        return CryptoBurst.DONE;
    }

    @Override
    public byte open(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException {
        if (!hasIvInFront(burst, index)) {
            return CryptoBurst.FAILED;
        }
        byte[] source = scratch.source;
        int length = gather(burst, index, scratch, icvLength);
        int end = Scratch.TEXT + length;
        scratch.came(source, end, icvLength);
        authenticator.tag(source, start, authenticatedEnd(burst, index, source, end), scratch.result, end);
        if (!scratch.isAsCame(scratch.result, end, icvLength)) {
            return CryptoBurst.BAD_ICV;
        }
        cipher.open(scratch, ivLength, length);
        scratch.write(burst.headAddress(index), scratch.result, Scratch.TEXT, length);
        return CryptoBurst.DONE;
    }

    private boolean hasIvInFront(CryptoBurst burst, int index) {
        return burst.headAddress(index) - burst.espAddress(index) == EspHeader.LENGTH + ivLength;
    }

    private int gather(CryptoBurst burst, int index, Scratch scratch, int behind) {
        scratch.read(burst.espAddress(index), scratch.source, start, EspHeader.LENGTH + ivLength);
        return scratch.gather(burst, index, behind);
    }

    /** Puts the high half behind the text where the SA has ESN. @return end of what is authenticated. */
    private static int authenticatedEnd(CryptoBurst burst, int index, byte[] bytes, int end) {
        if (burst.aadLength(index) != ESN_AAD) {
            return end;
        }
        int high = (int) (burst.sequence(index) >>> Integer.SIZE);
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[end + i] = (byte) (high >>> (Integer.BYTES - 1 - i) * Byte.SIZE);
        }
        return end + Integer.BYTES;
    }
}
