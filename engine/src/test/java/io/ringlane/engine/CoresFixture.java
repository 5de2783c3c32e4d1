// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Route;
import io.ringlane.dev.TxQueue;
import io.ringlane.packet.Packet;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.TestPackets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A stepped engine of several cores with one device, and SAs that are told apart by the third byte of the inner source.
 * Payloads carry a mark, so that the order of a flow can be looked at. Closing asserts that every slot came home.
 */
final class CoresFixture implements AutoCloseable {
    private static final byte[] KEY = "0123456789abcdefSALT".getBytes(StandardCharsets.US_ASCII);
    private static final int SPI = 0x1000;
    private static final int IDLE_CYCLES = 8;
    private static final int INNER_UDP = 20;
    private static final int MARK = 28;

    final FakeDevice device;
    final Engine engine;
    final Producer producer;
    private long nowNs;
    private boolean closed;

    CoresFixture(int cores, UnaryOperator<EngineContext> change) {
        this(cores, cores, change);
    }

    CoresFixture(int cores, int queues, UnaryOperator<EngineContext> change) {
        device = FakeDevice.of("eth0", 1500, queues, 0, -1);
        engine = Engine.launch(change.apply(new EngineContext()
                .offline(true)
                .cores(cores)
                .route(new Route(device, 1500, new byte[0], Route.DEFAULT_HOP_LIMIT))));
        engine.addDevice(device);
        producer = engine.producer();
    }

    /** SA number n: spi 0x1000 + n, reqid n + 1, all between the same hosts. */
    static SaConfigBuilder settings(int sa) {
        return EngineFixture.tunnel().spi(SPI + sa).reqid(sa + 1);
    }

    static SecretKey key() {
        return new SecretKey(KEY.clone());
    }

    /** Adds an SA and the policy for its inner network, 10.1.n.0/24. */
    void protect(int sa) {
        protect(sa, settings(sa).build());
    }

    void protect(int sa, SaConfig config) {
        protect(engine, sa, config);
    }

    /** As {@link #protect}, in another engine. */
    static void protect(Engine engine, int sa, SaConfig config) {
        assertThat(engine.addState(config, key()).isRefused()).isFalse();
        Template template = new Template(
                config.source(),
                config.id().destination(),
                0,
                50,
                config.mode(),
                config.reqid(),
                Template.Level.REQUIRED);
        Selector selector = Selector.of(IpAddress.parse("10.1." + sa + ".0"), 24, IpAddress.parse("10.2.0.0"), 16);
        engine.addPolicy(
                new Policy(selector, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(template)));
    }

    void add(SaConfig config) {
        assertThat(engine.addState(config, key()).isRefused()).isFalse();
    }

    /** A packet of a flow, told by its source port, of an SA. */
    static TestPackets packet(int sa, int port, int mark) {
        byte[] payload = ByteBuffer.allocate(64).putInt(mark).array();
        return TestPackets.ipv4("10.1." + sa + ".2", "10.2.0.2").udp(port, 2000).payload(payload);
    }

    /** Sends, and works when the engine holds the producer back. */
    void send(TestPackets packet) {
        while (!trySend(packet)) {
            step();
        }
    }

    boolean trySend(TestPackets packet) {
        Packet built = producer.take(packet.bytes().length);
        if (built == null) {
            return false;
        }
        packet.fill(built);
        boolean sent = producer.send(built);
        if (!sent) {
            producer.discard(built);
        }
        producer.flush();
        return sent;
    }

    int step() {
        int work = engine.doWork(nowNs += 1000);
        for (int i = 0; i < device.queues(); i++) {
            device.queue(i).completeAll();
        }
        return work;
    }

    CoresFixture settle() {
        int idle = 0;
        while (idle < IDLE_CYCLES) {
            idle = step() == 0 ? idle + 1 : 0;
            EngineSnapshot snapshot = engine.snapshot();
            assertThat(snapshot.account().imbalance()).isZero();
            assertThat(snapshot.cores())
                    .allSatisfy(share -> assertThat(share.imbalance()).isZero());
        }
        return this;
    }

    EngineSnapshot.CoreShare share(int core) {
        return engine.snapshot().cores().get(core);
    }

    /** Frames of an SA in the order of their queue; an SA keeps to one. */
    List<byte[]> frames(int sa) {
        return framesOfSpi(SPI + sa);
    }

    List<byte[]> framesOfSpi(int spi) {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < device.queues(); i++) {
            device.queue(i).sent().stream()
                    .filter(frame -> frame[23] == 50 && ByteBuffer.wrap(frame).getInt(34) == spi)
                    .forEach(frames::add);
        }
        return frames;
    }

    /** True when the marks of each flow of an SA rise from frame to frame. */
    boolean marksInOrderOfFlows(int sa) {
        Map<Short, Integer> last = new HashMap<>();
        for (byte[] frame : frames(sa)) {
            ByteBuffer inner = ByteBuffer.wrap(EngineFixture.open(frame));
            int mark = inner.getInt(MARK);
            Integer before = last.put(inner.getShort(INNER_UDP), mark);
            if (before != null && before >= mark) {
                return false;
            }
        }
        return true;
    }

    /** Ends the engine at once; slots in the device would be lost, so it gives them back before. */
    void closeNow() {
        for (int i = 0; i < device.queues(); i++) {
            device.queue(i).completesAtOnce();
        }
        engine.close();
        closed = true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        for (int i = 0; i < device.queues(); i++) {
            device.queue(i).clear(TxQueue.DRIVER_XOFF);
        }
        settle();
        assertThat(engine.isIdle()).isTrue();
        assertThat(producer.outstanding()).as("slots of the producer").isZero();
        assertThat(engine.slotsOut()).as("slots of the cores").isZero();
        engine.close();
    }
}
