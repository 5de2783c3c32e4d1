// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static io.ringlane.engine.EngineFixture.open;
import static io.ringlane.engine.EngineFixture.tcp;
import static io.ringlane.engine.EngineFixture.tunnel;
import static io.ringlane.engine.EngineFixture.tunnel6;
import static io.ringlane.engine.EngineFixture.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoWorker.CompletionOrder;
import io.ringlane.dev.Features;
import io.ringlane.offload.UserOffload;
import io.ringlane.sa.SaFlags;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.FakeQueue;
import io.ringlane.testing.FakeXfrmOps;
import io.ringlane.testing.TestPackets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 3.3, 3.4 and 5.4 of the semantics on the wire: numbers, high halves, IVs, on every road. */
final class SequenceNumbersTest {
    private static final long ESP =
            Features.SG | Features.HW_CSUM | Features.HW_ESP | Features.TSO | Features.TSO6 | Features.GSO_PARTIAL;

    private final FakeDevice plain = FakeDevice.of("eth0", Features.SG | Features.HW_CSUM);
    private final FakeDevice esp = FakeDevice.of("esp0", ESP).xfrmOps(new FakeXfrmOps());

    private static UserOffload onDevice() {
        return new UserOffload(1, 0);
    }

    private static List<Integer> numbers(FakeDevice device) {
        return device.sent().stream().map(EngineFixture::number).toList();
    }

    private static String oseq(EngineFixture fixture) {
        EngineSnapshot.State state = fixture.snapshot().states().getFirst();
        return Integer.toHexString(state.sequenceHigh()) + ":" + Integer.toHexString(state.sequenceLow());
    }

    @ParameterizedTest(name = "3.4: oseq 41, four segments, deferred {0}: 42 to 45, SA 45")
    @ValueSource(booleans = {true, false})
    void shouldNumberSegmentsInOrderWhenSuperPacketIsCut(boolean deferred) {
        try (EngineFixture fixture = new EngineFixture(context -> context.deferredEsp(deferred), plain)) {
            fixture.protect(tunnel().sequence(0, 41));
            fixture.send(tcp(4));
            assertThat(numbers(plain)).containsExactly(42, 43, 44, 45);
            assertThat(oseq(fixture)).isEqualTo("0:2d");
            assertThat(plain.sent()).allMatch(frame -> open(frame) != null);
        }
    }

    @ParameterizedTest(name = "3.4: oseq 41, one packet, deferred {0}: 42, SA 42")
    @ValueSource(booleans = {true, false})
    void shouldNumberSinglePacketWhenItIsSent(boolean deferred) {
        try (EngineFixture fixture = new EngineFixture(context -> context.deferredEsp(deferred), plain)) {
            fixture.protect(tunnel().sequence(0, 41));
            fixture.send(udp());
            assertThat(numbers(plain)).containsExactly(42);
            assertThat(oseq(fixture)).isEqualTo("0:2a");
        }
    }

    @Test
    @DisplayName("3.4: super-packet passed whole: first number 42, SA 45")
    void shouldLeaveFirstNumberWhenDeviceCuts() {
        esp.changeFeatures(ESP | Features.GSO_ESP);
        try (EngineFixture fixture = new EngineFixture(esp)) {
            fixture.protect(tunnel().sequence(0, 41), 4, onDevice());
            fixture.send(tcp(4));
            assertThat(numbers(esp)).containsExactly(42);
            assertThat(oseq(fixture)).isEqualTo("0:2d");
        }
    }

    @Test
    @DisplayName("3.4: gso_partial: the number advances by gso_segs: 42 for four segments, 46 for the rest")
    void shouldAdvanceBySegmentsWhenDeviceTakesPartialSuperSegments() {
        esp.changeFeatures(ESP | Features.HW_ESP_TX_CSUM);
        esp.gsoPartialFeatures(Features.HW_ESP | Features.GSO_ESP);
        try (EngineFixture fixture = new EngineFixture(esp)) {
            fixture.protect(tunnel().sequence(0, 41), 4, onDevice());
            fixture.send(TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                    .tcp(1, 2)
                    .payload(450)
                    .gso(100));
            assertThat(numbers(esp)).containsExactly(42, 46);
            assertThat(esp.queue(0).attempts())
                    .extracting(FakeQueue.Attempt::gsoSize)
                    .containsExactly(100, 0);
            assertThat(oseq(fixture)).isEqualTo("0:2e");
        }
    }

