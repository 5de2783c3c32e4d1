// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.bench.esp.EspEntry;
import io.ringlane.buffer.BufferRegion;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * A cipher and bursts for it, no engine around: as many entries as there are keys and at least one burst, each entry
 * another SA, in turn or in random order; the texts lie in 64 warm slots. Random keys that protect nothing; one thread;
 * owns its memory.
 */
public final class CipherLoad implements AutoCloseable {
    /** Packets of a burst. */
    public static final int BURST = 32;

    private static final int SLOTS = 64;
    /** ESP header, IV and ICV at most. */
    private static final int AROUND = 64;

    private static final int NUMBER_OFFSET = 4;
    private static final int LINE = 64;
    private static final int BITS = 128;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    @SuppressWarnings("restricted") // all of memory: the addresses come from bursts
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final BufferRegion slots;
    private final Arena keyMemory = Arena.ofShared();
    private final BurstCipher cipher;
    private final CryptoKey[] keys;
    private final CryptoBurst[] bursts;
    private final CryptoBurst[] singles = new CryptoBurst[BURST];
    private final CryptoBurst filling = new CryptoBurst(BURST);
    private final FlowOrder order;
    private final EspTransform transform;
    private final int length;
    private int nextBurst;
    private int nextSlot;
    private long number;

    /** One key of 128 bits. @param length bytes of text. */
    public CipherLoad(String cipher, int length) {
        this(cipher, BITS, length, 1, false);
    }

    /** @param random entries meet the keys in random order, else in turn. */
    public CipherLoad(String cipherName, int keyBits, int length, int states, boolean random) {
        this(
                cipherName,
                "null".equals(cipherName) ? EspTransform.nullForBenchmarks() : EspTransform.aesGcm(keyBits, BITS),
                length,
                states,
                random);
    }

    /** Any algorithm. */
    public CipherLoad(String cipherName, EspTransform transform, int length, int states, boolean random) {
        this.length = length;
        this.transform = transform;
        CryptoProvider provider = Protection.provider(cipherName);
        cipher = provider.newCipher();
        keys = new CryptoKey[states];
        // one line more than the key needs where that makes the number of lines odd
        long stride = ((provider.keyBytes(transform) + LINE - 1) / LINE | 1) * LINE;
        long place = keyMemory.allocate(stride * states, LINE).address();
        byte[] material = new byte[transform.materialLength()];
        SecureRandom noise = new SecureRandom();
        for (int i = 0; i < states; i++) {
            noise.nextBytes(material);
            try (SecretKey key = new SecretKey(material.clone())) {
                keys[i] = provider.newKey(transform, key, place + i * stride);
            }
        }
        // an odd number of lines, so that slots do not fall into the same sets of the cache
        slots = new BufferRegion(SLOTS, ((AROUND + length + LINE) / LINE | 1) * LINE);
        order = new FlowOrder(states, random);
        bursts = new CryptoBurst[Math.max(1, states / BURST)];
        for (int i = 0; i < bursts.length; i++) {
            bursts[i] = new CryptoBurst(BURST);
            fill(bursts[i], BURST);
        }
        for (int i = 0; i < BURST; i++) {
            singles[i] = new CryptoBurst(1);
            fill(singles[i], 1);
        }
    }

    private void fill(CryptoBurst burst, int count) {
        for (int i = 0; i < count; i++) {
            long esp = slots.address(nextSlot);
            nextSlot = nextSlot + 1 & SLOTS - 1;
            EspEntry.add(burst, keys[order.next()], transform, esp, esp, number, length);
        }
    }

    /** Numbers that a key sees once: a cipher may refuse a nonce that came before. */
    private void number(CryptoBurst burst) {
        for (int i = 0; i < BURST; i++) {
            MEMORY.set(LONG, burst.nonceAddress(i) + NUMBER_OFFSET, number++);
        }
    }

    /** Seals entries filled beforehand: only nonces are written, a burst ahead. @return bursts sealed. */
    public int seal(int packets) {
        int count = (packets + BURST - 1) / BURST;
        for (int i = 0; i < count; i++) {
            CryptoBurst burst = bursts[nextBurst];
            nextBurst = nextBurst + 1 < bursts.length ? nextBurst + 1 : 0;
            number(burst);
            cipher.seal(burst);
            check(burst.outcome(BURST - 1));
        }
        return count;
    }

    /** The nonces of a burst. @return the number of the last. */
    public long writeNonces() {
        number(bursts[0]);
        return number;
    }

    /** Seals 32 packets in bursts of one. @param justBefore a nonce is written between the packets, else all ahead. */
    public int sealSingly(boolean justBefore) {
        for (int i = 0; i < BURST; i++) {
            MEMORY.set(LONG, singles[i].nonceAddress(0) + NUMBER_OFFSET, number++);
            if (justBefore) {
                cipher.seal(singles[i]);
            }
        }
        for (int i = 0; i < BURST && !justBefore; i++) {
            cipher.seal(singles[i]);
        }
        check(singles[BURST - 1].outcome(0));
        return BURST;
    }

    /** Fills a burst, seals it and empties it, as the path does. */
    public int fillAndSeal() {
        fill(filling, BURST);
        number(filling);
        cipher.seal(filling);
        check(filling.outcome(BURST - 1));
        filling.clear();
        return BURST;
    }

    /** Seals a burst and opens it again. */
    public int sealAndOpen() {
        CryptoBurst burst = bursts[nextBurst];
        nextBurst = nextBurst + 1 < bursts.length ? nextBurst + 1 : 0;
        number(burst);
        cipher.seal(burst);
        cipher.open(burst);
        check(burst.outcome(BURST - 1));
        return BURST;
    }

    /** Seals a burst, then opens it. @return nanoseconds of opening. */
    public long openAfterSealing() {
        CryptoBurst burst = bursts[nextBurst];
        nextBurst = nextBurst + 1 < bursts.length ? nextBurst + 1 : 0;
        number(burst);
        cipher.seal(burst);
        long start = System.nanoTime();
        cipher.open(burst);
        long nanos = System.nanoTime() - start;
        check(burst.outcome(BURST - 1));
        return nanos;
    }

    private static void check(byte outcome) {
        if (outcome != CryptoBurst.DONE) {
            throw new IllegalStateException("the cipher refused an entry, outcome " + outcome);
        }
    }

    @Override
    public void close() {
        cipher.close();
        for (CryptoKey key : keys) {
            key.close();
        }
        for (CryptoBurst burst : bursts) {
            burst.close();
        }
        for (CryptoBurst single : singles) {
            single.close();
        }
        filling.close();
        slots.close();
        keyMemory.close();
    }
}
