// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.crypto;

import io.ringlane.bench.load.CipherLoad;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
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
 * The JDK's AES-128-GCM by itself, from array to array, the way it is fastest, beside the same cipher through the burst
 * interface. Hypothesis: the interface costs two copies, off-heap to array and back, and no garbage of its own: the
 * bytes per operation are those of the bare call. What IPsec-MB's kernel costs without Java is told by the peers' runs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class BareCipherBenchmark {
    private static final int ESP_HEADER = 8;
    private static final int ICV_LENGTH = 16;
    private static final int KEY_LENGTH = 16;
    private static final int NONCE_LENGTH = 12;

    @Param({"64", "512", "1420"})
    private int size;

    private final byte[] nonce = new byte[NONCE_LENGTH];
    private final ByteBuffer nonceNumber = ByteBuffer.wrap(nonce);
    private final byte[] aad = new byte[ESP_HEADER];
    private byte[] clear;
    private byte[] sealed;
    private Cipher cipher;
    private SecretKeySpec key;
    private CipherLoad load;
    private long number;

    /** A key of zeros, made for nothing but this. */
    @Setup
    public void allocate() throws GeneralSecurityException {
        clear = new byte[size];
        sealed = new byte[size + ICV_LENGTH];
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
        key = new SecretKeySpec(new byte[KEY_LENGTH], "AES");
        load = new CipherLoad("jdk", size);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        load.close();
    }

    /** Baseline: as the JDK documents it. */
    @Benchmark
    @OperationsPerInvocation(CipherLoad.BURST)
    public int bareCipher() throws GeneralSecurityException {
        int length = 0;
        for (int i = 0; i < CipherLoad.BURST; i++) {
            nonceNumber.putLong(NONCE_LENGTH - Long.BYTES, number++);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(ICV_LENGTH * Byte.SIZE, nonce));
            cipher.updateAAD(aad);
            length += cipher.doFinal(clear, 0, size, sealed, 0);
        }
        return length;
    }

    /** The engine's way to the same cipher. */
    @Benchmark
    @OperationsPerInvocation(CipherLoad.BURST)
    public int jdkBurst() {
        return load.fillAndSeal();
    }
}