    /** The vector of 5.4, and deviation 4: the segment ffffffff belongs to 5. Also with crypto off the core. */
    @ParameterizedTest(name = "5.4, 3.3: ESN 5:fffffffd, four segments, {0} outside, {1} workers")
    @CsvSource({"4,0", "6,0", "4,2", "6,2"})
    void shouldAuthenticateTheRightHalfWhenSuperPacketCrossesTheWrap(int outer, int workers) {
        try (EngineFixture fixture = new EngineFixture(context -> context.asyncWorkers(workers), plain)) {
            fixture.protect((outer == 4 ? tunnel() : tunnel6()).esn(true).sequence(5, 0xfffffffd));
            fixture.send(tcp(4));
            checkVector();
            assertThat(oseq(fixture)).isEqualTo("6:1");
        }
    }

    private void checkVector() {
        List<byte[]> frames = plain.sent();
        assertThat(numbers(plain)).containsExactly(0xfffffffe, 0xffffffff, 0, 1);
        int[] high = {5, 5, 6, 6};
        for (int i = 0; i < 4; i++) {
            assertThat(open(frames.get(i), high[i])).as("segment " + i).isNotNull();
            assertThat(open(frames.get(i), high[i] ^ 3)).isNull();
            assertThat(EngineFixture.iv(frames.get(i)))
                    .isEqualTo((long) high[i] << 32 | EngineFixture.number(frames.get(i)) & 0xffffffffL);
        }
    }

    @Test
    @DisplayName("5.4: ESN on a device that cuts: V7 cuts here, the driver hears of the new half")
    void shouldCutHereWhenSuperPacketForDeviceCrossesTheWrap() {
        FakeXfrmOps ops = new FakeXfrmOps();
        FakeDevice device = FakeDevice.of("esp1", ESP | Features.GSO_ESP).xfrmOps(ops);
        try (EngineFixture fixture = new EngineFixture(device)) {
            fixture.protect(tunnel().esn(true).sequence(5, 0xfffffffd), 4, onDevice());
            ops.takeLog();
            fixture.send(tcp(4));
            assertThat(numbers(device)).containsExactly(0xfffffffe, 0xffffffff, 0, 1);
            assertThat(ops.takeLog()).containsExactly("advance spi=0x00001000");
            assertThat(open(device.sent().get(1), 5)).isNotNull();
        }
    }

    @Test
    @DisplayName("5.4: the end of the numbers: XfrmOutStateSeqError, SA unchanged, a smaller packet still fits")
    void shouldRefuseSuperPacketWhenNumbersRunOut() {
        try (EngineFixture fixture = new EngineFixture(plain)) {
            fixture.protect(tunnel().sequence(0, 0xfffffffd));
            fixture.send(tcp(3));
            assertThat(fixture.count(XfrmCounter.OUT_STATE_SEQ_ERROR)).isEqualTo(1);
            assertThat(oseq(fixture)).isEqualTo("0:fffffffd");
            assertThat(fixture.snapshot().states().getFirst().packets()).isZero();
            fixture.send(udp(), udp(), udp());
            assertThat(numbers(plain)).containsExactly(0xfffffffe, 0xffffffff);
            assertThat(fixture.count(XfrmCounter.OUT_STATE_SEQ_ERROR)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("5.4: OSEQ_MAY_WRAP: 0 follows ffffffff, IVs stay those of the 32-bit number")
    void shouldGoOnWhenWrapIsAllowed() {
        try (EngineFixture fixture = new EngineFixture(plain)) {
            fixture.protect(tunnel().flags(SaFlags.OSEQ_MAY_WRAP).sequence(0, 0xfffffffe));
            fixture.send(udp(), udp(), udp());
            assertThat(numbers(plain)).containsExactly(0xffffffff, 0, 1);
            assertThat(plain.sent()).extracting(EngineFixture::iv).containsExactly(0xffffffffL, 0L, 1L);
        }
    }

    @ParameterizedTest(name = "3.3: completions in any order leave in number order, seed {0}, deferred {1}")
    @CsvSource({"1,true", "2,true", "3,true", "1,false", "2,false", "3,false"})
    void shouldLeaveInNumberOrderWhenWorkersCompleteInAnyOrder(long seed, boolean deferred) {
        try (EngineFixture fixture = new EngineFixture(
                context -> context.asyncWorkers(3)
                        .burst(4)
                        .maxSegments(32)
                        .deferredEsp(deferred)
                        .asyncOrder(CompletionOrder.shuffledBy(seed)),
                plain)) {
            fixture.protect(tunnel());
            for (int i = 0; i < 20; i++) {
                fixture.send(udp(), tcp(5), udp());
            }
            List<Integer> numbers = numbers(plain);
            assertThat(numbers).hasSize(140).isSorted().doesNotHaveDuplicates();
            assertThat(plain.sent()).allMatch(frame -> open(frame) != null);
        }
    }
}
