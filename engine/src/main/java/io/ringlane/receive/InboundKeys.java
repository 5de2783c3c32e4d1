// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.esp.KeyPages;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.util.IdentityHashMap;
import java.util.Map;
import org.agrona.collections.IntArrayList;

/**
 * Expanded keys of inbound SAs, in pages of its own where the provider lets it give the place, the salt behind each.
 * One core's.
 */
final class InboundKeys implements AutoCloseable {
    private final CryptoProvider provider;
    private final int capacity;
    private final Map<CryptoKey, Integer> indexes = new IdentityHashMap<>();
    private final IntArrayList free = new IntArrayList();
    private KeyPages pages;
    private long saltOffset;
    private int used;

    /** @param capacity keys at a time that have a place. */
    InboundKeys(CryptoProvider provider, int capacity) {
        this.provider = provider;
        this.capacity = capacity;
    }

    /** Expands a key. */
    CryptoKey open(EspTransform transform, SecretKey secret) {
        long bytes = provider.keyBytes(transform);
        if (bytes > 0 && pages == null) {
            saltOffset = bytes + Long.BYTES - 1 & -Long.BYTES;
            pages = new KeyPages(capacity, saltOffset + Long.BYTES);
        }
        boolean hasPlace = free.size() > 0 || used < capacity;
        if (bytes == 0 || bytes > saltOffset || !hasPlace) {
            return provider.newKey(transform, secret);
        }
        int index = free.isEmpty() ? used++ : free.removeAt(free.size() - 1);
        long place = pages.place(index);
        CryptoKey key = provider.newKey(transform, secret, place);
        for (int i = 0; i < transform.saltLength(); i++) {
            RawMemory.putByte(place + saltOffset + i, RawMemory.getByte(secret.address() + transform.keyLength() + i));
        }
        indexes.put(key, index);
        return key;
    }

    /** Where the salt of a key that is open stands, near what opening reads anyway. */
    long salt(CryptoKey key, EspTransform transform, SecretKey secret) {
        // a key that a provider expands elsewhere has no place of its own, though it was given one
        Integer index = indexes.get(key);
        return index == null ? secret.address() + transform.keyLength() : pages.place(index) + saltOffset;
    }

    /** Closes a key and zeroes its place. */
    void close(CryptoKey key) {
        Integer index = indexes.remove(key);
        key.close();
        if (index != null) {
            pages.wipe(index);
            free.add(index);
        }
    }

    @Override
    public void close() {
        indexes.keySet().forEach(CryptoKey::close);
        indexes.clear();
        if (pages != null) {
            pages.close();
        }
    }
}
