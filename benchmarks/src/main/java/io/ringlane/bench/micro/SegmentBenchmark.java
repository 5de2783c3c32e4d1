// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.bench.load.Frames;
import io.ringlane.buffer.SlotClass;
import io.ringlane.gso.GsoResult;
import io.ringlane.gso.GsoSegmenter;
import io.ringlane.gso.SegmentPlan;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.packet.PacketPool;
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
 * Cutting a super-packet of 60,000 payload bytes into segments of 1,400. Hypothesis: with a borrowed body a segment
 * costs its headers only; copying adds what a plain copy costs, and a software checksum one read of the payload, of
 * the same order.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SegmentBenchmark {
    private static final int PAYLOAD = 60_000;
    private static final int SEGMENT = 1400;
    private static final int SEGMENTS = (PAYLOAD + SEGMENT - 1) / SEGMENT;

    @Param({"borrow", "copy"})
    private String body;

    @Param({"software", "device"})
    private String checksum;

    private final GsoSegmenter segmenter = new GsoSegmenter();
    private final SegmentPlan plan = new SegmentPlan();
    private PacketPool sources;
    private PacketPool pool;
    private Packet source;

    /** Writes the super-packet. */
    @Setup
    public void allocate() {
        sources = new PacketPool("source", 0, 0, 1);
        pool = new PacketPool("segments", SEGMENTS, 0, 0);
        source = sources.take(SlotClass.SUPER);
        Frames.superTcp(source, PAYLOAD, SEGMENT);
        plan.inline().softwareChecksum("software".equals(checksum)).borrowBody("borrow".equals(body));
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        sources.close();
        pool.close();
    }

    /** Baseline: slots are taken and filled with the payload, nothing else. */
    @Benchmark
    @OperationsPerInvocation(SEGMENTS)
    public int copyOnly() {
        Packet chain = null;
        int from = PacketDescriptor.FIRST_DATA + Frames.TCP4_HEADERS;
        for (int i = 0; i < SEGMENTS; i++) {
            Packet segment = pool.take(SlotClass.WIRE);
            int length = Math.min(SEGMENT, PAYLOAD - i * SEGMENT);
            int to = PacketDescriptor.FIRST_DATA + Frames.TCP4_HEADERS;
            segment.buffer().putBytes(to, source.buffer(), from + i * SEGMENT, length);
            segment.next(chain);
            chain = segment;
        }
        return giveBack(chain);
    }

    /** The cut. */
    @Benchmark
    @OperationsPerInvocation(SEGMENTS)
    public int cut() {
        if (segmenter.segment(source, plan, pool) != GsoResult.CUT) {
            throw new IllegalStateException(source + " was not cut");
        }
        return giveBack(segmenter.head());
    }

    private int giveBack(Packet chain) {
        Packet segment = chain;
        while (segment != null) {
            Packet next = segment.next();
            segment.dropBody();
            pool.give(segment);
            segment = next;
        }
        return pool.outstanding();
    }
}
