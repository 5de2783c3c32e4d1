// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static io.ringlane.engine.EngineFixture.tunnel;
import static io.ringlane.engine.EngineFixture.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.sa.SaLimits;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.testing.FakeDevice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SAs whose limits are seconds, in an engine whose time is given to it (section 5.3 of the semantics). */
final class SecondsTest {
    private static final long SECOND = 1_000_000_000;

    private final List<String> events = new ArrayList<>();
    private final FakeDevice device = FakeDevice.of("eth0", 0);

    @BeforeEach
    void completeAtOnce() {
        device.queue(0).completesAtOnce();
    }

    private EngineFixture launch(int cachedFlows) {
        EngineListener listener = new EngineListener() {
            @Override
            public void expired(XfrmState state, boolean hard) {
                events.add((hard ? "hard " : "soft ")
                        + Integer.toHexString(state.config().id().spi()));
            }
        };
        return new EngineFixture(context -> context.listener(listener).cachedFlows(cachedFlows), device);
    }

    @ParameterizedTest(name = "flows remembered: {0}")
    @ValueSource(ints = {0, 1024})
    @DisplayName("seconds since add: soft event, packets go on, hard event, no SA")
    void shouldEndStateWhenItIsTooOld(int cachedFlows) {
        try (EngineFixture fixture = launch(cachedFlows)) {
            fixture.protect(tunnel().limits(SaLimits.NONE.seconds(10, 15, 0, 0)));
            fixture.send(udp(), udp());
            fixture.pass(9 * SECOND).send(udp());
            assertThat(events).isEmpty();
            fixture.pass(2 * SECOND).send(udp());
            assertThat(events).containsExactly("soft 1000");
            fixture.pass(5 * SECOND).send(udp());

            assertThat(events).containsExactly("soft 1000", "hard 1000");
            assertThat(device.sent()).hasSize(4);
            assertThat(fixture.count(DropReason.NO_STATE)).isEqualTo(1);
            assertThat(fixture.snapshot().states()).isEmpty();
        }
    }

    @ParameterizedTest(name = "flows remembered: {0}")
    @ValueSource(ints = {0, 1024})
    @DisplayName("seconds since use: an SA that nobody uses stays")
    void shouldCountFromFirstPacketWhenLimitIsSinceUse(int cachedFlows) {
        try (EngineFixture fixture = launch(cachedFlows)) {
            fixture.protect(tunnel().limits(SaLimits.NONE.seconds(0, 0, 3, 5)));
            fixture.pass(100 * SECOND);
            fixture.send(udp(), udp()).pass(2 * SECOND).send(udp());
            assertThat(events).isEmpty();
            fixture.pass(2 * SECOND).send(udp());
            assertThat(events).containsExactly("soft 1000");
            fixture.pass(2 * SECOND).send(udp());

            assertThat(events).containsExactly("soft 1000", "hard 1000");
            assertThat(device.sent()).hasSize(4);
        }
    }

    @Test
    void shouldExpireInOrderOfDeadlinesWhenClockJumps() {
        try (EngineFixture fixture = launch(0)) {
            for (int i = 0; i < 600; i++) {
                fixture.engine.addState(
                        tunnel().spi(0x1000 + i)
                                .limits(SaLimits.NONE.seconds(0, 600 - i, 0, 0))
                                .build(),
                        CoresFixture.key());
            }
            fixture.settle().pass(10_000 * SECOND);

            assertThat(events).hasSize(600).isSortedAccordingTo((one, other) -> other.compareTo(one));
            assertThat(fixture.snapshot().states()).isEmpty();
        }
    }

    @Test
    void shouldForgetDeadlineWhenStateIsDeletedAndItsPlaceTakenAgain() {
        try (EngineFixture fixture = launch(0)) {
            fixture.protect(tunnel().limits(SaLimits.NONE.seconds(0, 5, 0, 0)));
            fixture.settle();
            fixture.engine.deleteState(tunnel().build().id());
            fixture.engine.addState(tunnel().spi(0x2000).build(), CoresFixture.key());
            fixture.engine.deleteState(tunnel().spi(0x2000).build().id());
            fixture.engine.addState(tunnel().spi(0x3000).build(), CoresFixture.key());
            fixture.pass(10 * SECOND);

            assertThat(events).isEmpty();
            assertThat(fixture.snapshot().states()).hasSize(1);
        }
    }
}
