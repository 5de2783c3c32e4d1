// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketReturn;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SecretKey;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.EspSender;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReceiveEngineTest {
    private static final String FROM = "192.0.2.1";
    private static final String TO = "198.51.100.2";
    private static final byte[] INNER =
            EspSender.ipv4(17, "10.1.0.2", "10.2.0.2", 0, EspSender.udp(7, 9, new byte[600]));

    private static ReceiveContext context(ReceiveContext.Sinks sinks) {
        return new ReceiveContext()
                .crypto(new JdkProvider())
                .sink(sinks)
                .policies(false)
                .producerSlots(256, 8)
                .stepped(true);
    }

    private static SaConfig config(int spi) {
        return new SaConfigBuilder().between(FROM, TO).spi(spi).replayWindow(64).build();
    }

    private static void addState(ReceiveEngine engine, int spi) {
        assertThat(engine.addState(config(spi), new SecretKey(EspSender.MATERIAL.clone()), 0))
                .isEqualTo(ReceiveCore.Added.DONE);
    }

    private static byte[] esp(int spi, long number) {
        return EspSender.ipv4(50, FROM, TO, 0, EspSender.esp(spi, number, false, INNER, 4));
    }

    private static boolean send(ReceiveProducer producer, byte[] bytes) {
        Packet packet = producer.take(bytes.length);
        if (packet == null) {
            return false;
        }
        packet.put(bytes.length);
        packet.buffer().putBytes(packet.data(), bytes);
        packet.network(packet.data());
        boolean sent = producer.send(packet);
        if (!sent) {
            producer.discard(packet);
        }
        return sent;
    }

    /** Keeps what comes, and gives the slots back at once. */
    private record Keeper(List<byte[]> clear, PacketReturn returns) implements RxSink {
        @Override
        public void clear(Packet packet, InboundState state, boolean forward) {
            byte[] bytes = new byte[packet.length()];
            packet.buffer().getBytes(packet.data(), bytes);
            clear.add(bytes);
            returns.free(packet);
        }
    }

    @Test
    void shouldDeliverAndBringSlotsHomeWhenPacketsAreAuthentic() {
        List<byte[]> clear = new ArrayList<>();
        try (ReceiveEngine engine = ReceiveEngine.launch(context((core, returns) -> new Keeper(clear, returns)))) {
            addState(engine, 0x1000);
            ReceiveProducer producer = engine.producer();

            for (int i = 1; i <= 40; i++) {
                assertThat(send(producer, esp(0x1000, i))).isTrue();
            }
            send(producer, esp(0x1000, 3));
            producer.flush();
            engine.doWork(1);
            engine.doWork(2);

            assertThat(clear).hasSize(40).allSatisfy(bytes -> assertThat(bytes).isEqualTo(INNER));
            assertThat(producer.outstanding()).isZero();
            ReceiveSnapshot snapshot = engine.snapshot();
            assertThat(snapshot.in()).isEqualTo(41);
            assertThat(snapshot.clear()).isEqualTo(40);
            assertThat(snapshot.drops().get(DropReason.REPLAYED)).isEqualTo(1);
            assertThat(snapshot.imbalance()).isZero();
            assertThat(snapshot.states().getFirst().top()).isEqualTo(40);
        }
    }

    @Test
    void shouldRefuseSecondOneWhenIdentityIsTheSame() {
        try (ReceiveEngine engine =
                ReceiveEngine.launch(context((core, returns) -> new Keeper(new ArrayList<>(), returns)))) {
            addState(engine, 0x1000);
            SecretKey key = new SecretKey(EspSender.MATERIAL.clone());

            assertThat(engine.addState(config(0x1000), key, 0)).isEqualTo(ReceiveCore.Added.EXISTS);
            assertThat(key.isClosed()).isFalse();
            key.close();
            assertThat(engine.deleteState(config(0x1000).id())).isTrue();
            assertThat(engine.deleteState(config(0x1000).id())).isFalse();
            addState(engine, 0x1000);
        }
    }

    @Test
    void shouldHandOverWhenSteeringCannotSeeTheSpi() {
        List<byte[]> clear = new ArrayList<>();
        ReceiveContext context =
                context((core, returns) -> new Keeper(clear, returns)).cores(4);
        try (ReceiveEngine engine = ReceiveEngine.launch(context)) {
            ReceiveProducer producer = engine.producer();
            for (int spi = 0x1000; spi < 0x1020; spi++) {
                addState(engine, spi);
                send(producer, esp(spi, 1));
                byte[] whole = esp(spi, 2);
                send(producer, fragment(whole, spi, 0, 400));
                send(producer, fragment(whole, spi, 400, whole.length - 20));
            }
            producer.flush();
            for (int i = 0; i < 8; i++) {
                engine.doWork(i);
            }

            ReceiveSnapshot snapshot = engine.snapshot();
            assertThat(clear).hasSize(64).allSatisfy(bytes -> assertThat(bytes).isEqualTo(INNER));
            assertThat(snapshot.states())
                    .allSatisfy(state -> assertThat(state.packets()).isEqualTo(2));
            assertThat(snapshot.imbalance()).isZero();
            assertThat(producer.outstanding()).isZero();
            assertThat(engine.slotsOut()).isZero();
        }
    }

    /** Payload bytes of an IPv4 packet as a fragment of it. */
    private static byte[] fragment(byte[] whole, int id, int from, int to) {
        boolean last = to == whole.length - 20;
        byte[] piece = EspSender.joined(Arrays.copyOf(whole, 20), Arrays.copyOfRange(whole, 20 + from, 20 + to));
        ByteBuffer header = ByteBuffer.wrap(piece);
        header.putShort(2, (short) piece.length);
        header.putShort(4, (short) id);
        header.putShort(6, (short) (from / 8 | (last ? 0 : 0x2000)));
        header.putShort(10, (short) 0);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += header.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        header.putShort(10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return piece;
    }

    @Test
    void shouldHoldProducerWhenConsumerOfRingIsSlow() {
        ClearRing[] ring = new ClearRing[1];
        ReceiveContext context =
                context((core, returns) -> ring[0] = new ClearRing(2, returns)).ingressBursts(2);
        try (ReceiveEngine engine = ReceiveEngine.launch(context)) {
            addState(engine, 0x1000);
            ReceiveProducer producer = engine.producer();
            PacketBatch batch = new PacketBatch(32);
            int sent = 0;
            boolean held = false;
            while (!held) {
                held = !send(producer, esp(0x1000, sent + 1));
                sent += held ? 0 : 1;
                producer.flush();
                engine.doWork(sent);
            }
            assertThat(sent).isLessThan(200);

            int received = 0;
            for (int i = 0; i < 300; i++) {
                received += ring[0].drainTo(batch);
                ring[0].giveBack(batch);
                engine.doWork(1_000 + i);
            }
            producer.flush();

            assertThat(received).isEqualTo(sent);
            assertThat(engine.snapshot().dropped()).isZero();
            assertThat(producer.outstanding()).isZero();
        }
    }

    @Test
    void shouldReceiveOnItsThreadsWhenItIsNotStepped() {
        AtomicInteger clear = new AtomicInteger();
        ReceiveContext context = context((core, returns) -> (packet, state, forward) -> {
                    clear.incrementAndGet();
                    returns.free(packet);
                })
                .cores(2)
                .stepped(false);
        try (ReceiveEngine engine = ReceiveEngine.launch(context)) {
            ReceiveProducer producer = engine.producer();
            for (int spi = 0x1000; spi < 0x1010; spi++) {
                addState(engine, spi);
            }
            for (int i = 0; i < 1_000; i++) {
                byte[] bytes = esp(0x1000 + i % 16, 1 + i / 16);
                while (!send(producer, bytes)) {
                    producer.flush();
                    Thread.onSpinWait();
                }
            }
            producer.flush();
            while (clear.get() + engine.snapshot().dropped() < 1_000) {
                Thread.onSpinWait();
            }

            assertThat(clear.get()).isEqualTo(1_000);
            assertThat(engine.snapshot().counters().get(XfrmCounter.IN_STATE_SEQ_ERROR))
                    .isZero();
            while (producer.outstanding() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldEndStateWhenItsSecondsAreOver() {
        List<Boolean> expired = new ArrayList<>();
        ReceiveContext context = context((core, returns) -> new RxSink() {
            @Override
            public void clear(Packet packet, InboundState state, boolean forward) {
                returns.free(packet);
            }

            @Override
            public void expired(InboundState state, boolean hard) {
                expired.add(hard);
            }
        });
        try (ReceiveEngine engine = ReceiveEngine.launch(context)) {
            SaConfig config = new SaConfigBuilder()
                    .between(FROM, TO)
                    .spi(0x1000)
                    .limits(SaLimits.NONE.seconds(2, 3, 0, 0))
                    .build();
            engine.addState(config, new SecretKey(EspSender.MATERIAL.clone()), 0);
            long start = 5_000_000_000L;
            engine.doWork(start);

            engine.doWork(start + 1_999_999_999L);
            assertThat(expired).isEmpty();
            engine.doWork(start + 2_000_000_000L);
            assertThat(expired).containsExactly(false);
            engine.doWork(start + 2_999_999_999L);
            assertThat(engine.snapshot().states()).hasSize(1);
            engine.doWork(start + 3_000_000_000L);

            assertThat(expired).containsExactly(false, true);
            assertThat(engine.snapshot().states()).isEmpty();
        }
    }

    @Test
    void shouldNameSettingWhenItIsOutOfRange() {
        assertThatThrownBy(() -> ReceiveEngine.launch(new ReceiveContext().crypto(new JdkProvider())))
                .hasMessageContaining("needs a crypto provider and a sink");
        assertThatThrownBy(() -> ReceiveEngine.launch(context((core, returns) -> new Keeper(new ArrayList<>(), returns))
                        .cores(0)))
                .hasMessageContaining("cores is 0; allowed: 1 to 64");
    }
}
