// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The releases of IPsec-MB whose manager is known: where its table of kernels has the AES-GCM ones, and how long an
 * expanded key is. Facts of {@code intel-ipsec-mb.h}, 64-bit; set-up only.
 */
enum LibraryVersion {
    V1_3("1.3.", 256, 280, 448, 1008);

    /** The table has 128, 192 and 256-bit keys side by side. */
    private static final int KEY_LENGTH_STEP = 8;

    private static final int SHORTEST_KEY = 16;

    private final String prefix;
    private final int sealOffset;
    private final int openOffset;
    private final int expandOffset;
    private final int scheduleBytes;

    LibraryVersion(String prefix, int sealOffset, int openOffset, int expandOffset, int scheduleBytes) {
        this.prefix = prefix;
        this.sealOffset = sealOffset;
        this.openOffset = openOffset;
        this.expandOffset = expandOffset;
        this.scheduleBytes = scheduleBytes;
    }

    /** The release with the library's own version text, for example {@code 1.3.0}; null if it is not known. */
    static LibraryVersion of(String text) {
        for (LibraryVersion version : values()) {
            if (text.startsWith(version.prefix)) {
                return version;
            }
        }
        return null;
    }

    /** The releases known, as a person reads them. */
    static String known() {
        return Arrays.stream(values()).map(version -> version.prefix + "x").collect(Collectors.joining(", "));
    }

    /** Offset in the manager of the pointer to {@code gcm128_enc} and its neighbours; key length in bytes. */
    long sealOffset(int keyLength) {
        return sealOffset + neighbour(keyLength);
    }

    /** Offset of {@code gcm128_dec} and its neighbours. */
    long openOffset(int keyLength) {
        return openOffset + neighbour(keyLength);
    }

    /** Offset of {@code gcm128_pre} and its neighbours. */
    long expandOffset(int keyLength) {
        return expandOffset + neighbour(keyLength);
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
        return expandOffset + 3 * KEY_LENGTH_STEP;
    }
}
