// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.checkpoint.Checkpoint;
import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SecretKey;
import io.ringlane.stats.DropReason;
import io.ringlane.testing.EspSender;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inbound SAs that grow old, are followed by others, and come back after a restart. */
final class InboundLifeTest {
    private static final long SECOND = 1_000_000_000;
    private static final String FROM = "192.0.2.1";
    private static final String TO = "198.51.100.2";
    private static final byte[] INNER =
            EspSender.ipv4(17, "10.1.0.2", "10.2.0.2", 0, EspSender.udp(7, 9, new byte[60]));

    private final List<String> events = new ArrayList<>();
    private int clear;
    private long nowNs;

    private ReceiveEngine launch(UnaryOperator<ReceiveContext> change) {
        return ReceiveEngine.launch(change.apply(new ReceiveContext()
                .crypto(new JdkProvider())
                .sink((core, returns) -> new Sink(returns))
                .policies(false)
                .producerSlots(256, 8)
                .stepped(true)));
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

        @Override
        public void expired(InboundState state, boolean hard) {
            events.add((hard ? "hard " : "soft ")
                    + Integer.toHexString(state.config().id().spi()));
        }
    }

    private static SaConfig config(int spi, SaLimits limits) {
        return new SaConfigBuilder()
                .between(FROM, TO)
                .spi(spi)
                .replayWindow(64)
                .limits(limits)
                .build();
    }

    private static ReceiveCore.Added add(ReceiveEngine engine, SaConfig config) {
        SecretKey key = new SecretKey(EspSender.MATERIAL.clone());
        ReceiveCore.Added added = engine.addState(config, key, 0);
        if (added != ReceiveCore.Added.DONE) {
            key.close();
        }
        return added;
    }

    private void send(ReceiveEngine engine, ReceiveProducer producer, int spi, long number) {
        byte[] bytes = EspSender.ipv4(50, FROM, TO, 0, EspSender.esp(spi, number, false, INNER, 4));
        Packet packet = producer.take(bytes.length);
        packet.put(bytes.length);
        packet.buffer().putBytes(packet.data(), bytes);
        packet.network(packet.data());
        assertThat(producer.send(packet)).isTrue();
        producer.flush();
        engine.doWork(nowNs);
    }

    private void pass(ReceiveEngine engine, long seconds) {
        nowNs += seconds * SECOND;
        engine.doWork(nowNs);
    }

    @Test
    void shouldEndWhenStateIsTooOldThoughNothingComes() {
        try (ReceiveEngine engine = launch(context -> context)) {
            add(engine, config(0x1000, SaLimits.NONE.seconds(10, 15, 0, 0)));
            add(engine, config(0x2000, SaLimits.NONE));
            engine.doWork(nowNs);
            pass(engine, 9);
            assertThat(events).isEmpty();
            pass(engine, 1);
            assertThat(events).containsExactly("soft 1000");
            pass(engine, 5);

            assertThat(events).containsExactly("soft 1000", "hard 1000");
            assertThat(engine.snapshot().states()).hasSize(1);
        }
    }

    @Test
    void shouldCountFromFirstPacketWhenLimitIsSinceUse() {
        try (ReceiveEngine engine = launch(context -> context)) {
            ReceiveProducer producer = engine.producer();
            add(engine, config(0x1000, SaLimits.NONE.seconds(0, 0, 3, 5)));
            pass(engine, 100);
            send(engine, producer, 0x1000, 1);
            pass(engine, 4);
            send(engine, producer, 0x1000, 2);
            assertThat(events).containsExactly("soft 1000");
            pass(engine, 2);
            send(engine, producer, 0x1000, 3);

            assertThat(events).containsExactly("soft 1000", "hard 1000");
            assertThat(clear).isEqualTo(2);
            assertThat(engine.snapshot().drops().get(DropReason.UNKNOWN_SA)).isEqualTo(1);
        }
    }

    @Test
    void shouldLoseNothingWhenPeerRekeysHundredsOfTimes() {
        int sent = 0;
        try (ReceiveEngine engine = launch(context -> context)) {
            ReceiveProducer producer = engine.producer();
            for (int rekey = 0; rekey < 300; rekey++) {
                // the new one first, then the peer changes over; late packets of the old one still come
                add(engine, config(0x1000 + rekey, SaLimits.NONE.seconds(20, 30, 0, 0)));
                for (int i = 1; i <= 10; i++) {
                    send(engine, producer, 0x1000 + rekey, i);
                    sent++;
                    if (rekey > 0 && i < 4) {
                        send(engine, producer, 0x1000 + rekey - 1, 10 + i);
                        sent++;
                    }
                }
                pass(engine, 14);
            }
            assertThat(clear).isEqualTo(sent);
            assertThat(engine.snapshot().drops().values()).allMatch(count -> count == 0);
            assertThat(engine.snapshot().states()).as("old ones ended").hasSizeLessThan(5);
        }
    }

    @Test
    void shouldTakeNothingTwiceWhenEngineStartsAgain(@TempDir Path folder) {
        SaConfig config = config(0x1000, SaLimits.NONE);
        Checkpoint.create(folder.resolve("numbers"), 8).close();
        for (int run = 0; run < 3; run++) {
            try (Checkpoint checkpoint = Checkpoint.open(folder.resolve("numbers"));
                    ReceiveEngine engine = launch(context -> context.checkpoint(checkpoint))) {
                ReceiveProducer producer = engine.producer();
                assertThat(add(engine, config)).isEqualTo(ReceiveCore.Added.DONE);
                assertThat(add(engine, config)).isEqualTo(ReceiveCore.Added.EXISTS);
                for (int number = 1; number <= 50 * (run + 1); number++) {
                    send(engine, producer, 0x1000, number);
                }
                assertThat(clear).isEqualTo(50 * (run + 1));
                assertThat(engine.snapshot().drops().getOrDefault(DropReason.REPLAYED, 0L))
                        .isEqualTo(50L * run);
            }
        }
    }

    @Test
    void shouldRefuseAndCountWhenNumberIsNotOnRecord(@TempDir Path folder) {
        try (Checkpoint checkpoint =
                        Checkpoint.create(folder.resolve("numbers"), 8).windowBlock(256);
                ReceiveEngine engine = launch(context -> context.checkpoint(checkpoint))) {
            ReceiveProducer producer = engine.producer();
            add(engine, config(0x1000, SaLimits.NONE));
            send(engine, producer, 0x1000, 1);
            send(engine, producer, 0x1000, 5000);
            assertThat(engine.snapshot().drops().get(DropReason.SEQUENCE_NOT_ON_RECORD))
                    .isEqualTo(1);
            send(engine, producer, 0x1000, 5001);

            assertThat(clear).isEqualTo(2);
        }
    }
}
