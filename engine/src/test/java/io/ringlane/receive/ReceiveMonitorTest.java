// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.life.MonitorPrinter;
import io.ringlane.life.MonitorQueue;
import io.ringlane.life.StateImage;
import io.ringlane.life.StateUse;
import io.ringlane.life.XfrmEvent;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import io.ringlane.policy.Policy;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.stats.DropReason;
import io.ringlane.testing.EspSender;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key manager is told by the receiving side, and the images it takes of it. */
final class ReceiveMonitorTest {
    private static final String PEER = "192.0.2.1";
    private static final String HERE = "198.51.100.2";
    private static final int SPI = 0x1000;
    private static final int UDP = 17;
    private static final int NAT_T = 4500;
    private static final byte[] INNER =
            EspSender.ipv4(UDP, "10.1.0.2", "10.2.0.2", 0, EspSender.udp(7, 9, new byte[60]));

    private final MonitorQueue monitor = new MonitorQueue(64);
    private final List<XfrmEvent> events = new ArrayList<>();
    private int clear;
    private long nowNs = 1;

    private ReceiveEngine launch() {
        return ReceiveEngine.launch(new ReceiveContext()
                .crypto(new JdkProvider())
                .sink((core, returns) -> new Sink(returns))
                .policies(false)
                .producerSlots(64, 8)
                .monitor(monitor)
                .stepped(true));
    }

    private final class Sink implements RxSink {
        private final PacketReturn returns;

        Sink(PacketReturn returns) {
            this.returns = returns;
        }

        @Override
        public void clear(Packet packet, InboundState state, boolean forward) {
            clear++;
            returns.free(packet);
        }
    }

    private static SaConfigBuilder builder() {
        return new SaConfigBuilder()
                .between(PEER, HERE)
                .spi(SPI)
                .replayWindow(64)
                .ivSalt(7, 8);
    }

    private static SaConfig inUdp() {
        return builder().encap(NAT_T, NAT_T).build();
    }

    private static void add(ReceiveEngine engine, SaConfig config) {
        assertThat(engine.addState(config, new SecretKey(EspSender.MATERIAL.clone()), 0))
                .isEqualTo(ReceiveCore.Added.DONE);
    }

    private void send(ReceiveEngine engine, ReceiveProducer producer, byte[] bytes) {
        Packet packet = producer.take(bytes.length);
        packet.put(bytes.length);
        packet.buffer().putBytes(packet.data(), bytes);
        packet.network(packet.data());
        assertThat(producer.send(packet)).isTrue();
        producer.flush();
        engine.doWork(nowNs++);
    }

    private static byte[] plain(long number) {
        return EspSender.ipv4(50, PEER, HERE, 0, EspSender.esp(SPI, number, false, INNER, 4));
    }

    private static byte[] datagram(String source, int port, byte[] esp) {
        return EspSender.ipv4(UDP, source, HERE, 0, EspSender.udp(port, NAT_T, esp));
    }

    private static byte[] esp(long number) {
        return EspSender.esp(SPI, number, false, INNER, 4);
    }

    private List<XfrmEvent> polled() {
        events.clear();
        monitor.poll(events::add);
        return events;
    }

    @Test
    void shouldTellOncePerChangeWhenAuthenticPacketComesFromElsewhere() {
        try (ReceiveEngine engine = launch()) {
            ReceiveProducer producer = engine.producer();
            add(engine, inUdp());
            send(engine, producer, datagram(PEER, NAT_T, esp(1)));
            assertThat(polled()).containsExactly(new XfrmEvent.StateAdded(inUdp()));

            send(engine, producer, datagram(PEER, 1025, esp(2)));
            send(engine, producer, datagram(PEER, 1025, esp(3)));
            assertThat(polled()).containsExactly(mapping(PEER, 1025));

            send(engine, producer, datagram("203.0.113.7", 1025, esp(4)));
            assertThat(polled()).containsExactly(mapping("203.0.113.7", 1025));

            send(engine, producer, datagram(PEER, NAT_T, esp(5)));
            assertThat(polled()).as("it is what the SA says").isEmpty();
            send(engine, producer, datagram("203.0.113.7", 1025, esp(6)));
            assertThat(polled()).containsExactly(mapping("203.0.113.7", 1025));
            assertThat(MonitorPrinter.print(events.getFirst()))
                    .isEqualTo("Mapping change 192.0.2.1:4500 -> 203.0.113.7:1025\n"
                            + "\tdst 198.51.100.2  reqid 0x0 protocol esp  SPI 0x1000\n");
            assertThat(clear).isEqualTo(6);
        }
    }

    private static XfrmEvent mapping(String source, int port) {
        return new XfrmEvent.MappingChanged(inUdp(), IpAddress.parse(PEER), NAT_T, IpAddress.parse(source), port);
    }

