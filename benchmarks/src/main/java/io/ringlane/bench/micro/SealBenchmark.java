// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.bench.load.Protection;
import io.ringlane.buffer.BufferRegion;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmMode;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * AES-128-GCM of a burst of 32 through the engine's burst interface, beside the bare one-shot use of the JDK's cipher.
 * Hypothesis: the interface costs two copies, off-heap to array and back, and no garbage of its own: the bytes per
 * operation are those of the bare call, all but none of them ours to save.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SealBenchmark {
    private static final int BURST = 32;
    private static final int STRIDE = 2112;
    private static final int ESP_HEADER = 8;
    private static final int TEXT = 16;
    private static final int ICV_LENGTH = 16;
    private static final int KEY_LENGTH = 16;
    private static final int NONCE_LENGTH = 12;

    @Param({"64", "512", "1400"})
    private int size;

    private final byte[] nonce = new byte[NONCE_LENGTH];
    private final ByteBuffer nonceNumber = ByteBuffer.wrap(nonce);
    private final byte[] aad = new byte[ESP_HEADER];
    private final UnsafeBuffer scratch = new UnsafeBuffer(0, 0);
    private byte[] clear;
    private byte[] sealed;
    private BufferRegion slots;
    private CryptoBurst burst;
    private CryptoKey key;
    private CryptoKey nullKey;
    private BurstCipher cipher;
    private BurstCipher nullCipher;
    private Cipher bare;
    private SecretKeySpec bareKey;
    private long number;

    /** Expands keys of zeros, made for nothing but this. */
    @Setup
    public void allocate() throws GeneralSecurityException {
        clear = new byte[size];
        sealed = new byte[size + ICV_LENGTH];
        slots = new BufferRegion(BURST, STRIDE);
        burst = new CryptoBurst(BURST);
        key = newKey("jdk");
        cipher = Protection.provider("jdk").newCipher();
        nullKey = newKey("null");
        nullCipher = Protection.provider("null").newCipher();
        bare = Cipher.getInstance("AES/GCM/NoPadding");
        bareKey = new SecretKeySpec(new byte[KEY_LENGTH], "AES");
    }

    private static CryptoKey newKey(String name) {
        SaConfig config = Protection.config(name, XfrmMode.TUNNEL, 4);
        CryptoProvider provider = Protection.provider(name);
        try (SecretKey material = Protection.key(config)) {
            return provider.newKey(config.transform(), material);
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        cipher.close();
        nullCipher.close();
        key.close();
        nullKey.close();
        burst.close();
        slots.close();
    }

    /** Baseline: the burst interface with a cipher that does nothing. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int nullBurst() {
        return seal(nullCipher, nullKey);
    }

    /** Baseline: the JDK's cipher by itself, from array to array, the way it is fastest. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int bareCipher() throws GeneralSecurityException {
        int length = 0;
        for (int i = 0; i < BURST; i++) {
            nonceNumber.putLong(NONCE_LENGTH - Long.BYTES, number++);
            bare.init(Cipher.ENCRYPT_MODE, bareKey, new GCMParameterSpec(ICV_LENGTH * Byte.SIZE, nonce));
            bare.updateAAD(aad);
            length += bare.doFinal(clear, 0, size, sealed, 0);
        }
        return length;
    }

    /** The engine's way to the same cipher. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int jdkBurst() {
        return seal(cipher, key);
    }

    private int seal(BurstCipher by, CryptoKey with) {
        for (int i = 0; i < BURST; i++) {
            long esp = slots.address(i);
            int entry = burst.add(null, with, esp, number);
            burst.text(entry, esp + TEXT, size, 0, 0, 0);
            burst.aad(entry, esp, ESP_HEADER);
            scratch.wrap(burst.nonceAddress(entry), CryptoBurst.SCRATCH);
            scratch.putLong(NONCE_LENGTH - Long.BYTES, number++);
        }
        by.seal(burst);
        int done = 0;
        for (int i = 0; i < BURST; i++) {
            done += burst.outcome(i);
        }
        burst.clear();
        if (done != BURST * CryptoBurst.DONE) {
            throw new IllegalStateException("not all of the burst was sealed");
        }
        return done;
    }
}
