// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.flow;

import io.ringlane.bench.load.Frames;
import io.ringlane.bench.load.Protection;
import io.ringlane.bench.load.SinkDevice;
import io.ringlane.buffer.SlotClass;
import io.ringlane.dev.Features;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.Producer;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole way of a packet: a producer fills and sends it, the core looks up policy and SA, encapsulates, cuts,
 * seals, hands over to a device that costs nothing, takes it back and sends it home. Hypothesis: with the NULL cipher
 * the path allocates nothing, and the cost a packet falls with the burst until the fixed part of a duty cycle is
 * spread thin; with the JDK's cipher the cipher is nearly all of it. Operations are packets on the wire: segments, for
 * a super-packet.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EngineFlowBenchmark {
    private static final int PACKETS = 64;
    private static final int HOP_LIMIT = 64;
    private static final int PREFIX = 16;
    private static final int ESP_PROTOCOL = 50;
    private static final int MTU = 1500;
    private static final int SEGMENT_SLOTS = 4096;
    private static final int SUPER_SLOTS = 64;

    @Param({"8", "32", "128"})
    private int burst;

    @Param({"null", "jdk"})
    private String cipher;

    /** Length of the IP packet, or payload of a segment. */
    @Param({"64", "512", "1400"})
    private int size;

    @Param({"plain", "gso"})
    private String kind;

    private PacketPool pool;
    private Packet frame;
    private int superPackets;
    private Engine engine;
    private Producer producer;

    /** Launches an engine with one SA, one policy, one device. */
    @Setup
    public void launch() {
        SinkDevice device = new SinkDevice(Features.SG);
        engine = Engine.launch(new EngineContext()
                .burst(burst)
                .segmentSlots(SEGMENT_SLOTS, 0)
                .producerSlots(4 * PACKETS, 0, SUPER_SLOTS)
                .crypto(Protection.provider(cipher))
                .route(new Route(device, MTU, new byte[0], HOP_LIMIT)));
        engine.addDevice(device);
        SaConfig config = Protection.config(cipher, XfrmMode.TUNNEL, 4);
        engine.addState(config, Protection.key(config));
        engine.addPolicy(policy());
        producer = engine.producer();
        fill();
    }

    private static Policy policy() {
        Template template = new Template(
                IpAddress.parse(Protection.OUTER_SOURCE_4),
                IpAddress.parse(Protection.OUTER_DESTINATION_4),
                0,
                ESP_PROTOCOL,
                XfrmMode.TUNNEL,
                Protection.REQID,
                Template.Level.REQUIRED);
        Selector selector = Selector.of(
                IpAddress.parse(Frames.SOURCE_NET_4), PREFIX, IpAddress.parse(Frames.DESTINATION_NET_4), PREFIX);
        return new Policy(selector, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(template));
    }

    /** The frame that is sent: super-packets of 32 segments each, or plain ones. */
    private void fill() {
        boolean gso = "gso".equals(kind);
        superPackets = gso ? 2 : 0;
        pool = new PacketPool("frame", gso ? 0 : 1, 0, gso ? 1 : 0);
        frame = pool.take(gso ? SlotClass.SUPER : SlotClass.WIRE);
        if (gso) {
            Frames.superTcp(frame, PACKETS / superPackets * size, size);
        } else {
            Frames.udp(frame, 4, size);
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        engine.close();
        pool.close();
    }

    /** Baseline: the producer's part, which fills packets and gives them back unsent. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int fillOnly() {
        int count = superPackets == 0 ? PACKETS : superPackets;
        for (int i = 0; i < count; i++) {
            producer.discard(packet());
        }
        return count;
    }

    /** The path. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int dutyCycles() {
        int count = superPackets == 0 ? PACKETS : superPackets;
        for (int i = 0; i < count; i++) {
            if (!producer.send(packet())) {
                throw new IllegalStateException("the engine holds the producer");
            }
        }
        producer.flush();
        int work = 0;
        while (producer.outstanding() > 0) {
            work += engine.doWork(0);
        }
        return work;
    }

    /** An empty packet, filled as an application does: bytes, marks, offload fields. */
    private Packet packet() {
        int length = frame.length();
        Packet packet = producer.take(length);
        packet.put(length);
        packet.buffer().putBytes(packet.data(), frame.buffer(), frame.data(), length);
        packet.mac(frame.mac());
        packet.network(frame.network());
        packet.transport(frame.transport());
        packet.family(frame.family());
        packet.checksumMode(frame.checksumMode());
        packet.checksumStart(frame.checksumStart());
        packet.checksumOffset(frame.checksumOffset());
        packet.gsoSize(frame.gsoSize());
        packet.gsoType(frame.gsoType());
        return packet;
    }
}
