// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The releases of IPsec-MB whose manager is known: where its table of kernels has the AES-GCM ones, and how long an
 * expanded key is. Facts of {@code intel-ipsec-mb.h}, 64-bit; what was read and what was run is told in
 * docs/decisions/0090. Set-up only.
 */
enum LibraryVersion {
    /** {@code struct gcm_key_data} has 48 powers of the hash key. */
    V1_1(0x101, 0x103, 1008),
    /** It has 64 of them, or fewer: the longest counts. */
    V1_4(0x104, 0x105, 1264),
    V2_0(0x200, 0x200, 1264);

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})(\\D.*)?");

    /** The table has 128, 192 and 256-bit keys side by side. */
    private static final int KEY_LENGTH_STEP = 8;

    private static final int SHORTEST_KEY = 16;
    /** Offsets of {@code gcm128_enc}, {@code gcm128_dec} and {@code gcm128_pre}: the same in all releases known. */
    private static final int SEAL_OFFSET = 256;

    private static final int OPEN_OFFSET = 280;
    private static final int EXPAND_OFFSET = 448;

    private final int oldest;
    private final int newest;
    private final int scheduleBytes;

    LibraryVersion(int oldest, int newest, int scheduleBytes) {
        this.oldest = oldest;
        this.newest = newest;
        this.scheduleBytes = scheduleBytes;
    }

    /** The release with the library's own version text, for example {@code 1.3.0}; null if it is not known. */
    static LibraryVersion of(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            return null;
        }
        int release = Integer.parseInt(number.group(1)) << Byte.SIZE | Integer.parseInt(number.group(2));
        for (LibraryVersion version : values()) {
            if (release >= version.oldest && release <= version.newest) {
                return version;
            }
        }
        return null;
    }

    /** The releases known, as a person reads them. */
    static String known() {
        return "1.1.x to 1.5.x, 2.0.x";
    }

    /** Offset in the manager of the pointer to {@code gcm128_enc} and its neighbours; key length in bytes. */
    long sealOffset(int keyLength) {
        return SEAL_OFFSET + neighbour(keyLength);
    }

    /** Offset of {@code gcm128_dec} and its neighbours. */
    long openOffset(int keyLength) {
        return OPEN_OFFSET + neighbour(keyLength);
    }

    /** Offset of {@code gcm128_pre} and its neighbours. */
    long expandOffset(int keyLength) {
        return EXPAND_OFFSET + neighbour(keyLength);
    }

    private static long neighbour(int keyLength) {
        return (long) (keyLength - SHORTEST_KEY) / Long.BYTES * KEY_LENGTH_STEP;
    }

    /** Bytes of an expanded key, {@code struct gcm_key_data}. */
    int scheduleBytes() {
        return scheduleBytes;
    }

    /** Bytes of the manager that have to be readable. */
    int tableBytes() {
        return EXPAND_OFFSET + 3 * KEY_LENGTH_STEP;
    }
}
