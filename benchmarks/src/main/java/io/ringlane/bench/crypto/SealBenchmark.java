// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.crypto;

import io.ringlane.bench.load.CipherLoad;
import java.util.concurrent.TimeUnit;
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
 * AES-GCM in bursts of 32 by provider, length of key and of text, and number of SAs met in random order. Hypothesis:
 * IPsec-MB costs what its kernel costs in C, the others several times as much for short texts; filling a burst adds a
 * few nanoseconds; 4,096 keys no longer fit the nearest caches and long texts, which use more of a key schedule, lose
 * most.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class SealBenchmark {
    /** By name; {@code null} shows the burst interface alone. */
    @Param({"null", "ipsec-mb", "openssl", "jdk"})
    private String cipher;

    @Param({"128", "256"})
    private int keyBits;

    @Param({"64", "512", "1420"})
    private int size;

    @Param({"1", "64", "4096"})
    private int states;

    private CipherLoad load;

    /** Expands the keys. */
    @Setup
    public void allocate() {
        load = new CipherLoad(cipher, keyBits, size, states, true);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        load.close();
    }

    /** Baseline: bursts filled beforehand, the provider alone. */
    @Benchmark
    @OperationsPerInvocation(CipherLoad.BURST)
    public int seal() {
        return load.seal(CipherLoad.BURST);
    }

    /** Bursts filled anew each time, as the path does. */
    @Benchmark
    @OperationsPerInvocation(CipherLoad.BURST)
    public int fillAndSeal() {
        return load.fillAndSeal();
    }

    /** Both directions; opening is what this costs beyond sealing. */
    @Benchmark
    @OperationsPerInvocation(CipherLoad.BURST)
    public int sealAndOpen() {
        return load.sealAndOpen();
    }
}
