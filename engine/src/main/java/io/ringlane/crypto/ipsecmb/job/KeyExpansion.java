// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.buffer.RawMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The library's functions that expand keys: AES and DES schedules, subkeys of CMAC and XCBC, and the state of a hash
 * behind HMAC's two pads. All from the manager's table, they keep no state. Set-up only, any thread.
 */
@SuppressWarnings("restricted") // calls functions out of the manager's table
final class KeyExpansion {
    private static final int SCHEDULE_128 = 112;
    private static final int CMAC_SUBKEYS = 136;
    private static final int XCBC_KEYS = 144;
    private static final int DES_SCHEDULE = 152;
    private static final int SHA1_BLOCK = 160;
    private static final int SHA256_BLOCK = 176;
    private static final int SHA384_BLOCK = 184;
    private static final int SHA512_BLOCK = 192;
    /** From the function for one block to the one for any length. */
    private static final int WHOLE_HASH = 48;

    private static final int SHORTEST_KEY = 16;
    private static final int LONGEST_SCHEDULE = 240;
    private static final int LONGEST_BLOCK = 128;
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
    private static final MethodHandle TWO = LINKER.downcallHandle(FunctionDescriptor.ofVoid(WORD, WORD));
    private static final MethodHandle THREE = LINKER.downcallHandle(FunctionDescriptor.ofVoid(WORD, WORD, WORD));
    private static final MethodHandle FOUR = LINKER.downcallHandle(FunctionDescriptor.ofVoid(WORD, WORD, WORD, WORD));

    private final long[] table;

    /** @param table the manager's first words. */
    KeyExpansion(long[] table) {
        this.table = table;
    }

    private MemorySegment function(int offset) {
        return MemorySegment.ofAddress(table[offset / Long.BYTES]);
    }

    /** AES for encryption and decryption; 240 bytes each at most, at multiples of 16. */
    void aes(long key, int length, long encryption, long decryption) {
        call(function(SCHEDULE_128 + length - SHORTEST_KEY), key, encryption, decryption);
    }

    /** One of triple DES's three keys. */
    void des(long key, long schedule) {
        try {
            TWO.invokeExact(function(DES_SCHEDULE), schedule, key);
        } catch (Throwable e) {
            throw new IllegalStateException("the downcall failed", e);
        }
    }

    /** Schedule and both subkeys of a key of 128 bits. */
    void cmac(long key, long schedule, long first, long second) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment unused = arena.allocate(LONGEST_SCHEDULE, SHORTEST_KEY);
            aes(key, SHORTEST_KEY, schedule, unused.address());
            call(function(CMAC_SUBKEYS), schedule, first, second);
            unused.fill((byte) 0);
        }
    }

    void xcbc(long key, long schedule, long second, long third) {
        try {
            FOUR.invokeExact(function(XCBC_KEYS), key, schedule, second, third);
        } catch (Throwable e) {
            throw new IllegalStateException("the downcall failed", e);
        }
    }

    /**
     * The states of the hash behind key and pad (RFC 2104).
     *
     * @param length any; a key that is longer than a block is hashed first.
     */
    void hmac(EspAuth auth, long key, int length, long inner, long outer) {
        MemorySegment oneBlock = function(oneBlock(auth));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(LONGEST_BLOCK, LONGEST_BLOCK);
            if (length > auth.blockLength()) {
                call(function(oneBlock(auth) + WHOLE_HASH), key, length, block.address());
            } else {
                for (int i = 0; i < length; i++) {
                    block.set(ValueLayout.JAVA_BYTE, i, RawMemory.getByte(key + i));
                }
            }
            pad(block, INNER_PAD);
            TWO.invokeExact(oneBlock, block.address(), inner);
            pad(block, (byte) (INNER_PAD ^ OUTER_PAD));
            TWO.invokeExact(oneBlock, block.address(), outer);
            block.fill((byte) 0);
        } catch (Throwable e) {
            throw new IllegalStateException("the downcall failed", e);
        }
    }

    private static void pad(MemorySegment block, byte pad) {
        for (int i = 0; i < LONGEST_BLOCK; i++) {
            block.set(ValueLayout.JAVA_BYTE, i, (byte) (block.get(ValueLayout.JAVA_BYTE, i) ^ pad));
        }
    }

    private static int oneBlock(EspAuth auth) {
        return switch (auth) {
            case HMAC_SHA1 -> SHA1_BLOCK;
            case HMAC_SHA256 -> SHA256_BLOCK;
            case HMAC_SHA384 -> SHA384_BLOCK;
            default -> SHA512_BLOCK;
        };
    }

    private static void call(MemorySegment function, long first, long second, long third) {
        try {
            THREE.invokeExact(function, first, second, third);
        } catch (Throwable e) {
            throw new IllegalStateException("the downcall failed", e);
        }
    }
}
