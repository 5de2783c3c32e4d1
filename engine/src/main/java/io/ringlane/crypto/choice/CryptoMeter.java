// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.header.EspHeader;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Times ciphers on bursts as the engine makes them: nonces written first, packets sealed in place in slots of their
 * own, warm. What counts is the fastest burst of the time allowed, which a disturbed machine changes least. One thread.
 */
final class CryptoMeter implements AutoCloseable {
    /** Small, medium and large: what is sealed of a packet, in bytes. */
    static final int[] SIZES = {64, 512, 1420};

    private static final int BURST = 32;
    /** An odd number of cache lines. */
    private static final int STRIDE = 33 * 64;

    private static final int ESP = 64;
    private static final int AAD_LENGTH = EspHeader.LENGTH;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment slots = arena.allocate((long) BURST * STRIDE, 64);
    private final MemorySegment nonces;
    private final CryptoBurst burst = new CryptoBurst(BURST);
    private long number;

    @SuppressWarnings("restricted") // the nonces of the burst of its own
    CryptoMeter() {
        long distance = burst.nonceAddress(1) - burst.nonceAddress(0);
        nonces = MemorySegment.ofAddress(burst.nonceAddress(0)).reinterpret(distance * BURST);
    }

    /** Nanoseconds a packet. */
    record Speed(double sealNs, double openNs) {}

    /** Runs without looking at the clock's answer, so that the code is compiled before anything is timed. */
    void warmUp(CryptoProvider provider, EspTransform transform, long budgetNs) {
        measure(provider, transform, SIZES[1], budgetNs, false);
    }

    /**
     * @param budgetNs how long to try.
     * @param opening whether opening is timed too; otherwise it is not a number.
     * @return not numbers if the provider failed.
     */
    Speed measure(CryptoProvider provider, EspTransform transform, int size, long budgetNs, boolean opening) {
        try (SecretKey secret = new SecretKey(new byte[transform.materialLength()]);
                CryptoKey key = provider.newKey(transform, secret);
                BurstCipher cipher = provider.newCipher()) {
            fill(key, size);
            double seal = Double.POSITIVE_INFINITY;
            double open = Double.POSITIVE_INFINITY;
            long end = System.nanoTime() + budgetNs;
            long now;
            do {
                writeNonces();
                long start = System.nanoTime();
                cipher.seal(burst);
                now = System.nanoTime();
                seal = Math.min(seal, (double) (now - start));
                if (!isDone()) {
                    return new Speed(Double.NaN, Double.NaN);
                }
                if (opening) {
                    cipher.open(burst);
                    open = Math.min(open, (double) (System.nanoTime() - now));
                }
            } while (now < end);
            return new Speed(seal / BURST, opening ? open / BURST : Double.NaN);
        }
    }

    /** A text is as long as the cipher's blocks make it. */
    private void fill(CryptoKey key, int size) {
        EspTransform transform = key.transform();
        int head = ESP + EspHeader.LENGTH + transform.ivLength();
        int block = transform.padBlock();
        int length = (size + block - 1) / block * block;
        burst.clear();
        for (int i = 0; i < BURST; i++) {
            long slot = slots.address() + (long) i * STRIDE;
            burst.add(null, key, slot + ESP, i);
            burst.text(i, slot + head, length, 0, 0, 0);
            burst.aad(i, slot + ESP, AAD_LENGTH);
        }
    }

    /** A number of its own for each packet: the JDK refuses to seal under a nonce that it had just before. */
    private void writeNonces() {
        for (int i = 0; i < BURST; i++) {
            long at = burst.nonceAddress(i) - burst.nonceAddress(0);
            nonces.set(ValueLayout.JAVA_LONG_UNALIGNED, at + Integer.BYTES, ++number);
        }
    }

    private boolean isDone() {
        for (int i = 0; i < BURST; i++) {
            if (burst.outcome(i) != CryptoBurst.DONE) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        burst.close();
        arena.close();
    }
}
