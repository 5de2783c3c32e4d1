// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.FlowOrder;
import io.ringlane.bench.load.Frames;
import io.ringlane.bench.load.Protection;
import io.ringlane.policy.Policy;
import io.ringlane.policy.PolicyTable;
import io.ringlane.sa.FlowKey;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A policy looked up by flow, without any cache of flows in front, by the number of policies, both ways; flows in
 * random order over all policies, which are of one shape or of sixteen. Hypothesis: a probe a shape and direction,
 * whatever the number; beyond the caches two misses more.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class PolicyLookupBenchmark {
    private static final int LOOKUPS = 256;
    private static final int SHAPES = 16;

    @Param({"1", "100", "1000", "10000", "100000"})
    private int policies;

    @Param({"1", "16"})
    private int shapes;

    private final PolicyTable table = new PolicyTable();
    private final FlowKey key = new FlowKey();
    private FlowOrder order;

    /** Fills the table for both directions. */
    @Setup
    public void fill() {
        order = new FlowOrder(policies, true);
        for (int i = 0; i < policies; i++) {
            Policy out = Protection.policy(i, 0, shapes == 1 ? 0 : i % SHAPES);
            table.add(out);
            table.add(new Policy(out.selector(), Policy.Direction.FORWARD, out.action(), 0, 0, 0, 0, out.templates()));
        }
        key.family = 4;
        key.sourceLow = 10 << 24 | 1 << 16 | 1;
        key.protocol = 17;
        key.sourcePort = 4433;
        key.destinationPort = 4433;
    }

    private int find(Policy.Direction direction) {
        int found = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            key.destinationLow = Frames.DESTINATION_4 + order.next() & 0xffffffffL;
            found += table.find(direction, key) == null ? 0 : 1;
        }
        if (found != LOOKUPS) {
            throw new IllegalStateException(found + " of " + LOOKUPS + " flows have a policy");
        }
        return found;
    }

    /** Of packets that leave. */
    @Benchmark
    @OperationsPerInvocation(LOOKUPS)
    public int outbound() {
        return find(Policy.Direction.OUT);
    }

    /** Of packets that came out of an SA and are not for this host. */
    @Benchmark
    @OperationsPerInvocation(LOOKUPS)
    public int inbound() {
        return find(Policy.Direction.FORWARD);
    }

    /** Baseline: the order of the flows. */
    @Benchmark
    @OperationsPerInvocation(LOOKUPS)
    public long orderOnly() {
        long sum = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            sum += order.next();
        }
        return sum;
    }
}
