// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Service;
import io.ringlane.hw.sim.Simulation;
import org.junit.jupiter.api.Test;

/** One server: order, loss, blocking, doorbells and polls, by hand. */
final class ServerStageTest {
    private static final long NEVER = Simulation.NEVER;

    private final Rig rig = new Rig(16);

    private ServerStage server(String name, int capacity, Service service) {
        return new ServerStage(rig.model(), name, capacity, service, Priority.LANE);
    }

    @Test
    void shouldServeOneByOneWhenPacketsWait() {
        ServerStage server = server("server", 8, rig.times(10, 20, 5));
        server.feeds(rig.sink());
        rig.open(Rig.at(0, 1, 2, 100), server);
        rig.run();
        assertThat(rig.left(server, 4)).containsExactly(10, 30, 35, 105);
        assertThat(server.busyPs()).isEqualTo(40);
        assertThat(server.most()).isEqualTo(3);
        assertThat(rig.sink().in()).isEqualTo(4);
        assertThat(rig.sink().clearBytes()).isEqualTo(4 * 64);
    }

    @Test
    void shouldLoseAtTheServerWhenItIsFullAndTheSourceOpen() {
        ServerStage server = server("server", 2, Service.fixed(10));
        server.feeds(rig.sink());
        rig.open(Rig.at(0, 1, 2, 10, 11), server);
        rig.run();
        assertThat(rig.left(server, 5)).containsExactly(10, 20, NEVER, 30, NEVER);
        assertThat(rig.moves().lostAt(2)).isEqualTo("server");
        assertThat(server.lost()).isEqualTo(2);
        assertThat(server.in()).isEqualTo(3);
    }

    @Test
    void shouldHoldBackTheSourceWhenItIsPatient() {
        ServerStage server = server("server", 1, Service.fixed(10));
        server.feeds(rig.sink());
        Source source = rig.patient(Rig.at(0, 3, 4, 50), server);
        rig.run();
        assertThat(rig.entered(source, 4)).containsExactly(0, 3, 10, 50);
        assertThat(rig.entered(server, 4)).containsExactly(0, 10, 20, 50);
        assertThat(rig.model().blockedPs(source, server)).isEqualTo(7 + 10);
        assertThat(server.lost()).isZero();
    }

    @Test
    void shouldKeepDonePacketAndServeNoOtherWhenTheNextStageIsFull() {
        ServerStage first = server("first", 4, Service.fixed(1));
        ServerStage second = server("second", 1, Service.fixed(10));
        first.feeds(second);
        second.feeds(rig.sink());
        rig.open(Rig.at(0, 0, 0), first);
        rig.run();
        assertThat(rig.left(first, 3)).containsExactly(1, 11, 21);
        assertThat(rig.left(second, 3)).containsExactly(11, 21, 31);
        assertThat(first.busyPs()).isEqualTo(3);
        assertThat(rig.model().blockedPs(first, second)).isEqualTo(9 + 9);
    }

    @Test
    void shouldServeWaitersInTurnWhenTwoStagesWaitForOne() {
        ServerStage one = server("one", 4, Service.fixed(1));
        ServerStage other = server("other", 4, Service.fixed(2));
        ServerStage shared = server("shared", 1, Service.fixed(10));
        one.feeds(shared);
        other.feeds(shared);
        shared.feeds(rig.sink());
        rig.open(Rig.at(0, 0, 0), one);
        Source second = Source.open(rig.model(), "source 2", Rig.at(0, 0, 0));
        second.feeds(other);
        second.start();
        rig.run();
        assertThat(rig.left(one, 6)).containsExactly(1, NEVER, 21, NEVER, 41, NEVER);
        assertThat(rig.left(other, 6)).containsExactly(NEVER, 11, NEVER, 31, NEVER, 51);
        assertThat(rig.left(shared, 6)).containsExactly(11, 21, 31, 41, 51, 61);
    }

    @Test
    void shouldBeginOnlyWithEnoughPacketsWhenItWaitsForADoorbell() {
        ServerStage server = server("server", 8, Service.fixed(10));
        server.waitFor(3);
        server.feeds(rig.sink());
        rig.open(Rig.at(0, 5, 20, 21, 100, 101, 102), server);
        rig.run();
        assertThat(rig.left(server, 7)).containsExactly(30, 40, 50, 60, 112, 122, 132);
    }

    @Test
    void shouldServeAtThePollWhenItGoesAway() {
        ServerStage server = server("server", 8, Service.fixed(10));
        server.feeds(rig.sink());
        server.pollEvery(Service.fixed(100));
        rig.open(Rig.at(30, 100, 105, 240), server);
        rig.model().simulation().run(1_000);
        assertThat(rig.left(server, 4)).containsExactly(110, 120, 130, 340);
        assertThat(server.busyPs()).isEqualTo(40);
    }

    @Test
    void shouldGoRoundWhenStagesFeedEachOther() {
        ServerStage one = server("one", 4, Service.fixed(3));
        ServerStage other = server("other", 4, Service.fixed(4));
        one.feeds(other);
        other.feeds(one);
        rig.open(Rig.at(0, 0, 0), one);
        rig.model().simulation().run(4_003);
        assertThat(other.out()).isEqualTo(1_000);
        assertThat(one.held() + other.held()).isEqualTo(3);
        assertThat(one.areaPs() + other.areaPs()).isEqualTo(3 * 4_003);
    }
}
