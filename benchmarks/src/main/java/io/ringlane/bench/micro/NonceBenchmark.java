// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

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
 * Where nonces are written. Hypothesis: a cipher that loads a nonce just stored waits for the store, some 20 ns a
 * packet on some machines; written for the whole burst ahead they cost next to nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class NonceBenchmark {
    @Param({"null", "ipsec-mb"})
    private String cipher;

    @Param({"64", "512", "1420"})
    private int size;

    private CipherLoad load;

    /** Expands a key. */
    @Setup
    public void allocate() {
        load = new CipherLoad(cipher, size);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        load.close();
    }

    /** Baseline: nonces alone. */
    @Benchmark
    @OperationsPerInvocation(CipherLoad.BURST)
    public long noncesOnly() {
        return load.writeNonces();
    }

    /** All nonces of a burst, then the cipher. */
    @Benchmark
    @OperationsPerInvocation(CipherLoad.BURST)
    public int burstAhead() {
        return load.seal(CipherLoad.BURST);
    }

    /** The cipher packet by packet, all nonces of 32 packets ahead: the baseline of the next. */
    @Benchmark
    @OperationsPerInvocation(CipherLoad.BURST)
    public int singlyAhead() {
        return load.sealSingly(false);
    }

    /** Each nonce right before its packet is sealed. */
    @Benchmark
    @OperationsPerInvocation(CipherLoad.BURST)
    public int justBefore() {
        return load.sealSingly(true);
    }
}
