// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.stage.Fifo;
import io.ringlane.hw.sim.stage.ServerStage;
import io.ringlane.hw.sim.stage.Sink;
import io.ringlane.hw.sim.stage.Source;
import io.ringlane.plan.report.chart.TimelineChart;
import io.ringlane.plan.trial.timeline.Timeline;

/** A made-up device under bursts that grow until its receive ring loses: small, but truly run. */
final class ExampleTimeline {
    private static final long END_PS = 3_000_000_000L;
    private static final int RING = 256;
    private static final int FIFO = 64;
    private static final int LANE_PS = 90_000;
    private static final int WIRE_PS = 86_000;
    private static final int HOST_PS = 70_000;

    private ExampleTimeline() {}

    static TimelineChart chart() {
        Timeline timeline = new Timeline(8);
        Model model = new Model(2048, 8, timeline);
        Source source = Source.open(model, "wire in", new Bursts());
        Fifo receive = new Fifo(model, "receive ring", RING);
        ServerStage host = new ServerStage(model, "host core", 1, packet -> HOST_PS, Priority.HOST);
        Fifo send = new Fifo(model, "transmit ring", RING / 2);
        ServerStage lane = new ServerStage(model, "crypto lane", 4, packet -> LANE_PS, Priority.LANE);
        Fifo fifo = new Fifo(model, "transmit FIFO", FIFO);
        ServerStage wire = new ServerStage(model, "wire out", 1, packet -> WIRE_PS, Priority.WIRE);
        Sink sink = new Sink(model, "sink");
        source.feeds(receive);
        receive.feeds(host);
        host.feeds(send);
        send.feeds(lane);
        lane.feeds(fifo);
        fifo.feeds(wire);
        wire.feeds(sink);
        source.start();
        model.simulation().run(END_PS);
        timeline.finish(END_PS);
        return timeline.chart(
                "occupancy",
                "The crypto lane is the slowest. Its ring fills first, then holds back the host core, and the receive"
                        + " ring loses packets in the last bursts.",
                END_PS);
    }

    /** Bursts at twice the lane's rate, each longer than the one before. */
    private static final class Bursts implements Traffic {
        private static final int GAP_PS = 45_000;
        private static final long PERIOD_PS = 150_000_000L;

        private int burst;
        private int sent;

        @Override
        public long next() {
            int length = 60 + 45 * burst;
            if (sent == length) {
                burst++;
                sent = 0;
            }
            long at = burst * PERIOD_PS + (long) sent++ * GAP_PS;
            return at < END_PS - PERIOD_PS ? at : Simulation.NEVER;
        }

        @Override
        public int clearBytes() {
            return 1024;
        }

        @Override
        public int wireBytes() {
            return 1078;
        }

        @Override
        public int state() {
            return 0;
        }
    }
}
