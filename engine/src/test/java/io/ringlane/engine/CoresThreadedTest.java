// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Route;
import io.ringlane.packet.Packet;
import io.ringlane.testing.TestPackets;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several cores on threads of their own: nothing is lost, numbers come once and in order, closing works. */
@Timeout(120)
final class CoresThreadedTest {
    private static final int CORES = 2;
    private static final int SAS = 4;
    private static final int PACKETS = 20_000;

    private final List<List<Integer>> numbers = new ArrayList<>();
    private final FrameDevice device;

    CoresThreadedTest() {
        for (int i = 0; i < SAS; i++) {
            numbers.add(new ArrayList<>());
        }
        // an SA keeps to its core, and a core has one queue here: each list has one writer
        device = new FrameDevice("eth0", 1500, this::note, this::note);
    }

    private boolean note(Packet frame) {
        int esp = frame.data() + 34;
        int sa = frame.buffer().getByte(esp + 3);
        numbers.get(sa).add(frame.buffer().getInt(esp + 4, ByteOrder.BIG_ENDIAN));
        return true;
    }

    private Engine launch() {
        EngineContext context = new EngineContext()
                .offline(true)
                .cores(CORES)
                .stepped(false)
                .idle(EngineContext.Idle.YIELD)
                .route(new Route(device, 1500, new byte[14], Route.DEFAULT_HOP_LIMIT));
        Engine engine = Engine.launch(context);
        engine.addDevice(device);
        for (int sa = 0; sa < SAS; sa++) {
            CoresFixture.protect(engine, sa, CoresFixture.settings(sa).build());
        }
        return engine;
    }

    private static void send(Producer producer, int count) {
        send(producer, count, SAS);
    }

    private static void send(Producer producer, int count, int sas) {
        TestPackets[] packets = new TestPackets[64];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = CoresFixture.packet(i % sas, 1000 + i, i);
        }
        for (int i = 0; i < count; i++) {
            Packet packet = producer.take(200);
            while (packet == null) {
                producer.flush();
                Thread.onSpinWait();
                packet = producer.take(200);
            }
            packets[i % packets.length].fill(packet);
            while (!producer.send(packet)) {
                producer.flush();
                Thread.onSpinWait();
            }
        }
        producer.flush();
    }

    @Test
    void shouldLoseNothingWhenCoresHandOverToEachOther() {
        try (Engine engine = launch()) {
            Producer producer = engine.producer();
            send(producer, PACKETS);
            while (producer.outstanding() > 0) {
                Thread.onSpinWait();
            }
            EngineSnapshot snapshot = engine.snapshot();
            assertThat(snapshot.account().sent()).isEqualTo(PACKETS);
            assertThat(snapshot.account().imbalance()).isZero();
            assertThat(snapshot.cores()).allSatisfy(share -> {
                assertThat(share.imbalance()).isZero();
                assertThat(share.handedOver()).isPositive();
            });
            assertThat(engine.isIdle()).isTrue();
        }
        for (List<Integer> ofSa : numbers) {
            assertThat(ofSa).hasSize(PACKETS / SAS).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldNumberOnceAndInOrderWhenOneSaIsSpreadOverThreads() throws InterruptedException {
        List<byte[]> wire = new ArrayList<>();
        FrameDevice.Handler capture = frame -> wire.add(bytes(frame));
        FrameDevice one = new FrameDevice("eth0", 1500, capture, capture);
        EngineContext context = new EngineContext()
                .offline(true)
                .cores(CORES)
                .stepped(false)
                .idle(EngineContext.Idle.YIELD)
                .spread(config -> true)
                .route(new Route(one, 1500, new byte[14], Route.DEFAULT_HOP_LIMIT));
        try (Engine engine = Engine.launch(context)) {
            engine.addDevice(one);
            CoresFixture.protect(
                    engine,
                    0,
                    CoresFixture.settings(0).esn(true).sequence(0, -PACKETS / 2).build());
            List<Producer> producers = List.of(engine.producer(0), engine.producer(1));
            Thread other = new Thread(() -> send(producers.get(1), PACKETS / 2, 1));
            other.start();
            send(producers.get(0), PACKETS / 2, 1);
            other.join();
            for (Producer producer : producers) {
                while (producer.outstanding() > 0) {
                    Thread.onSpinWait();
                }
            }
            EngineSnapshot snapshot = engine.snapshot();
            assertThat(snapshot.account().sent()).isEqualTo(PACKETS);
            assertThat(snapshot.account().imbalance()).isZero();
            assertThat(snapshot.states())
                    .singleElement()
                    .satisfies(state -> assertThat(state.packets()).isEqualTo(PACKETS));
            assertThat(snapshot.cores())
                    .allSatisfy(share -> assertThat(share.account().in()).isEqualTo(PACKETS / 2));
        }
        assertThat(wire).hasSize(PACKETS);
        checkOrder(wire);
    }

    private static byte[] bytes(Packet frame) {
        byte[] bytes = new byte[frame.length()];
        frame.buffer().getBytes(frame.data(), bytes);
        return bytes;
    }

    /** Opens every frame, the high half worked out as a receiver does, and looks at the whole 64-bit number. */
    private static void checkOrder(List<byte[]> wire) {
        long last = 0xffff_ffffL - PACKETS / 2;
        for (byte[] frame : wire) {
            long low = EngineFixture.number(frame) & 0xffffffffL;
            int high = low < 0x8000_0000L ? 1 : 0;
            long number = (long) high << 32 | low;
            assertThat(number).isGreaterThan(last);
            assertThat(EngineFixture.open(frame, high)).as("number " + number).isNotNull();
            last = number;
        }
    }

    @Test
    void shouldEndEveryPacketWhenClosedUnderLoad() throws InterruptedException {
        Engine engine = launch();
        Producer producer = engine.producer();
        AtomicReference<EngineSnapshot> seen = new AtomicReference<>();
        Thread watcher = new Thread(() -> {
            for (int i = 0; i < 50; i++) {
                seen.set(engine.snapshot());
                assertThat(seen.get().account().imbalance()).isZero();
                assertThat(seen.get().account().queued()).isNotNegative();
            }
        });
        watcher.start();
        send(producer, PACKETS);
        watcher.join();
        engine.close();

        EngineSnapshot.Account account = engine.snapshot().account();
        assertThat(seen.get()).isNotNull();
        assertThat(account.queued()).isZero();
        assertThat(account.imbalance()).isZero();
    }

    @Test
    void shouldGoOnAndSaySoWhenCpuIsNotThere() {
        List<String> notices = new ArrayList<>();
        EngineContext context = new EngineContext()
                .offline(true)
                .stepped(false)
                .cpus(CpuAffinity.CPUS - 1)
                .listener(new EngineListener() {
                    @Override
                    public void notice(String line) {
                        notices.add(line);
                    }
                })
                .route(new Route(device, 1500, new byte[14], Route.DEFAULT_HOP_LIMIT));
        try (Engine engine = Engine.launch(context)) {
            assertThat(engine.isIdle()).isTrue();
        }
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith("core-0 cannot be tied to cpu 1023, it runs on any: ");
    }
}
