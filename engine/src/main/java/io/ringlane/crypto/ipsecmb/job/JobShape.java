// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.header.EspHeader;
import io.ringlane.sa.EspTransform;

/**
 * The number that tells a burst's entry whose key is for jobs from the others, and of which cipher it is. With it and
 * the key's page no packet has to look at an object. Stateless.
 */
final class JobShape {
    static final int NULL = 0;
    static final int CTR = 1;
    static final int CBC_8 = 2;
    static final int CBC_16 = 3;
    static final int CCM = 4;
    static final int CHACHA20 = 5;

    /** What every shape begins with; then ICV length, then the cipher. */
    private static final int OURS = 0x4d4a_0000;

    private static final int OURS_MASK = 0xffff_0000;
    private static final int LONG_ICV = 0x80;
    private static final int LEAST_SHA256 = 16;
    private static final int CIPHER_MASK = 0x7f;
    private static final int BYTE = 0xff;
    /** Lanes count in 16 bits, and keep the last numbers for themselves. No ESP packet is as long. */
    private static final int LONGEST = 0xfffe;

    /** IV on the wire, in the order of the numbers above. */
    private static final int[] IV_LENGTHS = {0, 8, 8, 16, 8, 8};

    private JobShape() {}

    static int of(EspTransform transform) {
        boolean isLong = transform.auth() == EspAuth.HMAC_SHA256 && transform.icvLength() < LEAST_SHA256;
        return OURS | (isLong ? LONG_ICV : 0) | transform.icvLength() << Byte.SIZE | kind(transform.cipher());
    }

    /** True where the library writes more of an ICV than the SA carries: SHA-256's 16 bytes instead of 12. */
    static boolean hasLongIcv(int shape) {
        return (shape & LONG_ICV) != 0;
    }

    private static int kind(EspCipher cipher) {
        return switch (cipher) {
            case AES_CTR -> CTR;
            case DES3_CBC -> CBC_8;
            case AES_CBC -> CBC_16;
            case AES_CCM -> CCM;
            case CHACHA20_POLY1305 -> CHACHA20;
            default -> NULL;
        };
    }

    /** Bytes of IV or nonce that the library wants; the counter's first value is part of CTR's. */
    static int jobIvLength(EspCipher cipher) {
        return switch (cipher) {
            case AES_CBC, AES_CTR -> 16;
            case DES3_CBC -> 8;
            case AES_CCM -> 11;
            case CHACHA20_POLY1305 -> 12;
            default -> 0;
        };
    }

    static boolean isOurs(int shape) {
        return (shape & OURS_MASK) == OURS;
    }

    static int cipher(int shape) {
        return shape & CIPHER_MASK;
    }

    static boolean isAead(int shape) {
        return cipher(shape) >= CCM;
    }

    static boolean isCbc(int shape) {
        return cipher(shape) == CBC_8 || cipher(shape) == CBC_16;
    }

    static int icvLength(int shape) {
        return shape >>> Byte.SIZE & BYTE;
    }

    static int ivLength(int shape) {
        return IV_LENGTHS[cipher(shape)];
    }

    /**
     * True when no length of an entry is out of a lane's range, and header and IV stand right before the text where
     * they are authenticated.
     */
    static boolean isUsable(CryptoBurst burst, int index, int shape) {
        if (!burst.hasLengthsInRange(index)) {
            return false;
        }
        int length = burst.textLength(index);
        if (isAead(shape)) {
            return length <= LONGEST;
        }
        int before = EspHeader.LENGTH + ivLength(shape);
        if (before + length + Integer.BYTES > LONGEST) {
            return false;
        }
        return burst.headAddress(index) - burst.espAddress(index) == before;
    }

    /** True when CBC has whole blocks. What came cut is refused for its ICV first, as the kernel does. */
    static boolean isWhole(int shape, int length) {
        return !isCbc(shape) || (length & ivLength(shape) - 1) == 0;
    }
}
