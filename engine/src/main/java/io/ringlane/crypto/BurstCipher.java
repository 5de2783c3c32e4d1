// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

/**
 * Seals and opens bursts. One instance a thread (it may hold scratch memory); the entries of a burst may belong to
 * different SAs. Never blocks, never throws for what a packet holds: each entry gets an outcome.
 */
public interface BurstCipher extends AutoCloseable {
    /**
     * Encrypts and authenticates every entry in place: head, borrowed body and tail become ciphertext at the head's
     * place, the ICV follows. Nonces have been written by the caller before, for the whole burst.
     */
    void seal(CryptoBurst burst);

    /**
     * Checks the ICV (in constant time) and decrypts every entry in place; an entry whose ICV is wrong gets
     * {@link CryptoBurst#BAD_ICV} and its bytes are not to be used.
     */
    void open(CryptoBurst burst);

    @Override
    void close();
}
