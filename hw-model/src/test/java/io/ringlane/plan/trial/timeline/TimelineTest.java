// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.stage.ServerStage;
import io.ringlane.hw.sim.stage.Sink;
import io.ringlane.hw.sim.stage.Source;
import io.ringlane.plan.report.chart.TimelineChart;
import io.ringlane.plan.report.chart.TimelineChart.Exact;
import io.ringlane.plan.report.chart.TimelineChart.Track;
import org.junit.jupiter.api.Test;

/** A fast server before a slow one: the slow one holds back the fast one, whose queue fills and loses. */
class TimelineTest {
    private static final long END_PS = 1_000_000;
    private static final int PERIOD_PS = 1000;
    private static final int FAST_PS = 500;
    private static final int SLOW_PS = 2000;

    private final Timeline timeline = new Timeline(4);
    private final Model model = new Model(32, 4, timeline);

    private void run(int packets) {
        Source source = Source.open(model, "source", new Steady(packets));
        ServerStage fast = new ServerStage(model, "fast", 3, packet -> FAST_PS, Priority.SOURCE + 1);
        ServerStage slow = new ServerStage(model, "slow", 2, packet -> SLOW_PS, Priority.SOURCE + 2);
        Sink sink = new Sink(model, "sink");
        source.feeds(fast);
        fast.feeds(slow);
        slow.feeds(sink);
        source.start();
        model.simulation().run(END_PS);
        timeline.finish(END_PS);
        assertThat(sink.in() + fast.lost()).isEqualTo(packets);
    }

    @Test
    void shouldShowWhoHeldHowMuchWhenRunIsOver() {
        run(50);

        TimelineChart chart = timeline.chart("time", "A queue fills.", END_PS);

        assertThat(chart.tracks()).extracting(Track::name).containsExactly("fast", "slow");
        assertThat(chart.tracks()).extracting(Track::capacity).containsExactly(3L, 2L);
        for (Track track : chart.tracks()) {
            double area = 0;
            for (int bin = 0; bin < track.levels().getFirst().mean().size(); bin++) {
                long width = Math.min(track.levels().getFirst().binPs(), END_PS - bin * 1000L);
                area += track.levels().getFirst().mean().get(bin) * width;
            }
            long exact = model.stages().stream()
                    .filter(stage -> stage.name().equals(track.name()))
                    .mapToLong(stage -> stage.areaPs())
                    .sum();
            assertThat(area).isEqualTo((double) exact);
        }
        assertThat(chart.tracks().getFirst().levels().getFirst().blocked())
                .as("the fast one is held back in the end")
                .endsWith(0.0)
                .contains(1.0);
    }

    @Test
    void shouldShowEachChangeWhenPacketWasLost() {
        run(50);

        TimelineChart chart = timeline.chart("time", "A queue fills.", END_PS);

        assertThat(timeline.losses()).isPositive();
        assertThat(chart.events())
                .singleElement()
                .satisfies(event -> assertThat(event.label()).isEqualTo("first loss, at fast"));
        Exact exact = chart.exact();
        long loss = chart.events().getFirst().atPs();
        long held = exact.initial().getFirst();
        for (int change = 0; change < exact.atPs().size() && exact.atPs().get(change) < loss; change++) {
            held = exact.track().get(change) == 0 ? exact.value().get(change) : held;
        }
        assertThat(held).as("its queue is full when it loses").isEqualTo(3);
    }

    @Test
    void shouldHaveNoWindowWhenNothingWasLost() {
        run(3);

        TimelineChart chart = timeline.chart("time", "Nothing much.", END_PS);

        assertThat(chart.exact()).isNull();
        assertThat(chart.events()).isEmpty();
    }

    @Test
    void shouldShowOneOfItsKindWhenStagesDoTheSame() {
        Source source = Source.open(model, "source", new Steady(40));
        ServerStage first = new ServerStage(model, "core 0", 2, packet -> FAST_PS, Priority.HOST);
        ServerStage second = new ServerStage(model, "core 1", 2, packet -> PERIOD_PS, Priority.HOST);
        Sink sink = new Sink(model, "sink");
        source.feeds(first);
        first.feeds(second);
        second.feeds(sink);
        source.start();
        model.simulation().run(END_PS);
        timeline.finish(END_PS);

        assertThat(timeline.chart("time", "Cores.", END_PS).tracks())
                .extracting(Track::name)
                .as("the fuller one")
                .containsExactly("core 1");
        assertThat(timeline.chart("time", "Cores.", END_PS, 1).tracks()).hasSize(1);
    }

    /** Equal packets at equal distances. */
    private static final class Steady implements Traffic {
        private final int packets;
        private int sent;

        Steady(int packets) {
            this.packets = packets;
        }

        @Override
        public long next() {
            return sent++ == packets ? Simulation.NEVER : (long) sent * PERIOD_PS;
        }

        @Override
        public int clearBytes() {
            return 64;
        }

        @Override
        public int wireBytes() {
            return 118;
        }

        @Override
        public int state() {
            return 0;
        }
    }
}
