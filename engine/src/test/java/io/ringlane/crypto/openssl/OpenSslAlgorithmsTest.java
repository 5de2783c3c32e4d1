// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.crypto.AlgorithmContract;

/** Every algorithm of the installed library. */
final class OpenSslAlgorithmsTest extends AlgorithmContract {
    OpenSslAlgorithmsTest() {
        super(new OpenSslProvider());
    }
}
