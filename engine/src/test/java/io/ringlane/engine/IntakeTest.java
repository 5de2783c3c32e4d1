// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.dev.TxQueue;
import io.ringlane.packet.Packet;
import io.ringlane.testing.TestPackets;
import io.ringlane.tx.Intake;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sources that a core polls on its own thread, beside producers and alone. */
final class IntakeTest {
    private static final int SAS = 4;

    private final Deque<TestPackets> waiting = new ArrayDeque<>();
    private CoresFixture fixture;
    private Intake intake;
    private int polls;
    private int leastRoom = Integer.MAX_VALUE;

    @AfterEach
    void closeEngine() {
        assertThat(intake.outstanding()).as("slots of the intake").isZero();
        fixture.close();
    }

    private void launch(int cores, UnaryOperator<EngineContext> change) {
        fixture = new CoresFixture(cores, change);
        for (int sa = 0; sa < SAS; sa++) {
            fixture.protect(sa);
        }
        intake = fixture.engine.poll(0, this::poll);
    }

    /** What waits, as far as there is room and a slot. */
    private void poll(Intake from) {
        polls++;
        leastRoom = Math.min(leastRoom, from.room());
        while (!waiting.isEmpty() && from.room() > 0) {
            Packet packet = from.take(waiting.peek().bytes().length);
            if (packet == null) {
                return;
            }
            waiting.poll().fill(packet);
            assertThat(from.add(packet)).isTrue();
        }
    }

    private void offer(int packets) {
        for (int i = 0; i < packets; i++) {
            waiting.add(CoresFixture.packet(i % SAS, 1000 + i % 7, i));
        }
    }

    @Test
    void shouldSendWhatAProducerWouldWhenASourceIsPolled() {
        launch(1, context -> context);
        offer(500);
        fixture.settle();
        CoresFixture other = new CoresFixture(1, context -> context);
        for (int sa = 0; sa < SAS; sa++) {
            other.protect(sa);
        }
        for (int i = 0; i < 500; i++) {
            other.send(CoresFixture.packet(i % SAS, 1000 + i % 7, i));
        }
        other.settle();

        assertThat(intake.taken()).isEqualTo(500);
        for (int sa = 0; sa < SAS; sa++) {
            assertThat(fixture.frames(sa)).hasSize(125).containsExactlyElementsOf(other.frames(sa));
        }
        other.close();
    }

    @Test
    void shouldBringSlotsHomeWhenPacketsEndOnOtherCores() {
        launch(3, context -> context);
        offer(900);
        fixture.settle();

        assertThat(fixture.share(0).handedOver()).as("SAs live elsewhere, too").isPositive();
        for (int sa = 0; sa < SAS; sa++) {
            assertThat(fixture.frames(sa)).hasSize(225);
            assertThat(fixture.marksInOrderOfFlows(sa)).isTrue();
        }
        assertThat(intake.outstanding()).isZero();
    }

    @Test
    void shouldLeaveRoomToOthersWhenAProducerSendsAsMuchAsItCan() {
        launch(1, context -> context.producerSlots(4096, 0, 0));
        offer(320);
        int sent = 0;
        while (!waiting.isEmpty()) {
            for (int i = 0; i < 64; i++) {
                sent += fixture.trySend(CoresFixture.packet(0, 5000, i)) ? 1 : 0;
            }
            fixture.step();
        }
        fixture.settle();

        assertThat(leastRoom).isPositive();
        assertThat(fixture.engine.snapshot().account().in()).isEqualTo(320 + sent);
        assertThat(polls).as("a burst of its own in every second cycle").isLessThan(3 * 320 / 32);
    }

    @Test
    void shouldNotPollWhenThereIsNoRoomBehind() {
        launch(1, context -> context.maxSegments(64).backlogCapacity(64).waitingLimit(64));
        fixture.device.queue(0).set(TxQueue.DRIVER_XOFF);
        offer(1000);
        for (int i = 0; i < 100; i++) {
            fixture.step();
        }
        int pollsThen = polls;
        fixture.step();

        assertThat(polls).as("held back").isEqualTo(pollsThen);
        assertThat(waiting).isNotEmpty();
        fixture.device.queue(0).clear(TxQueue.DRIVER_XOFF);
        fixture.settle();
        assertThat(waiting).isEmpty();
        assertThat(fixture.engine.snapshot().account().sent()).isEqualTo(1000);
    }

    @Test
    void shouldCountAndWaitWhenAllSlotsAreUnderWay() {
        launch(1, context -> context.producerSlots(16, 0, 0));
        offer(40);
        fixture.engine.doWork(1);

        assertThat(intake.taken()).isEqualTo(16);
        assertThat(intake.held()).isEqualTo(1);
        assertThat(intake.outstanding()).isEqualTo(16);
        fixture.settle();
        assertThat(intake.taken()).isEqualTo(40);
    }

    @Test
    void shouldKeepNothingWhenASourceGivesItsPacketsBack() {
        launch(1, context -> context);
        boolean[] open = {true};
        Intake other = fixture.engine.poll(0, from -> {
            Packet surplus = from.take(100);
            while (open[0] && from.room() > 0) {
                Packet packet = from.take(100);
                EngineFixture.udp().fill(packet);
                assertThat(from.add(packet)).isTrue();
            }
            assertThat(open[0] && from.add(surplus)).as("the burst is full").isFalse();
            from.discard(surplus);
            open[0] = false;
        });
        fixture.engine.doWork(1);

        assertThat(other.taken()).isEqualTo(other.outstanding()).isPositive();
        assertThat(fixture.engine.snapshot().account().in()).isEqualTo(other.taken());
    }

    @Test
    void shouldRefuseWhenThereIsNoSuchCore() {
        launch(2, context -> context);

        assertThatThrownBy(() -> fixture.engine.poll(2, this::poll)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
