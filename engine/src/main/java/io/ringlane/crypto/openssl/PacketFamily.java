// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.crypto.CryptoBurst;

/**
 * How the packets of a family of algorithms go through libcrypto. Lengths of the entry have been checked, and its key
 * is open. One thread owns it, with the cipher that it is a part of.
 */
interface PacketFamily {
    /** @return outcome. */
    byte seal(CryptoBurst burst, int index, OpenSslKey key, Contexts contexts);

    /** @return outcome. */
    byte open(CryptoBurst burst, int index, OpenSslKey key, Contexts contexts);
}
