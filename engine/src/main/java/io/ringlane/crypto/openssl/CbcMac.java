// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.openssl.evp.EvpCalls;

/**
 * XCBC (RFC 3566) and CMAC (RFC 4493) out of AES-128-CBC: the last block is joined with one of two subkeys before it is
 * encrypted, and that is all they differ from CBC in. Three critical downcalls a packet. One thread owns it.
 */
final class CbcMac {
    /** AES key, subkey for a whole last block, subkey for a padded one. */
    static final int KEYS = 48;

    private static final int BLOCK = 16;
    private static final byte PADDING = (byte) 0x80;
    /** What doubling adds when a bit is carried out (RFC 4493 section 2.3). */
    private static final int CARRIED = 0x87;

    private final EvpCalls calls;
    private final Scratch scratch;

    CbcMac(EvpCalls calls, Scratch scratch) {
        this.calls = calls;
        this.scratch = scratch;
    }

    /**
     * Writes the MAC to the scratch memory's hash.
     *
     * @param context of AES-128-CBC under the first of the keys.
     * @param keys address of {@link #KEYS} bytes.
     * @param length at least 1.
     */
    boolean authenticate(long context, long keys, long in, int length) {
        int lastLength = (length - 1) % BLOCK + 1;
        int before = length - lastLength;
        long out = scratch.text();
        long last = scratch.hashed();
        RawMemory.putLong(last, 0);
        RawMemory.putLong(last + Long.BYTES, 0);
        for (int i = 0; i < lastLength; i++) {
            RawMemory.putByte(last + i, RawMemory.getByte(in + before + i));
        }
        long subkey = keys + BLOCK;
        if (lastLength < BLOCK) {
            RawMemory.putByte(last + lastLength, PADDING);
            subkey += BLOCK;
        }
        for (int i = 0; i < BLOCK; i += Long.BYTES) {
            RawMemory.putLong(last + i, RawMemory.getLong(last + i) ^ RawMemory.getLong(subkey + i));
        }
        return calls.begin(context, scratch.zeros(), EvpCalls.SEAL, 0)
                && (before == 0 || calls.update(context, out, scratch.made(), in, before))
                && calls.update(context, last, scratch.made(), last, BLOCK);
    }

    /**
     * Works the three keys out.
     *
     * @param cipher the fetched AES-128-CBC.
     * @param key address of the key that the SA has.
     * @param keys where to write {@link #KEYS} bytes.
     * @return false if the library has no memory.
     */
    static boolean expand(EvpCalls calls, long cipher, EspAuth auth, long key, long keys) {
        try (Scratch scratch = new Scratch()) {
            long context = calls.newContext(cipher, key, EvpCalls.SEAL, 0);
            if (context == 0) {
                return false;
            }
            CbcMac mac = new CbcMac(calls, scratch);
            boolean done = auth == EspAuth.AES_XCBC
                    ? mac.encrypt(context, 1, keys)
                            && mac.encrypt(context, 2, keys + BLOCK)
                            && mac.encrypt(context, 3, keys + 2 * BLOCK)
                    : mac.encrypt(context, 0, keys + BLOCK);
            calls.freeContext(context);
            if (auth == EspAuth.AES_CMAC) {
                Scratch.copy(key, keys, BLOCK);
                twice(keys + BLOCK, keys + BLOCK);
                twice(keys + BLOCK, keys + 2 * BLOCK);
            }
            return done;
        }
    }

    /** Encrypts a block of equal bytes. */
    private boolean encrypt(long context, int value, long out) {
        long block = scratch.hashed();
        for (int i = 0; i < BLOCK; i++) {
            RawMemory.putByte(block + i, (byte) value);
        }
        return calls.begin(context, scratch.zeros(), EvpCalls.SEAL, 0)
                && calls.update(context, out, scratch.made(), block, BLOCK);
    }

    /** Doubles in the field of 2^128; the first byte is the highest. */
    private static void twice(long from, long to) {
        int carry = RawMemory.getByte(from) < 0 ? CARRIED : 0;
        for (int i = BLOCK - 1; i >= 0; i--) {
            int twice = (RawMemory.getByte(from + i) & 0xff) << 1 ^ carry;
            RawMemory.putByte(to + i, (byte) twice);
            carry = twice >>> Byte.SIZE;
        }
    }
}
