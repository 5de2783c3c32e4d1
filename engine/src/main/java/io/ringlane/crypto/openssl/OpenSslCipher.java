// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * AES-GCM through libcrypto, in place, by five critical downcalls a packet sealed and four opened, with two more for a
 * borrowed body, which is read where it is. No allocation, no lock. One thread owns it with its parameters and, in each
 * key, its contexts.
 */
@SuppressWarnings("restricted") // its parameters are an array of the library's own layout
final class OpenSslCipher implements BurstCipher {
    // struct ossl_param_st: key, data_type, data, data_size, return_size; the array ends with a key of NULL
    private static final int KEY = 0;
    private static final int TYPE = 8;
    private static final int DATA = 16;
    private static final int SIZE = 24;
    private static final int PARAMETER_BYTES = 40;
    private static final int OCTET_STRING = 5;
    /** {@code OSSL_CIPHER_PARAM_AEAD_TAG}: asked for when sealing, given when opening. */
    private static final String ICV_NAME = "tag";

    private static final int MADE = 2 * PARAMETER_BYTES;
    private static final int ALIGNMENT = 64;

    private final EvpCalls calls;
    private final Arena arena = Arena.ofShared();
    /** One parameter, the end, and an int for lengths that nobody reads. */
    private final UnsafeBuffer parameters;

    private final long icvParameter;
    private final long made;
    private volatile boolean closed;

    OpenSslCipher(OpenSslLibrary library) {
        calls = library.calls();
        MemorySegment memory = arena.allocate(MADE + Long.BYTES, ALIGNMENT);
        memory.set(ValueLayout.JAVA_LONG, KEY, arena.allocateFrom(ICV_NAME).address());
        memory.set(ValueLayout.JAVA_INT, TYPE, OCTET_STRING);
        icvParameter = memory.address();
        made = icvParameter + MADE;
        parameters = new UnsafeBuffer(icvParameter, MADE);
    }

    @Override
    public void seal(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            burst.outcome(i, sealOne(burst, i));
        }
    }

    @Override
    public void open(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            burst.outcome(i, openOne(burst, i));
        }
    }

    /** The ICV is written behind the text, as many bytes as the SA carries. */
    private byte sealOne(CryptoBurst burst, int index) {
        GcmContexts contexts = contexts(burst, index);
        if (contexts == null) {
            return CryptoBurst.FAILED;
        }
        OpenSslKey key = (OpenSslKey) burst.key(index);
        long context = contexts.sealing(key);
        placeIcv(burst, index, key);
        boolean sealed = context != 0
                && calls.begin(context, burst.nonceAddress(index), EvpCalls.SEAL, 0)
                && crypt(context, burst, index)
                && calls.finish(context, icvParameter, made)
                && calls.read(context, icvParameter);
        return sealed ? CryptoBurst.DONE : CryptoBurst.FAILED;
    }

    /**
     * 1. decrypts in place, 2. lets the library compare the ICVs, 3. if they differ, decrypts again, which gives back
     * the very bytes that came: counter mode is its own inverse. The packet is the caller's alone meanwhile.
     */
    private byte openOne(CryptoBurst burst, int index) {
        GcmContexts contexts = contexts(burst, index);
        if (contexts == null) {
            return CryptoBurst.FAILED;
        }
        OpenSslKey key = (OpenSslKey) burst.key(index);
        long context = contexts.opening(key);
        placeIcv(burst, index, key);
        if (context == 0
                || !calls.begin(context, burst.nonceAddress(index), EvpCalls.OPEN, icvParameter)
                || !crypt(context, burst, index)) {
            return CryptoBurst.FAILED;
        }
        if (calls.finish(context, icvParameter, made)) {
            return CryptoBurst.DONE;
        }
        return isUndone(context, burst, index) ? CryptoBurst.BAD_ICV : CryptoBurst.FAILED;
    }

    private boolean isUndone(long context, CryptoBurst burst, int index) {
        long text = burst.headAddress(index);
        return calls.begin(context, burst.nonceAddress(index), EvpCalls.OPEN, 0)
                && take(context, text, text, burst.textLength(index));
    }

    /** This cipher's contexts of the entry's key; null unless that is open and of this provider, and lengths fit. */
    private GcmContexts contexts(CryptoBurst burst, int index) {
        return burst.key(index) instanceof OpenSslKey key && burst.hasLengthsInRange(index) ? key.contexts(this) : null;
    }

    private void placeIcv(CryptoBurst burst, int index, OpenSslKey key) {
        parameters.putLong(DATA, burst.headAddress(index) + burst.textLength(index));
        parameters.putLong(SIZE, key.transform().icvLength());
    }

    /** AAD, then head, borrowed body and tail; one piece where nothing is borrowed. */
    private boolean crypt(long context, CryptoBurst burst, int index) {
        if (!take(context, 0, burst.aadAddress(index), burst.aadLength(index))) {
            return false;
        }
        long text = burst.headAddress(index);
        int bodyLength = burst.bodyLength(index);
        if (bodyLength == 0) {
            return take(context, text, text, burst.textLength(index));
        }
        long body = text + burst.headLength(index);
        long tail = body + bodyLength;
        return take(context, text, text, burst.headLength(index))
                && take(context, body, burst.bodyAddress(index), bodyLength)
                && take(context, tail, tail, burst.tailLength(index));
    }

    private boolean take(long context, long out, long in, int length) {
        return length == 0 || calls.update(context, out, made, in, length);
    }

    /** True when its thread uses it no more, so that its contexts can be given to another cipher. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
