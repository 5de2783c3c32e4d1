// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Route;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.TestPackets;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rekeying under load: a new SA is added, packets change over to it at once, the old one is deleted while its packets
 * are still under way. Nothing may be lost, and no packet may go under a key that is gone.
 */
@Timeout(120)
final class RekeyTest {
    private static final int REKEYS = 400;
    private static final int FIRST_SPI = 0x1000;

    private final List<Integer> spis = new ArrayList<>();
    private final Map<Integer, Integer> lastNumbers = new HashMap<>();

    private boolean note(Packet frame) {
        int esp = frame.data() + 34;
        int spi = frame.buffer().getInt(esp, ByteOrder.BIG_ENDIAN);
        int number = frame.buffer().getInt(esp + 4, ByteOrder.BIG_ENDIAN);
        assertThat(number).isEqualTo(lastNumbers.getOrDefault(spi, 0) + 1);
        lastNumbers.put(spi, number);
        spis.add(spi);
        return true;
    }

    private static SaConfig config(int rekey) {
        return CoresFixture.settings(0).spi(FIRST_SPI + rekey).build();
    }

    @Test
    void shouldLoseNothingWhenRekeyedHundredsOfTimesUnderLoad() throws InterruptedException {
        FrameDevice device = new FrameDevice("eth0", 1500, this::note);
        AtomicLong sent = new AtomicLong();
        EngineContext context = new EngineContext()
                .stepped(false)
                .idle(EngineContext.Idle.YIELD)
                .route(new Route(device, 1500, new byte[14], Route.DEFAULT_HOP_LIMIT));
        EngineSnapshot.Account account;
        try (Engine engine = Engine.launch(context)) {
            engine.addDevice(device);
            CoresFixture.protect(engine, 0, config(0));
            Producer producer = engine.producer();
            Thread load = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    sent.addAndGet(sendSome(producer));
                }
            });
            load.start();
            for (int i = 1; i <= REKEYS; i++) {
                assertThat(engine.addState(config(i), CoresFixture.key()).isRefused())
                        .isFalse();
                assertThat(engine.deleteState(config(i - 1).id())).isTrue();
                long before = sent.get();
                while (sent.get() < before + 20) {
                    Thread.onSpinWait();
                }
            }
            load.interrupt();
            load.join();
            while (producer.outstanding() > 0) {
                Thread.onSpinWait();
            }
            account = engine.snapshot().account();
        }
        assertThat(account.in()).isEqualTo(sent.get());
        assertThat(account.dropped()).isZero();
        assertThat(account.sent()).isEqualTo(sent.get());
        assertThat(spis).hasSize((int) sent.get()).isSorted();
        assertThat(lastNumbers).hasSizeGreaterThan(REKEYS / 2);
    }

    private static int sendSome(Producer producer) {
        TestPackets packet = CoresFixture.packet(0, 1000, 0);
        Packet built = producer.take(packet.bytes().length);
        if (built == null) {
            Thread.onSpinWait();
            return 0;
        }
        packet.fill(built);
        boolean taken = producer.send(built);
        if (!taken) {
            producer.discard(built);
        }
        producer.flush();
        return taken ? 1 : 0;
    }

    @Test
    void shouldLoseNothingWhenSuccessorIsAddedAtTheSoftLimit() {
        List<Integer> wanted = new ArrayList<>();
        EngineListener listener = new EngineListener() {
            @Override
            public void expired(XfrmState state, boolean hard) {
                if (!hard) {
                    wanted.add(state.config().id().spi() + 1);
                }
            }
        };
        try (CoresFixture fixture =
                new CoresFixture(2, context -> context.offline(false).listener(listener))) {
            SaLimits limits = new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, 10, 60);
            fixture.protect(
                    0, CoresFixture.settings(0).spi(FIRST_SPI).limits(limits).build());
            for (int i = 0; i < 5000; i++) {
                fixture.send(CoresFixture.packet(0, 1000 + i % 7, i));
                fixture.step();
                for (int spi : wanted) {
                    fixture.add(CoresFixture.settings(0).spi(spi).limits(limits).build());
                }
                wanted.clear();
            }
            fixture.settle();

            int frames = 0;
            for (int i = 0; i < fixture.device.queues(); i++) {
                frames += fixture.device.queue(i).sent().size();
            }
            assertThat(frames).isEqualTo(5000);
            assertThat(fixture.engine.snapshot().drops()).isEmpty();
            assertThat(fixture.engine.snapshot().states()).hasSizeGreaterThan(100);
        }
    }
}
