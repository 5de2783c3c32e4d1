// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.XfrmState;

/** Expanded keys by SA index. Owned by the core that owns the SAs; workers get single keys with their bursts. */
public final class EspKeys implements AutoCloseable {
    private final CryptoProvider provider;
    private final CryptoKey[] keys;

    /** @param capacity of the SA table. */
    public EspKeys(CryptoProvider provider, int capacity) {
        this.provider = provider;
        keys = new CryptoKey[capacity];
    }

    /** True when the provider can protect packets of this state. */
    public boolean supports(XfrmState state) {
        return provider.supports(state.config().transform());
    }

    /** Expands the key of a state that is in the table. */
    public void add(XfrmState state) {
        keys[state.index()] = provider.newKey(state.config().transform(), state.key());
    }

    /** Closes the key of a state with nothing in flight. */
    public void remove(XfrmState state) {
        int index = state.index();
        if (index >= 0 && keys[index] != null) {
            keys[index].close();
            keys[index] = null;
        }
    }

    CryptoKey get(XfrmState state) {
        return keys[state.index()];
    }

    @Override
    public void close() {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != null) {
                keys[i].close();
                keys[i] = null;
            }
        }
    }
}
