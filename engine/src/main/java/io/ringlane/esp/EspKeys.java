// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import io.ringlane.buffer.RawMemory;
import io.ringlane.bundle.KeySource;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.XfrmState;

/**
 * Expanded keys by SA index, in pages of its own where the provider lets it give the place. Owned by the core that owns
 * the SAs; workers get single keys with their bursts.
 */
public final class EspKeys implements KeySource, AutoCloseable {
    private final CryptoProvider provider;
    private final CryptoKey[] keys;
    private KeyPages pages;
    /** From the start of a page to the salt. */
    private long saltOffset;

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
        EspTransform transform = state.config().transform();
        long bytes = provider.keyBytes(transform);
        if (bytes > 0 && pages == null) {
            saltOffset = bytes + Long.BYTES - 1 & -Long.BYTES;
            pages = new KeyPages(keys.length, saltOffset + Long.BYTES);
        }
        if (bytes == 0 || bytes > saltOffset) {
            keys[state.index()] = provider.newKey(transform, state.key());
            return;
        }
        long place = pages.place(state.index());
        keys[state.index()] = provider.newKey(transform, state.key(), place);
        for (int i = 0; i < transform.saltLength(); i++) {
            RawMemory.putByte(place + saltOffset + i, RawMemory.getByte(ownSalt(state) + i));
        }
    }

    private static long ownSalt(XfrmState state) {
        return state.key().address() + state.config().transform().keyLength();
    }

    /** Closes the key of a state with nothing in flight. */
    public void remove(XfrmState state) {
        int index = state.index();
        if (index >= 0 && keys[index] != null) {
            close(index);
        }
    }

    private void close(int index) {
        long place = keys[index].place();
        keys[index].close();
        keys[index] = null;
        if (pages != null && pages.has(index, place)) {
            pages.wipe(index);
        }
    }

    /** The copy behind the expanded key, which is in the cache line of its end, where there is one. */
    @Override
    public long salt(XfrmState state) {
        CryptoKey key = get(state);
        boolean isPlaced = key != null && pages != null && pages.has(state.index(), key.place());
        return isPlaced ? key.place() + saltOffset : ownSalt(state);
    }

    @Override
    public CryptoKey get(XfrmState state) {
        return keys[state.index()];
    }

    /** Bytes of off-heap memory for expanded keys, with what is kept for keys to come. */
    public long reservedBytes() {
        return pages == null ? 0 : pages.reservedBytes();
    }

    @Override
    public void close() {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != null) {
                close(i);
            }
        }
        if (pages != null) {
            pages.close();
        }
    }
}
