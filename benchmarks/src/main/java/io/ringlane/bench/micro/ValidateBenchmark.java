// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.bench.load.DeferredLoad;
import io.ringlane.dev.Features;
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
 * The whole of validate: questions, preparation, ESP, walk; a burst of 32 packets, or one super-packet of 40 segments.
 * Hypothesis: without a cipher a packet costs tens of nanoseconds on either road, on the device's less than in
 * software, where the NULL cipher still writes an ICV; a segment costs a cut more. The JDK's cipher costs many times
 * the path around it, and all the garbage there is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ValidateBenchmark {
    private static final int SEGMENTS = 40;

    /** Who seals: the device, or the core with a cipher of that name. */
    @Param({"device", "null", "jdk"})
    private String sealing;

    @Param({"64", "512", "1400"})
    private int size;

    private DeferredLoad load;
    private DeferredLoad superLoad;

    /** Fills the slots. */
    @Setup
    public void allocate() {
        boolean bound = "device".equals(sealing);
        long features = Features.SG | (bound ? Features.HW_ESP : 0);
        load = DeferredLoad.packets(bound ? "null" : sealing, features, size);
        superLoad = DeferredLoad.superPackets(bound ? "null" : sealing, features, SEGMENTS * size, size);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        load.close();
        superLoad.close();
    }

    /** Baseline: packets are taken, stamped and given back, without validate. */
    @Benchmark
    @OperationsPerInvocation(DeferredLoad.BURST)
    public int skip() {
        load.offer(DeferredLoad.BURST);
        int ready = load.skip();
        load.giveBack();
        return ready;
    }

    /** A burst of packets. */
    @Benchmark
    @OperationsPerInvocation(DeferredLoad.BURST)
    public int packets() {
        load.offer(DeferredLoad.BURST);
        return validate(load, DeferredLoad.BURST);
    }

    /** A super-packet that validate cuts; its checksums are the core's to complete. */
    @Benchmark
    @OperationsPerInvocation(SEGMENTS)
    public int superPacket() {
        superLoad.offer(1);
        return validate(superLoad, SEGMENTS);
    }

    private static int validate(DeferredLoad from, int expected) {
        int ready = from.validate();
        if (ready != expected) {
            throw new IllegalStateException(ready + " packets ready, " + expected + " expected");
        }
        from.giveBack();
        return ready;
    }
}