    @Test
    void shouldTellNothingWhenPacketFromElsewhereIsForgedOrReplayed() {
        try (ReceiveEngine engine = launch()) {
            ReceiveProducer producer = engine.producer();
            add(engine, inUdp());
            send(engine, producer, datagram(PEER, NAT_T, esp(1)));
            polled();
            byte[] forged = esp(2);
            forged[forged.length - 1] ^= 1;

            send(engine, producer, datagram("203.0.113.7", 1025, forged));
            send(engine, producer, datagram("203.0.113.7", 1025, esp(1)));

            assertThat(polled()).isEmpty();
            assertThat(clear).isEqualTo(1);
        }
    }

    @Test
    void shouldTellNothingWhenSaIsNotInUdp() {
        try (ReceiveEngine engine = launch()) {
            add(engine, builder().build());
            send(engine, engine.producer(), EspSender.ipv4(50, "203.0.113.7", HERE, 0, esp(1)));

            assertThat(polled()).hasSize(1);
            assertThat(clear).isEqualTo(1);
        }
    }

    @Test
    void shouldTellOfStatesAndPoliciesWhenTheyComeAndGo() {
        SaConfig config = builder()
                .limits(new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, 1, 2))
                .build();
        IpAddress any = IpAddress.any(4);
        Policy policy = new Policy(
                Selector.of(any, 0, any, 0), Policy.Direction.IN, Policy.Action.ALLOW, 7, 0, 0, 0, List.of());
        try (ReceiveEngine engine = launch()) {
            ReceiveProducer producer = engine.producer();
            add(engine, config);
            engine.addPolicy(policy);
            engine.addPolicy(policy);
            for (int number = 1; number <= 3; number++) {
                send(engine, producer, plain(number));
            }
            engine.removePolicy(policy);
            engine.removePolicy(policy);
            add(engine, config);
            engine.deleteState(config.id());
            engine.deleteState(config.id());

            int text = INNER.length;
            assertThat(polled())
                    .containsExactly(
                            new XfrmEvent.StateAdded(config),
                            new XfrmEvent.PolicyAdded(policy),
                            new XfrmEvent.StateExpired(config, false, text, 1),
                            new XfrmEvent.StateExpired(config, true, 2L * text, 2),
                            new XfrmEvent.PolicyDeleted(policy),
                            new XfrmEvent.StateAdded(config),
                            new XfrmEvent.StateDeleted(config));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWithTheSameWindowWhenAddedFromAnImage(boolean isLarger) {
        SaConfig after = builder().replayWindow(isLarger ? 256 : 64).build();
        String text;
        try (ReceiveEngine engine = launch()) {
            ReceiveProducer producer = engine.producer();
            add(engine, builder().build());
            for (long number : new long[] {1, 100, 98, 40}) {
                send(engine, producer, plain(number));
            }
            text = engine.image(50).print();
        }
        assertThat(clear).isEqualTo(4);
        StateUse use = StateImage.parse("image", text).at(50).find(after.id());
        try (ReceiveEngine engine = launch()) {
            ReceiveProducer producer = engine.producer();
            assertThat(engine.addState(after, new SecretKey(EspSender.MATERIAL.clone()), use))
                    .isEqualTo(ReceiveCore.Added.DONE);
            engine.doWork(nowNs);
            for (long number : new long[] {100, 98, 40, 36, 1}) {
                send(engine, producer, plain(number));
            }
            assertThat(clear).as("nothing a second time, nothing unknown").isEqualTo(4);
            assertThat(engine.snapshot().drops().get(DropReason.REPLAYED)).isEqualTo(5);
            for (long number : new long[] {99, 41, 37, 101}) {
                send(engine, producer, plain(number));
            }
            assertThat(clear).isEqualTo(8);
            assertThat(engine.snapshot().states().getFirst().packets()).isEqualTo(8);
        }
    }

    @Test
    void shouldOpenBehindEightZerosWhenEncapsulationIsTheOlderOne() {
        SaConfig config = inUdp();
        SaConfig older = builder().encap(NAT_T, NAT_T).flags(SaFlags.NON_IKE).build();
        assertThat(older.encapLength()).isEqualTo(16);
        assertThat(config.encapLength()).isEqualTo(8);
        EncapPorts ports = new EncapPorts();
        ports.add(new EncapPorts.Port(4, NAT_T, EncapPorts.Kind.NON_IKE, true));
        try (ReceiveEngine engine = ReceiveEngine.launch(new ReceiveContext()
                .crypto(new JdkProvider())
                .sink((core, returns) -> new Sink(returns))
                .policies(false)
                .ports(ports)
                .stepped(true))) {
            add(engine, older);
            byte[] esp = esp(1);
            send(
                    engine,
                    engine.producer(),
                    datagram(
                            PEER,
                            NAT_T,
                            ByteBuffer.allocate(8 + esp.length).put(8, esp).array()));
            assertThat(clear).isEqualTo(1);
        }
    }
}
