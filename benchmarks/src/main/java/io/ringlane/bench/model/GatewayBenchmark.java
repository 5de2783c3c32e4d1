// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.model;

import io.ringlane.hw.device.GatewayModel;
import io.ringlane.hw.device.GatewaySpec;
import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.profile.ForwardingMode;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import io.ringlane.plan.traffic.TrafficSpec;
import java.util.List;
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
 * Packets per second through the whole model of a ConnectX-7 gateway: lines, buffers, PCIe link, rings, ten cores,
 * contexts, lanes, completions. Hypothesis: some seven events a packet, below a microsecond in all, and no memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(1)
public class GatewayBenchmark {
    private static final int PACKETS = 1_000;
    private static final int CORES = 10;
    private static final int SAS = 1_000;
    /** ESP tunnel over IPv4 with AES-GCM: what is not cipher text. */
    private static final int OVERHEAD = 70;

    private static final long PACKETS_PER_SECOND = 16_000_000;

    /** Mix of frame sizes. */
    @Param({"csit-v4-1", "mno-2+4"})
    private String mix;

    /** Way of the packets. */
    @Param({"ENCRYPT", "BOTH"})
    private GatewaySpec.Route route;

    private GatewayModel model;

    /** Builds the gateway with endless Poisson traffic of a thousand SAs. */
    @Setup
    public void build() {
        TrafficSpec traffic = TrafficSpec.read(
                YamlNode.parse("mix: " + mix + "\narrivals: poisson\nsas: " + SAS + "\nesp: {}\n", "benchmark"));
        HostProfile.Work work = new HostProfile.Work(100_000, Rational.ZERO, 0);
        HostProfile host = new HostProfile(CORES, 32, 50_000, 50_000, 2_000, 2_000_000, work, work, List.of());
        GatewaySpec spec = new GatewaySpec(
                Profiles.find("connectx-7-gen4"),
                host,
                ForwardingMode.HOST,
                GatewaySpec.Crypto.INLINE,
                route,
                SAS,
                "rfc4106(gcm(aes))",
                OVERHEAD,
                0);
        Rational rate = new Rational(PACKETS_PER_SECOND, 2);
        List<Traffic> sources = route == GatewaySpec.Route.BOTH
                ? List.of(traffic.open(rate, 1, 0, 0), traffic.open(rate, 1, 0, 1))
                : List.of(traffic.open(rate, 1, 0, 0));
        model = new GatewayModel(spec, sources, Probe.NONE);
        model.start();
    }

    /** The whole way of a packet. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long packets() {
        Simulation simulation = model.simulation();
        long until = model.sink().in() + PACKETS;
        while (model.sink().in() < until) {
            simulation.step();
        }
        return simulation.nowPs();
    }
}
