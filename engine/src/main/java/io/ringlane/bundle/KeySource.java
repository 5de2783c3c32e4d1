// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bundle;

import io.ringlane.crypto.CryptoKey;
import io.ringlane.sa.XfrmState;

/** Where the expanded keys of a core's SAs are. That core's thread. */
public interface KeySource {
    /** The key of a state that is in the table, null when it has none. */
    CryptoKey get(XfrmState state);

    /** Address of the state's salt, for a transform that has one, near what sealing reads anyway. */
    long salt(XfrmState state);
}
