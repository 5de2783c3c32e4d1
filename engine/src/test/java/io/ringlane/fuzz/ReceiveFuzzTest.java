// SPDX-License-Identifier: Apache-2.0
package io.ringlane.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import io.ringlane.receive.ReceiveContext;
import io.ringlane.receive.ReceiveCore;
import io.ringlane.receive.ReceiveEngine;
import io.ringlane.receive.ReceiveProducer;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.SecretKey;
import io.ringlane.testing.EspSender;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Damaged frames: half of them damaged before they are sealed, so that they are authentic. Nothing may be thrown, and
 * nothing may pass that {@link Suspicion} does not let pass. {@code -Dringlane.fuzz.frames=N} for a longer run,
 * {@code -Dringlane.fuzz.seed=N} for another one.
 */
final class ReceiveFuzzTest {
    private static final int FRAMES = Integer.getInteger("ringlane.fuzz.frames", 1_000_000);
    private static final long SEED = Long.getLong("ringlane.fuzz.seed", 4L);
    private static final int BATCH = 16;
    private static final int LONGEST = 120;
    private static final int KEPT = 64;
    private static final long NANOS_PER_BATCH = 1_000_000;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Mutator mutator = new Mutator(random);
    private final Suspicion suspicion = new Suspicion();
    private final long[] numbers = new long[FuzzSa.ALL.size()];
    private final byte[][] kept = new byte[KEPT][];
    private final ReceiveEngine engine = ReceiveEngine.launch(new ReceiveContext()
            .crypto(new JdkProvider())
            .policies(false)
            .maxStates(16)
            .producerSlots(256, 16)
            .stepped(true)
            .sink((core, returns) -> new Judge(returns)));
    private final ReceiveProducer producer = engine.producer();
    private long nowNs;
    private long passed;

    ReceiveFuzzTest() {
        for (FuzzSa sa : FuzzSa.ALL) {
            EncapPorts.Kind kind = sa.inUdp ? EncapPorts.Kind.ESP_IN_UDP : null;
            SecretKey key = new SecretKey(EspSender.MATERIAL.clone());
            assertThat(engine.addState(sa.config(), key, 0, kind, 0)).isEqualTo(ReceiveCore.Added.DONE);
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private final class Judge implements RxSink {
        private final PacketReturn returns;

        Judge(PacketReturn returns) {
            this.returns = returns;
        }

        @Override
        public void clear(Packet packet, InboundState state, boolean forward) {
            if (state != null) {
                byte[] bytes = new byte[packet.length()];
                packet.buffer().getBytes(packet.data(), bytes);
                FuzzSa sa = FuzzSa.ALL.get(state.config().id().spi() - FuzzSa.TUNNEL_44.spi());
                String fault = suspicion.passed(sa, bytes);
                assertThat(fault)
                        .as("%s, seed %d: %s", sa, SEED, HexFormat.of().formatHex(bytes))
                        .isNull();
                passed++;
            }
            returns.free(packet);
        }
    }

    @Test
    void shouldLetNothingPassThatWasNotSealedWhenFramesAreDamaged() {
        for (int done = 0; done < FRAMES; done += BATCH) {
            for (int i = 0; i < BATCH; i++) {
                hand(next());
            }
            settle();
        }
        assertThat(engine.snapshot().in()).isGreaterThanOrEqualTo(FRAMES - FRAMES / 100);
        // a check that refuses everything would pass, too
        assertThat(passed).isGreaterThan(FRAMES / 10);
    }

    @Test
    void shouldLetNothingPassWhenAFrameIsCutAnywhere() {
        for (FuzzSa sa : FuzzSa.ALL) {
            byte[] frame = fresh(sa, false);
            for (int length = 0; length < frame.length; length++) {
                hand(Arrays.copyOf(frame, length));
                settle();
                assertThat(passed)
                        .as("%s cut to %d of %d", sa, length, frame.length)
                        .isZero();
            }
            hand(frame);
            settle();
            assertThat(passed).as("%s whole", sa).isEqualTo(1);
            passed = 0;
        }
    }

    private byte[] next() {
        int kind = random.nextInt(20);
        if (kind == 0 && kept[0] != null) {
            byte[] old = kept[random.nextInt(KEPT)];
            return old == null ? kept[0] : old;
        }
        FuzzSa sa = FuzzSa.ALL.get(random.nextInt(FuzzSa.ALL.size()));
        byte[] frame = fresh(sa, kind < 11);
        kept[random.nextInt(KEPT)] = frame;
        kept[0] = frame;
        return kind < 11 || kind == 19 ? frame : mutator.damage(frame);
    }

    /** A frame with the SA's next number, or one a little behind. @param damaged before it is sealed. */
    private byte[] fresh(FuzzSa sa, boolean damaged) {
        numbers[sa.ordinal()] += 1 + (random.nextInt(50) == 0 ? random.nextInt(100) : 0);
        long number = numbers[sa.ordinal()];
        byte[] content = new byte[8 + random.nextInt(LONGEST)];
        random.nextBytes(content);
        byte[] text = sa.text(sa.payload(content));
        if (damaged) {
            text = mutator.damage(text);
        }
        suspicion.sealed(sa, number, text);
        return sa.sealed(number, text);
    }

    private void hand(byte[] bytes) {
        Packet packet = producer.take(bytes.length);
        packet.put(bytes.length);
        packet.buffer().putBytes(packet.data(), bytes);
        packet.network(packet.data());
        assertThat(producer.send(packet)).isTrue();
    }

    private void settle() {
        producer.flush();
        engine.doWork(nowNs += NANOS_PER_BATCH);
        assertThat(engine.snapshot().imbalance()).isZero();
    }
}
