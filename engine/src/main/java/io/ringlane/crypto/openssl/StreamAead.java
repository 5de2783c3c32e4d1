// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.openssl.evp.EvpCalls;

/**
 * AES-GCM and ChaCha20-Poly1305, in place, by five critical downcalls a packet sealed and four opened, with two more
 * for a borrowed body, which is read where it is. One thread owns it.
 */
final class StreamAead implements PacketFamily {
    private final EvpCalls calls;
    private final Scratch scratch;

    StreamAead(EvpCalls calls, Scratch scratch) {
        this.calls = calls;
        this.scratch = scratch;
    }

    /** The ICV is written behind the text, as many bytes as the SA carries. */
    @Override
    public byte seal(CryptoBurst burst, int index, OpenSslKey key, Contexts contexts) {
        long context = contexts.sealing(key);
        boolean sealed = context != 0
                && calls.begin(context, burst.nonceAddress(index), EvpCalls.SEAL, 0)
                && crypt(context, burst, index)
                && calls.finish(context, scratch.hashed(), scratch.made())
                && calls.read(context, icv(burst, index, key));
        return sealed ? CryptoBurst.DONE : CryptoBurst.FAILED;
    }

    /**
     * 1. decrypts in place, 2. lets the library compare the ICVs, 3. if they differ, decrypts again, which gives back
     * the very bytes that came: a key stream is its own inverse. The packet is the caller's alone meanwhile.
     */
    @Override
    public byte open(CryptoBurst burst, int index, OpenSslKey key, Contexts contexts) {
        long context = contexts.opening(key);
        if (context == 0
                || !calls.begin(context, burst.nonceAddress(index), EvpCalls.OPEN, icv(burst, index, key))
                || !crypt(context, burst, index)) {
            return CryptoBurst.FAILED;
        }
        if (calls.finish(context, scratch.hashed(), scratch.made())) {
            return CryptoBurst.DONE;
        }
        return isUndone(context, burst, index) ? CryptoBurst.BAD_ICV : CryptoBurst.FAILED;
    }

    private boolean isUndone(long context, CryptoBurst burst, int index) {
        long text = burst.headAddress(index);
        return calls.begin(context, burst.nonceAddress(index), EvpCalls.OPEN, 0)
                && take(context, text, text, burst.textLength(index));
    }

    private long icv(CryptoBurst burst, int index, OpenSslKey key) {
        return scratch.icvParameter(burst.headAddress(index) + burst.textLength(index), key.icvLength());
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
        return length == 0 || calls.update(context, out, scratch.made(), in, length);
    }
}
