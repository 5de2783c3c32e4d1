// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

/**
 * Seals and opens bursts. One instance a thread (it may hold scratch memory); the entries of a burst may belong to
 * different SAs. Never blocks, never throws for what a packet holds: each entry gets an outcome.
 */
public interface BurstCipher extends AutoCloseable {
    /**
     * Encrypts and authenticates entries in place: head, borrowed body and tail become ciphertext at the head's place,
     * the ICV follows; a borrowed body is only read. Nonces have been written by the caller before, for the whole
     * burst. An entry whose key is not this provider's gets {@link CryptoBurst#FAILED}.
     *
     * @param from first entry.
     * @param to behind the last entry.
     */
    void seal(CryptoBurst burst, int from, int to);

    /**
     * Checks the ICV (in constant time) and decrypts entries in place; an entry whose ICV is wrong gets
     * {@link CryptoBurst#BAD_ICV} and its bytes are not to be used.
     *
     * @param from first entry.
     * @param to behind the last entry.
     */
    void open(CryptoBurst burst, int from, int to);

    /** Seals the whole burst. */
    default void seal(CryptoBurst burst) {
        seal(burst, 0, burst.size());
    }

    /** Opens the whole burst. */
    default void open(CryptoBurst burst) {
        open(burst, 0, burst.size());
    }

    @Override
    void close();
}
