// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;

/**
 * The library's job, {@code IMB_JOB}, 64-bit: offsets and values, facts of {@code intel-ipsec-mb.h} that docs/decisions
 * tell the releases of. Values that stand side by side are joined into longs, little-endian as the library's CPUs are.
 */
final class JobWord {
    static final int SEAL_KEYS = 0;
    static final int OPEN_KEYS = 8;
    static final int KEY_LENGTH = 16;
    static final int SOURCE = 24;
    /** Where the first byte of the result goes: the cipher's offset is not counted here. */
    static final int RESULT = 32;

    static final int CIPHER_OFFSET = 40;
    static final int CIPHER_LENGTH = 48;
    static final int HASH_OFFSET = 56;
    static final int HASH_LENGTH = 64;
    static final int IV = 72;
    static final int IV_LENGTH = 80;
    static final int ICV = 88;
    static final int ICV_LENGTH = 96;
    /** HMAC: states behind the pads. CMAC, XCBC: schedule and two subkeys. AEAD: AAD and its length. */
    static final int HASH_KEYS = 104;
    /** What became of it, then the cipher's number. */
    static final int STATUS = 128;
    /** Direction, then the hash's number. */
    static final int DIRECTION = 136;

    static final int ORDER = 144;
    /** Ours: the number of the entry. */
    static final int ENTRY = 152;

    static final int DONE = 3;
    static final int SEAL = 1;
    static final int OPEN = 2;
    static final int CIPHER_FIRST = 1;
    static final int HASH_FIRST = 2;

    private static final int NULL_CIPHER = 3;
    private static final int NULL_HASH = 8;
    private static final int CCM_HASH = 11;
    private static final int CHACHA20_POLY1305_HASH = 29;

    private JobWord() {}

    /** The word at {@link #STATUS} of a job that only authenticates. */
    static final long NO_CIPHER = (long) NULL_CIPHER << Integer.SIZE;

    /** The word at {@link #STATUS}: nothing done yet. */
    static long cipher(EspCipher cipher) {
        int number = switch (cipher) {
            case AES_CBC -> 1;
            case AES_CTR -> 2;
            case AES_CCM -> 9;
            case DES3_CBC -> 10;
            case CHACHA20_POLY1305 -> 19;
            default -> NULL_CIPHER;
        };
        return (long) number << Integer.SIZE;
    }

    /** The word at {@link #DIRECTION} where the hash is a part of the cipher, or there is none. */
    static long direction(int direction, EspCipher cipher) {
        int hash = switch (cipher) {
            case AES_CCM -> CCM_HASH;
            case CHACHA20_POLY1305 -> CHACHA20_POLY1305_HASH;
            default -> NULL_HASH;
        };
        return direction | (long) hash << Integer.SIZE;
    }

    /** The word at {@link #DIRECTION}. */
    static long direction(int direction, EspAuth auth) {
        int hash = switch (auth) {
            case HMAC_SHA1 -> 1;
            case HMAC_SHA256 -> 3;
            case HMAC_SHA384 -> 4;
            case HMAC_SHA512 -> 5;
            case AES_XCBC -> 6;
            case AES_CMAC -> 12;
            case NONE -> NULL_HASH;
        };
        return direction | (long) hash << Integer.SIZE;
    }
}
