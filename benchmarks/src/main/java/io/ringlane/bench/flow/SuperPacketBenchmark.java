// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.flow;

import io.ringlane.bench.load.CipherLoad;
import io.ringlane.bench.load.FlowLoad;
import io.ringlane.bench.load.FlowSettings;
import io.ringlane.bench.load.Frames;
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
 * A TCP super-packet of nearly 64 KiB, its checksums left to the engine, cut and sealed; beside it the same segments
 * arriving singly, and the bare cipher on the same bytes. An operation is a segment. Hypothesis: the whole path costs
 * at most 1.67 times the bare cipher, and the segments singly at least 1.3 times the super-packet, because look-up,
 * encapsulation and the copy of the payload are paid once or not at all.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class SuperPacketBenchmark {
    /** TCP payload of a segment, and segments that fit an IP packet of 65,535 bytes. */
    private static final int SEGMENT = 1400;

    private static final int SEGMENTS = 46;
    private static final int SUPER_PACKETS = 4;
    private static final int OPERATIONS = SUPER_PACKETS * SEGMENTS;
    private static final int FRAME = Frames.TCP4_HEADERS + SEGMENT;
    /** What is sealed: IP packet, padding to a multiple of 4 bytes together with the two bytes of the trailer. */
    private static final int TEXT = FRAME - Frames.LINK_LENGTH + 2 + 3 & ~3;

    @Param({"null", "ipsec-mb"})
    private String cipher;

    private FlowLoad whole;
    private FlowLoad single;
    private FlowLoad singleFull;
    private CipherLoad bare;

    /** Launches three engines. */
    @Setup
    public void launch() {
        whole = new FlowLoad(
                new FlowSettings().cipher(cipher).superSegments(SEGMENTS).frames(SEGMENT));
        single = new FlowLoad(new FlowSettings()
                .cipher(cipher)
                .kind(FlowSettings.Kind.TCP_WITHOUT_CHECKSUM)
                .frames(FRAME));
        singleFull = new FlowLoad(
                new FlowSettings().cipher(cipher).kind(FlowSettings.Kind.TCP).frames(FRAME));
        bare = new CipherLoad(cipher, TEXT);
    }

    /** Looks whether all segments left, gives the memory back. */
    @TearDown
    public void close() {
        whole.close();
        single.close();
        singleFull.close();
        bare.close();
    }

    /** Baseline: the cipher through its burst interface, on as many bytes, warm and in place. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public int bareCipher() {
        return bare.seal(OPERATIONS);
    }

    /** Baseline: the producer's part for super-packets. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public int fillOnly() {
        return whole.fillOnly(SUPER_PACKETS);
    }

    /** The segments one by one, with the checksums that their sender made. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public int segmentsSinglyWithChecksum() {
        return singleFull.cycle(OPERATIONS);
    }

    /** The segments one by one, as packets that need no cutting; their checksums are left to the engine too. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public int segmentsSingly() {
        return single.cycle(OPERATIONS);
    }

    /** Cut and sealed. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public int superPackets() {
        return whole.cycle(SUPER_PACKETS);
    }
}
