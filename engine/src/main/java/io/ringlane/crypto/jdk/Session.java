// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.jdk;

import io.ringlane.crypto.CryptoBurst;
import java.security.GeneralSecurityException;

/**
 * The JDK's objects for one key and one thread: one class for each family of algorithms. Throws what the JDK throws;
 * {@link JdkCipher} makes an outcome of it.
 */
interface Session {
    /** Seals an entry whose lengths are in range. @return its outcome. */
    byte seal(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException;

    /** Opens an entry; nothing is written before its ICV has been found right. @return its outcome. */
    byte open(CryptoBurst burst, int index, Scratch scratch) throws GeneralSecurityException;
}
