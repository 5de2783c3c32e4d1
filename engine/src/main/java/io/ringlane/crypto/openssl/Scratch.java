// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.openssl.evp.Parameters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Off-heap memory that the calls of one thread need beside the packet: the parameter that carries an ICV, room for a
 * whole hash, and for a text. One thread owns it; wiped on close.
 */
final class Scratch implements AutoCloseable {
    /** Room for the longest hash. */
    static final int HASH = 64;

    private static final int ALIGNMENT = 64;
    private static final int MADE = 2 * Parameters.BYTES;
    private static final int ZEROS = 128;
    private static final int CAME = ZEROS + HASH;
    private static final int HASHED = CAME + HASH;
    private static final int TEXT = HASHED + HASH;

    @SuppressWarnings("restricted") // all of memory: the addresses come from slots that are checked
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate((long) TEXT + HASH + CryptoBurst.LONGEST_TEXT, ALIGNMENT);
    private final long address = memory.address();

    Scratch() {
        memory.set(
                ValueLayout.JAVA_LONG,
                Parameters.KEY,
                arena.allocateFrom(Parameters.ICV).address());
        memory.set(ValueLayout.JAVA_INT, Parameters.TYPE, Parameters.OCTET_STRING);
    }

    /** An array of one parameter, {@code OSSL_CIPHER_PARAM_AEAD_TAG}: asked for when sealing, given when opening. */
    long icvParameter(long icv, int length) {
        RawMemory.putLong(address + Parameters.DATA, icv);
        RawMemory.putLong(address + Parameters.SIZE, length);
        return address;
    }

    /** An int or a long for lengths that nobody reads. */
    long made() {
        return address + MADE;
    }

    /** A block of zeros. */
    long zeros() {
        return address + ZEROS;
    }

    /** {@link #HASH} bytes for the ICV that came. */
    long came() {
        return address + CAME;
    }

    /** {@link #HASH} bytes for the ICV that should have come, all of its hash. */
    long hashed() {
        return address + HASHED;
    }

    /** Room for the longest text and one more {@link #HASH}. */
    long text() {
        return address + TEXT;
    }

    /** Whether the ICV that came is the one that should have; the time does not depend on where they differ. */
    boolean isSame(int length) {
        int difference = 0;
        for (int i = 0; i < length; i += Integer.BYTES) {
            difference |= RawMemory.getInt(came() + i) ^ RawMemory.getInt(hashed() + i);
        }
        return difference == 0;
    }

    static void copy(long from, long to, int length) {
        MemorySegment.copy(MEMORY, from, MEMORY, to, length);
    }

    /** Copies a borrowed body to its place. @return the text's length. */
    static int join(CryptoBurst burst, int index) {
        int headLength = burst.headLength(index);
        int bodyLength = burst.bodyLength(index);
        if (bodyLength > 0) {
            copy(burst.bodyAddress(index), burst.headAddress(index) + headLength, bodyLength);
        }
        return headLength + bodyLength + burst.tailLength(index);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            memory.fill((byte) 0);
            arena.close();
        }
    }
}
