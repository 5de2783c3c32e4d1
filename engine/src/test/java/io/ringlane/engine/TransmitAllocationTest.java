// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoWorker.CompletionOrder;
import io.ringlane.crypto.NullProvider;
import io.ringlane.dev.Features;
import io.ringlane.dev.Route;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.AllocationGate;
import io.ringlane.testing.SinkDevice;
import io.ringlane.testing.TestPackets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole transmit path makes no garbage: from {@link Producer#take} through the duty cycle, the device and back, on
 * every road. The NULL transform stands in for the cipher, for the JDK's own makes garbage.
 */
final class TransmitAllocationTest {
    private static final int MTU = 1500;
    private static final long ESP =
            Features.SG | Features.HW_CSUM | Features.HW_ESP | Features.HW_ESP_TX_CSUM | Features.TSO;

    private Engine engine;
    private Producer producer;
    private Packet template;
    private PacketPool templates;
    private SinkDevice device;
    private long nowNs;

    /** Which way a packet goes. */
    private enum Road {
        DEFERRED(0, context -> context, 1, false),
        DEFERRED_CUT(Features.SG | Features.HW_CSUM, context -> context, 8, false),
        DEFERRED_CUT_LINEAR(0, context -> context, 8, false),
        INLINE(0, context -> context.deferredEsp(false), 1, false),
        INLINE_CUT(0, context -> context.deferredEsp(false), 8, false),
        DEVICE_SEALS(ESP, context -> context, 1, true),
        DEVICE_SEALS_SEGMENTS(ESP, context -> context, 8, true),
        DEVICE_CUTS(ESP | Features.GSO_ESP, context -> context, 8, true),
        ASYNC(0, context -> context.asyncWorkers(2), 1, false),
        ASYNC_CUT(0, context -> context.asyncWorkers(2), 8, false),
        ASYNC_SHUFFLED(0, context -> context.asyncWorkers(2).asyncOrder(CompletionOrder.shuffledBy(1)), 8, false),
        ASYNC_INLINE(0, context -> context.asyncWorkers(2).deferredEsp(false), 8, false);

        private final long features;
        private final UnaryOperator<EngineContext> change;
        private final int segments;
        private final boolean onDevice;

        Road(long features, UnaryOperator<EngineContext> change, int segments, boolean onDevice) {
            this.features = features;
            this.change = change;
            this.segments = segments;
            this.onDevice = onDevice;
        }
    }

    /** A driver that takes every SA. */
    private static final class WillingOps implements XfrmDeviceOps {
        @Override
        public int stateAdd(XfrmState state) {
            return 0;
        }

        @Override
        public void stateDelete(XfrmState state) {
            // nothing is kept
        }

        @Override
        public void stateFree(XfrmState state) {
            // nothing is kept
        }
    }

    private void launch(Road road, boolean isProtected) {
        device = new SinkDevice("sink0", road.features, road.onDevice ? new WillingOps() : null);
        engine = Engine.launch(road.change.apply(new EngineContext()
                .crypto(new NullProvider())
                .maxSegments(64)
                .segmentSlots(512, 0)
                .waitingLimit(64)
                .backlogCapacity(128)
                .route(new Route(device, MTU, new byte[0], 64))));
        int index = engine.addDevice(device);
        producer = engine.producer();
        if (isProtected) {
            protect(road.onDevice ? new UserOffload(index, 0) : null);
        }
        templates = new PacketPool("template", 0, 1, 0);
        TestPackets packet = TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                .tcp(1, 2)
                .payload(road.segments * 200)
                .partialChecksum();
        template = (road.segments > 1 ? packet.gso(200) : packet).build(templates);
    }

    private void protect(UserOffload offload) {
        SaConfig config = new SaConfigBuilder()
                .between("192.0.2.1", "198.51.100.2")
                .spi(0x1000)
                .reqid(1)
                .esn(true)
                .transform(EspTransform.nullForBenchmarks())
                .build();
        assertThat(engine.addState(config, new SecretKey(new byte[0]), offload).isRefused())
                .isFalse();
        Template wanted = new Template(
                config.source(), config.id().destination(), 0, 50, config.mode(), 1, Template.Level.REQUIRED);
        IpAddress any = IpAddress.any(4);
        Selector all = Selector.of(any, 0, any, 0);
        engine.addPolicy(new Policy(all, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(wanted)));
    }

    @AfterEach
    void close() {
        device.busy(0);
        for (int i = 0; i < 100; i++) {
            step();
        }
        assertThat(engine.isIdle()).isTrue();
        assertThat(producer.outstanding()).isZero();
        engine.close();
        templates.give(template);
        templates.close();
    }

    private void step() {
        engine.doWork(nowNs += 1000);
    }

    /** One operation: a packet in, duty cycles until it is out and home. */
    private void roundTrip() {
        sendCopy();
        step();
        step();
        step();
    }

    private void sendCopy() {
        Packet packet = producer.take(template.length());
        if (packet == null) {
            return;
        }
        packet.copyMetadata(template);
        packet.buffer().putBytes(template.data(), template.buffer(), template.data(), template.length());
        if (!producer.send(packet)) {
            producer.discard(packet);
        }
        producer.flush();
    }

    @ParameterizedTest(name = "{0}: no garbage")
    @EnumSource(Road.class)
    void shouldAllocateNothingWhenPacketsAreProtected(Road road) {
        launch(road, true);
        AllocationGate.assertNoAllocation(road.name(), this::roundTrip);
        assertThat(device.taken()).isGreaterThanOrEqualTo(40_000);
        assertThat(engine.snapshot().drops()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: no garbage when the device is busy and the backlog full")
    @EnumSource(
            value = Road.class,
            names = {"DEFERRED_CUT", "INLINE_CUT", "DEVICE_CUTS", "ASYNC_CUT"})
    void shouldAllocateNothingWhenDeviceIsBusy(Road road) {
        launch(road, true);
        device.busy(3);
        AllocationGate.assertNoAllocation(road.name() + ", busy", this::overload);
        assertThat(device.refused()).isGreaterThan(10_000);
        assertThat(engine.snapshot().backlogHighest()).isPositive();
        assertThat(engine.snapshot().drops()).isEmpty();
    }

    private void overload() {
        sendCopy();
        sendCopy();
        step();
    }

    @Test
    void shouldAllocateNothingWhenPacketPassesInClear() {
        launch(Road.DEFERRED, false);
        AllocationGate.assertNoAllocation("clear", this::roundTrip);
        assertThat(engine.snapshot().clear()).isGreaterThanOrEqualTo(40_000);
    }

    @Test
    void shouldAllocateNothingWhenSuperPacketPassesInClear() {
        launch(Road.DEFERRED_CUT_LINEAR, false);
        AllocationGate.assertNoAllocation("clear, cut", this::roundTrip);
        assertThat(device.taken()).isGreaterThanOrEqualTo(8 * 40_000);
    }

    @Test
    void shouldAllocateNothingWhenPacketsAreDropped() {
        launch(Road.DEFERRED, true);
        assertThat(engine.deleteState(new SaId(IpAddress.parse("198.51.100.2"), 0x1000, 50, 0, 0)))
                .isTrue();
        AllocationGate.assertNoAllocation("drops", this::roundTrip);
        assertThat(device.taken()).isZero();
    }
}
