// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.openssl.evp.EvpCalls;

/**
 * AES-CCM: the library wants the length first and the text in one piece, and when it opens it compares the ICVs itself
 * and leaves nothing of a text whose ICV is wrong. So it reads what came from a copy. Six critical downcalls a packet
 * sealed, four opened. One thread owns it.
 */
final class Ccm implements PacketFamily {
    private final EvpCalls calls;
    private final Scratch scratch;

    Ccm(EvpCalls calls, Scratch scratch) {
        this.calls = calls;
        this.scratch = scratch;
    }

    @Override
    public byte seal(CryptoBurst burst, int index, OpenSslKey key, Contexts contexts) {
        long context = contexts.sealing(key);
        int length = Scratch.join(burst, index);
        long text = burst.headAddress(index);
        boolean sealed = context != 0
                && begin(context, burst, index, length, EvpCalls.SEAL, 0)
                && calls.update(context, text, scratch.made(), text, length)
                && calls.finish(context, scratch.hashed(), scratch.made())
                && calls.read(context, scratch.icvParameter(text + length, key.icvLength()));
        return sealed ? CryptoBurst.DONE : CryptoBurst.FAILED;
    }

    @Override
    public byte open(CryptoBurst burst, int index, OpenSslKey key, Contexts contexts) {
        long context = contexts.opening(key);
        int length = Scratch.join(burst, index);
        long text = burst.headAddress(index);
        long icv = scratch.icvParameter(text + length, key.icvLength());
        if (context == 0 || !begin(context, burst, index, length, EvpCalls.OPEN, icv)) {
            return CryptoBurst.FAILED;
        }
        Scratch.copy(text, scratch.text(), length);
        if (calls.update(context, text, scratch.made(), scratch.text(), length)) {
            return CryptoBurst.DONE;
        }
        Scratch.copy(scratch.text(), text, length);
        return CryptoBurst.BAD_ICV;
    }

    private boolean begin(long context, CryptoBurst burst, int index, int length, int direction, long parameters) {
        return calls.begin(context, burst.nonceAddress(index), direction, parameters)
                && calls.update(context, 0, scratch.made(), 0, length)
                && calls.update(context, 0, scratch.made(), burst.aadAddress(index), burst.aadLength(index));
    }
}
