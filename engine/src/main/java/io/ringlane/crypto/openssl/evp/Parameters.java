// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl.evp;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Arrays of the library's {@code OSSL_PARAM}, off-heap: what is set when a context is made. Never freed, as there are
 * a few of them in a process. Immutable, any thread.
 */
public final class Parameters {
    // struct ossl_param_st: key, data_type, data, data_size, return_size; an array ends with a key of NULL
    public static final int KEY = 0;
    public static final int TYPE = 8;
    public static final int DATA = 16;
    public static final int SIZE = 24;
    public static final int BYTES = 40;
    public static final int OCTET_STRING = 5;
    /** {@code OSSL_CIPHER_PARAM_AEAD_TAG}. */
    public static final String ICV = "tag";

    private static final int UNSIGNED = 2;
    private static final int UTF8_STRING = 4;
    private static final long CCM_NONCE = 11;
    private static final Arena ARENA = Arena.global();

    private static final long NO_PADDING =
            new Parameters(1).unsigned(0, "padding", 0).address();
    private static final long[] CCM = {ccm(8), ccm(12), ccm(16)};
    private static final long[] DIGESTS = {
        digest("SHA1"), digest("SHA256"), digest("SHA384"), digest("SHA512"),
    };

    private final MemorySegment memory;

    private Parameters(int count) {
        memory = ARENA.allocate((count + 1L) * BYTES, Long.BYTES);
    }

    /** For a new context of a cipher, 0 for none. */
    public static long of(EspCipher cipher, int icvLength) {
        return switch (cipher) {
            case AES_CBC, DES3_CBC -> NO_PADDING;
            case AES_CCM -> CCM[icvLength / Integer.BYTES - 2];
            default -> 0;
        };
    }

    /** For a new context of HMAC: names its hash. */
    public static long of(EspAuth auth) {
        return DIGESTS[auth.ordinal() - EspAuth.HMAC_SHA1.ordinal()];
    }

    private static long ccm(int icvLength) {
        return new Parameters(2)
                .unsigned(0, "ivlen", CCM_NONCE)
                .put(1, ICV, OCTET_STRING, 0, icvLength)
                .address();
    }

    private static long digest(String name) {
        return new Parameters(1)
                .put(0, "digest", UTF8_STRING, ARENA.allocateFrom(name).address(), name.length())
                .address();
    }

    private Parameters unsigned(int index, String name, long value) {
        MemorySegment data = ARENA.allocateFrom(ValueLayout.JAVA_LONG, value);
        return put(index, name, UNSIGNED, data.address(), Long.BYTES);
    }

    private Parameters put(int index, String name, int type, long data, long size) {
        long at = (long) index * BYTES;
        memory.set(ValueLayout.JAVA_LONG, at + KEY, ARENA.allocateFrom(name).address());
        memory.set(ValueLayout.JAVA_INT, at + TYPE, type);
        memory.set(ValueLayout.JAVA_LONG, at + DATA, data);
        memory.set(ValueLayout.JAVA_LONG, at + SIZE, size);
        return this;
    }

    private long address() {
        return memory.address();
    }
}
