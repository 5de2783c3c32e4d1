// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.bench.load.Frames;
import io.ringlane.bench.load.Protection;
import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.FlowDissector;
import io.ringlane.policy.PolicyTable;
import io.ringlane.policy.Resolution;
import io.ringlane.policy.TemplateResolver;
import io.ringlane.sa.FlowKey;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmState;
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
 * What is asked of a packet before it is protected, for 32 packets of 32 flows: the flow is read from the headers, its
 * policy found, the policy's SA found. Hypothesis: reading costs a few loads; the policy costs one probe a shape of
 * selector, however many policies there are; the SA one probe more.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LookupBenchmark {
    private static final int BURST = 32;
    private static final int IP_LENGTH = 64;

    /** Policies, each with an SA. */
    @Param({"1", "64", "4096"})
    private int states;

    private final PolicyTable policies = new PolicyTable();
    private final Packet[] packets = new Packet[BURST];
    private final FlowKey key = new FlowKey();
    private SaTable table;
    private TemplateResolver resolver;
    private PacketPool pool;

    /** Writes the frames, fills the tables. */
    @Setup
    public void allocate() {
        pool = new PacketPool("bench", BURST, 0, 0);
        table = new SaTable(states);
        resolver = new TemplateResolver(table);
        for (int i = 0; i < states; i++) {
            SaConfig config = Protection.config("null", i);
            table.add(new XfrmState(config, Protection.key(config)));
            policies.add(Protection.policy(i, i, 0));
        }
        for (int i = 0; i < BURST; i++) {
            packets[i] = pool.take(SlotClass.WIRE);
            Frames.udp(packets[i], 4, IP_LENGTH);
            Frames.flow(packets[i], i * Math.max(1, states / BURST) % states);
            packets[i].pull(Frames.LINK_LENGTH);
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        pool.close();
    }

    /** Baseline: the flow is read, nothing looked up. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int dissectOnly() {
        int sum = 0;
        for (int i = 0; i < BURST; i++) {
            sum += FlowDissector.dissect(packets[i], key) + key.destinationPort;
        }
        return sum;
    }

    /** With its policy. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int policy() {
        int found = 0;
        for (int i = 0; i < BURST; i++) {
            FlowDissector.dissect(packets[i], key);
            found += policies.find(key) == null ? 0 : 1;
        }
        return all(found);
    }

    /** With policy and SA. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int policyAndState() {
        int found = 0;
        for (int i = 0; i < BURST; i++) {
            FlowDissector.dissect(packets[i], key);
            found += resolver.resolve(policies.find(key), key) == Resolution.PROTECT ? 1 : 0;
        }
        return all(found);
    }

    private static int all(int found) {
        if (found != BURST) {
            throw new IllegalStateException(found + " of " + BURST + " flows were found");
        }
        return found;
    }
}
