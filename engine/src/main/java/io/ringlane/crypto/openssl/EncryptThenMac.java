// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.openssl.evp.EvpCalls;
import io.ringlane.crypto.openssl.evp.MacCalls;
import io.ringlane.header.EspHeader;
import java.nio.ByteOrder;

/**
 * A cipher, or none, and behind it an ICV of its own, or none: two critical downcalls a packet for the one and three
 * for HMAC. Opening checks first and decrypts only what passed. One thread owns it.
 */
final class EncryptThenMac implements PacketFamily {
    private static final int ESN_AAD = EspHeader.LENGTH + Integer.BYTES;

    private final EvpCalls calls;
    private final MacCalls macCalls;
    private final CbcMac cbcMac;
    private final Scratch scratch;

    EncryptThenMac(EvpCalls calls, MacCalls macCalls, Scratch scratch) {
        this.calls = calls;
        this.macCalls = macCalls;
        this.scratch = scratch;
        cbcMac = new CbcMac(calls, scratch);
    }

    /** The seed that stands in the IV's place of CBC is its first block, see docs/decisions/0126. */
    @Override
    public byte seal(CryptoBurst burst, int index, OpenSslKey key, Contexts contexts) {
        if (!isPlaced(burst, index, key) || !isWhole(burst, index, key)) {
            return CryptoBurst.FAILED;
        }
        int length = Scratch.join(burst, index);
        long text = burst.headAddress(index);
        int before = key.isCbc() ? key.ivLength() : 0;
        long iv = key.isCbc() ? scratch.zeros() : burst.nonceAddress(index);
        long context = key.hasCipher() ? contexts.sealing(key) : 0;
        if (!crypt(key, context, EvpCalls.SEAL, iv, text - before, before + length)
                || !authenticate(burst, index, key, contexts, text + length)) {
            return CryptoBurst.FAILED;
        }
        Scratch.copy(scratch.hashed(), text + length, key.icvLength());
        return CryptoBurst.DONE;
    }

    @Override
    public byte open(CryptoBurst burst, int index, OpenSslKey key, Contexts contexts) {
        if (!isPlaced(burst, index, key)) {
            return CryptoBurst.FAILED;
        }
        int length = Scratch.join(burst, index);
        long text = burst.headAddress(index);
        Scratch.copy(text + length, scratch.came(), key.icvLength());
        boolean authenticated = authenticate(burst, index, key, contexts, text + length);
        // the high half of an ESN number stood there
        Scratch.copy(scratch.came(), text + length, key.icvLength());
        if (!authenticated) {
            return CryptoBurst.FAILED;
        }
        if (!scratch.isSame(key.icvLength())) {
            return CryptoBurst.BAD_ICV;
        }
        if (!isWhole(burst, index, key)) {
            return CryptoBurst.FAILED;
        }
        long iv = key.isCbc() ? text - key.ivLength() : burst.nonceAddress(index);
        long context = key.hasCipher() ? contexts.opening(key) : 0;
        return crypt(key, context, EvpCalls.OPEN, iv, text, length) ? CryptoBurst.DONE : CryptoBurst.FAILED;
    }

    /** Header and IV stand right before the text, where they are authenticated. */
    private static boolean isPlaced(CryptoBurst burst, int index, OpenSslKey key) {
        return burst.headAddress(index) - burst.espAddress(index) == EspHeader.LENGTH + key.ivLength();
    }

    /** CBC has whole blocks. What came cut is refused for its ICV first, as the kernel does. */
    private static boolean isWhole(CryptoBurst burst, int index, OpenSslKey key) {
        return !key.isCbc() || burst.textLength(index) % key.ivLength() == 0;
    }

    private boolean crypt(OpenSslKey key, long context, int direction, long iv, long text, int length) {
        return !key.hasCipher()
                || length == 0
                || context != 0
                        && calls.begin(context, iv, direction, 0)
                        && calls.update(context, text, scratch.made(), text, length);
    }

    /**
     * Makes the whole hash in the scratch memory, over everything from the ESP header to the text's end. With ESN the
     * number's high half is written behind that, where the ICV belongs, and counted.
     */
    private boolean authenticate(CryptoBurst burst, int index, OpenSslKey key, Contexts contexts, long end) {
        if (key.icvLength() == 0) {
            return true;
        }
        long esp = burst.espAddress(index);
        int length = (int) (end - esp);
        if (burst.aadLength(index) == ESN_AAD) {
            int high = (int) (burst.sequence(index) >>> Integer.SIZE);
            boolean isBig = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
            RawMemory.putInt(end, isBig ? high : Integer.reverseBytes(high));
            length += Integer.BYTES;
        }
        long context = contexts.authenticating(key);
        if (context == 0) {
            return false;
        }
        return key.auth().isHmac()
                ? macCalls.authenticate(context, esp, length, scratch.hashed(), Scratch.HASH, scratch.made())
                : cbcMac.authenticate(context, key.subkeys(), esp, length);
    }
}
