// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.buffer.RawMemory;
import io.ringlane.sa.EspTransform;

/**
 * What the jobs of one SA have in common, off-heap and at one place: the job's constant words as they stand in a job,
 * then expanded keys. Written once, read by every thread that seals or opens for the SA; its owner zeroes it.
 *
 * <pre>
 *  0         words      128           384          640          896
 *  | job's constants |  AES to seal | AES to open | of the hash |
 *                    |  three DES schedules, and where they are |
 * </pre>
 */
final class KeyPage {
    static final int BYTES = 896;

    /** From here on the words up to {@link #HASH_KEYS} are to be copied. */
    static final int SEAL_KEYS = 0;

    static final int OPEN_KEYS = 8;
    static final int KEY_LENGTH = 16;
    static final int IV_LENGTH = 24;
    static final int ICV_LENGTH = 32;
    /** Three words; an AEAD's are each packet's own. */
    static final int HASH_KEYS = 40;

    static final int CIPHER = 64;
    /** Direction and hash for sealing, then for opening with the hash left out, then for the hash alone. */
    static final int SEALING = 72;

    static final int OPENING = 80;
    static final int CHECKING = 88;
    static final int SEALING_ORDER = 96;
    static final int OPENING_ORDER = 104;

    private static final int SCHEDULE = 128;
    private static final int OTHER_SCHEDULE = 384;
    private static final int HASH_MATERIAL = 640;
    private static final int HASH_MATERIAL_STEP = 64;
    private static final int SUBKEY = 176;
    private static final int BLOCK = 16;
    private static final int DES_KEYS = 3;
    private static final int DES_KEY = 8;
    private static final int DES_SCHEDULE = 128;
    private static final int DES_PLACES = SCHEDULE + DES_KEYS * DES_SCHEDULE;

    private KeyPage() {}

    /**
     * Expands the material of an SA.
     *
     * @param place absolute address, a multiple of 64, zeroed.
     * @param material absolute address: cipher key, salt, key that authenticates.
     */
    static void write(long place, EspTransform transform, long material, KeyExpansion expansion) {
        EspCipher cipher = transform.cipher();
        RawMemory.putLong(place + KEY_LENGTH, transform.keyLength());
        RawMemory.putLong(place + IV_LENGTH, JobShape.jobIvLength(cipher));
        RawMemory.putLong(place + ICV_LENGTH, transform.icvLength());
        RawMemory.putLong(place + CIPHER, JobWord.cipher(cipher));
        cipherKeys(place, cipher, transform.keyLength(), material, expansion);
        if (cipher.isAead()) {
            RawMemory.putLong(place + SEALING, JobWord.direction(JobWord.SEAL, cipher));
            RawMemory.putLong(place + OPENING, JobWord.direction(JobWord.OPEN, cipher));
        } else {
            EspAuth auth = transform.auth();
            RawMemory.putLong(place + SEALING, JobWord.direction(JobWord.SEAL, auth));
            RawMemory.putLong(place + OPENING, JobWord.direction(JobWord.OPEN, EspAuth.NONE));
            RawMemory.putLong(place + CHECKING, JobWord.direction(JobWord.OPEN, auth));
            long key = material + transform.keyLength() + transform.saltLength();
            hashKeys(place, auth, key, transform.authKeyLength(), expansion);
        }
        // CCM authenticates what is not encrypted yet; everything else what is
        boolean hashFirst = cipher == EspCipher.AES_CCM;
        RawMemory.putLong(place + SEALING_ORDER, hashFirst ? JobWord.HASH_FIRST : JobWord.CIPHER_FIRST);
        RawMemory.putLong(place + OPENING_ORDER, hashFirst ? JobWord.CIPHER_FIRST : JobWord.HASH_FIRST);
    }

    private static void cipherKeys(long place, EspCipher cipher, int length, long key, KeyExpansion expansion) {
        long seal = place + SCHEDULE;
        long open = place + OTHER_SCHEDULE;
        switch (cipher) {
            case AES_CBC, AES_CTR, AES_CCM -> expansion.aes(key, length, seal, open);
            case CHACHA20_POLY1305 -> {
                for (int i = 0; i < length; i += Long.BYTES) {
                    RawMemory.putLong(seal + i, RawMemory.getLong(key + i));
                }
                open = seal;
            }
            case DES3_CBC -> {
                for (int i = 0; i < DES_KEYS; i++) {
                    long schedule = seal + i * DES_SCHEDULE;
                    expansion.des(key + i * DES_KEY, schedule);
                    RawMemory.putLong(place + DES_PLACES + i * Long.BYTES, schedule);
                }
                seal = place + DES_PLACES;
                open = seal;
            }
            default -> {
                return;
            }
        }
        RawMemory.putLong(place + SEAL_KEYS, seal);
        RawMemory.putLong(place + OPEN_KEYS, open);
    }

    private static void hashKeys(long place, EspAuth auth, long key, int length, KeyExpansion expansion) {
        long first = place + HASH_MATERIAL;
        long second = first + HASH_MATERIAL_STEP;
        long third = 0;
        switch (auth) {
            case AES_XCBC -> {
                second = first + SUBKEY;
                third = second + BLOCK;
                expansion.xcbc(key, first, second, third);
            }
            case AES_CMAC -> {
                second = first + SUBKEY;
                third = second + BLOCK;
                expansion.cmac(key, first, second, third);
            }
            case NONE -> {
                return;
            }
            default -> expansion.hmac(auth, key, length, first, second);
        }
        RawMemory.putLong(place + HASH_KEYS, first);
        RawMemory.putLong(place + HASH_KEYS + Long.BYTES, second);
        RawMemory.putLong(place + HASH_KEYS + 2 * Long.BYTES, third);
    }
}
