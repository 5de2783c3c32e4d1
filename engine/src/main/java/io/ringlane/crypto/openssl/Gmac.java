// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.openssl.evp.EvpCalls;

/**
 * GMAC of ESP (RFC 4543): AES-GCM whose AAD is the packet's, then IV and text, and which encrypts nothing. Five
 * critical downcalls a packet either way. One thread owns it.
 */
final class Gmac implements PacketFamily {
    private static final int IV = 8;

    private final EvpCalls calls;
    private final Scratch scratch;

    Gmac(EvpCalls calls, Scratch scratch) {
        this.calls = calls;
        this.scratch = scratch;
    }

    @Override
    public byte seal(CryptoBurst burst, int index, OpenSslKey key, Contexts contexts) {
        int length = Scratch.join(burst, index);
        long icv = burst.headAddress(index) + length;
        return authenticate(burst, index, key, contexts, length, icv) ? CryptoBurst.DONE : CryptoBurst.FAILED;
    }

    @Override
    public byte open(CryptoBurst burst, int index, OpenSslKey key, Contexts contexts) {
        int length = Scratch.join(burst, index);
        if (!authenticate(burst, index, key, contexts, length, scratch.hashed())) {
            return CryptoBurst.FAILED;
        }
        Scratch.copy(burst.headAddress(index) + length, scratch.came(), key.icvLength());
        return scratch.isSame(key.icvLength()) ? CryptoBurst.DONE : CryptoBurst.BAD_ICV;
    }

    private boolean authenticate(
            CryptoBurst burst, int index, OpenSslKey key, Contexts contexts, int length, long icv) {
        long context = contexts.sealing(key);
        long iv = burst.headAddress(index) - IV;
        return context != 0
                && calls.begin(context, burst.nonceAddress(index), EvpCalls.SEAL, 0)
                && calls.update(context, 0, scratch.made(), burst.aadAddress(index), burst.aadLength(index))
                && calls.update(context, 0, scratch.made(), iv, IV + length)
                && calls.finish(context, scratch.text(), scratch.made())
                && calls.read(context, scratch.icvParameter(icv, key.icvLength()));
    }
}
