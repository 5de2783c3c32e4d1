// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.hw.device.ring.Way;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.ListTraffic;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Moves;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.stage.Sink;
import io.ringlane.hw.sim.stage.Source;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several queues of a port, and its scheduler. */
class QueuesTest {
    private static final long FOREVER = Long.MAX_VALUE / 4;
    private static final int LONG = 1500;
    private static final int SHORT = 500;
    private static final int GAPS = 20;
    /** Of a byte at 5 Gbit/s. */
    private static final long BYTE_PS = 1600;

    private static final String REST = "fifo: '64 KiB [A]', receive-buffer: '512 KiB [A]', cut-through: no";
    private static final String PRIORITY =
            "{scheduler: priority, steer: size, " + REST + ", queues: {short: {up-to: '600 B [A]'}, long: {}}}";

    private static String drr(int shorts, int longs) {
        return "{scheduler: drr, quantum: '1518 B [A]', steer: size, " + REST + ", queues: {short: {weight: '" + shorts
                + " [A]', up-to: '600 B [A]'}, long: {weight: '" + longs + " [A]'}}}";
    }

    private static DeviceProfile narrow(String egress) {
        return Profiles.find("plain-100g").with("ports.rate", "5 Gbit/s").with("egress", egress);
    }

    // ---- a port alone

    /**
     * Long frames from the beginning; from 1 us on short ones as fast as the line carries them. A long frame takes 1520
     * * 1600 = 2,432,000 ps, a short one 832,000 ps: the long one that has begun at 0 ends first, then all the short
     * ones go, and only then the other long ones.
     */
    @Test
    void shouldLetNothingElseGoWhenAHigherQueueIsNeverEmpty() {
        int shorts = 100;
        long longPs = (LONG + GAPS) * BYTE_PS;
        long shortPs = (SHORT + GAPS) * BYTE_PS;
        Port port = new Port(narrow(PRIORITY));
        port.send(LONG, new long[5]);
        port.send(
                SHORT,
                LongStream.range(0, shorts).map(i -> 1_000_000 + i * shortPs).toArray());
        long[] ends = port.run();
        long[] expected = new long[5 + shorts];
        expected[0] = longPs;
        for (int i = 0; i < shorts; i++) {
            expected[1 + i] = longPs + (i + 1) * shortPs;
        }
        for (int i = 1; i < 5; i++) {
            expected[shorts + i] = longPs + shorts * shortPs + i * longPs;
        }
        assertThat(ends).isEqualTo(expected);
    }

    @Test
    void shouldGoBackToLowerQueuesWhenTheHigherOneRunsDry() {
        Port port = new Port(narrow(PRIORITY));
        long longPs = (LONG + GAPS) * BYTE_PS;
        long shortPs = (SHORT + GAPS) * BYTE_PS;
        port.send(LONG, new long[3]);
        // comes in the middle of the second long frame, which is not cut short
        port.send(SHORT, new long[] {longPs + longPs / 2});
        assertThat(port.run()).containsExactly(longPs, 2 * longPs, 2 * longPs + shortPs, 3 * longPs + shortPs);
    }

    /** A turn of three quanta of 1518 bytes is nine frames of 500; one of one quantum one frame of 1500. */
    @Test
    void shouldTakeTurnsByBytesWhenBothQueuesWait() {
        Port port = new Port(narrow(drr(3, 1)));
        port.send(SHORT, new long[40]);
        port.send(LONG, new long[5]);
        port.run();
        // the first of each finds nobody else; 4554 bytes are 9 frames and 54 bytes over
        assertThat(port.order(24)).isEqualTo("SLSSSSSSSSSLSSSSSSSSSLSS");
    }

    /** One port with its queues, fed by sources that lose nothing. */
    private static final class Port {
        private final Moves moves = new Moves(1000, 16);
        private final Model model = new Model(1000, 16, moves);
        private final Outputs outputs;
        private final Sink sink = new Sink(model, "sink");

        Port(DeviceProfile device) {
            moves.of(model);
            outputs = new Outputs(device.egress());
            outputs.add(model, "", 1, device.ports(), packet -> {});
            outputs.port(1).feeds(sink);
        }

        void send(int bytes, long[] atPs) {
            Source source = Source.open(model, "of " + bytes, new ListTraffic(atPs).bytes(bytes));
            int way = Way.of(outputs.queueOf(0, bytes), false, 0);
            source.feeds(packet -> {
                model.packets().setQueue(packet, way);
                return outputs.entry(way);
            });
            source.start();
        }

        /** When frames and their gaps have left, in order. */
        long[] run() {
            model.simulation().run(FOREVER);
            assertThat(model.packets().used()).isZero();
            return Arrays.stream(moves.left(outputs.port(1)))
                    .filter(time -> time != Simulation.NEVER)
                    .sorted()
                    .toArray();
        }

        /** Letters of the first so many frames that went out. */
        String order(int frames) {
            long[] all = moves.left(outputs.port(1));
            long[] ofShort = moves.left(model.stages().stream()
                    .filter(stage -> stage.name().equals("tx queue 1.0"))
                    .findFirst()
                    .orElseThrow());
            StringBuilder text = new StringBuilder();
            IntStream.range(0, all.length)
                    .filter(packet -> all[packet] != Simulation.NEVER)
                    .boxed()
                    .sorted((one, other) -> Long.compare(all[one], all[other]))
                    .limit(frames)
                    .forEach(packet -> text.append(ofShort[packet] == Simulation.NEVER ? 'L' : 'S'));
            return text.toString();
        }
    }

    // ---- a gateway

    /** By turns a long frame and a short one, of many SAs. */
    private static final class Two implements Traffic {
        private final long everyPs;
        private final long frames;
        private long sent;

        Two(long everyPs, long frames) {
            this.everyPs = everyPs;
            this.frames = frames;
        }

        @Override
        public long next() {
            return sent == frames ? Simulation.NEVER : sent++ * everyPs;
        }

        @Override
        public int clearBytes() {
            return sent % 2 == 0 ? LONG : SHORT;
        }

        @Override
        public int state() {
            return (int) (sent / 2 % 64);
        }
    }

    /** Looks at what goes out while there is too much of it. */
    private static final class Watch implements Probe {
        private static final long FROM_PS = 5_000_000_000L;
        private final long untilPs;
        private final long[] offered = new long[2];
        private final long[] lost = new long[2];
        private final long[] ended = new long[2];
        /** Frame bytes of both while it looked, and how far one got ahead of the other by its weight. */
        private final long[] bytes = new long[2];

        private final int[] weights;
        private double least;
        private double most;
        private boolean hasWaited = true;
        private GatewayModel model;
        private Stage port;
        private Stage[] queues;

        Watch(long untilPs, int... weights) {
            this.untilPs = untilPs;
            this.weights = weights;
        }

        void of(GatewayModel one) {
            model = one;
            port = stage("port 1 out");
            queues = new Stage[] {stage("tx queue 1.0"), stage("tx queue 1.1")};
        }

        Stage stage(String name) {
            return model.model().stages().stream()
                    .filter(stage -> stage.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        private int kind(int packet) {
            return model.model().packets().clearBytes(packet) == SHORT ? 0 : 1;
        }

        @Override
        public void entered(Stage stage, int packet, long nowPs) {
            int kind = kind(packet);
            if (stage.name().equals("application")) {
                offered[kind]++;
            } else if (stage == model.sink()) {
                ended[kind]++;
            } else if (stage == port && nowPs > FROM_PS && nowPs < untilPs) {
                hasWaited &= queues[0].held() > 0 && queues[1].held() > 0;
                bytes[kind] += model.model().packets().clearBytes(packet);
                double ahead = (double) bytes[0] / weights[0] - (double) bytes[1] / weights[1];
                least = Math.min(least, ahead);
                most = Math.max(most, ahead);
            }
        }

        @Override
        public void lost(Stage stage, int packet, long nowPs) {
            lost[kind(packet)]++;
        }
    }

    private static Watch run(DeviceProfile device, long everyPs, int frames, int... weights) {
        GatewaySpec spec = TestGateways.spec(device, GatewaySpec.Route.SOURCE, 2, 1);
        Watch watch = new Watch(frames * everyPs, weights);
        GatewayModel model = new GatewayModel(spec, List.of(new Two(everyPs, frames)), watch);
        watch.of(model);
        model.start();
        model.simulation().run(FOREVER);
        assertThat(model.model().packets().used()).isZero();
        for (int kind = 0; kind < 2; kind++) {
            // two cores with a pair of rings for each queue
            long in = watch.stage("application ring " + kind).in()
                    + watch.stage("application ring " + (2 + kind)).in();
            assertThat(watch.offered[kind]).isEqualTo(frames / 2);
            assertThat(in).isEqualTo(watch.offered[kind] - watch.lost[kind]);
            assertThat(watch.queues[kind].in()).isEqualTo(in);
            assertThat(watch.queues[kind].out()).isEqualTo(in);
            assertThat(watch.ended[kind]).isEqualTo(in);
        }
        for (Stage stage : model.model().stages()) {
            assertThat(stage.in()).as(stage.name()).isEqualTo(stage.out());
            assertThat(stage.areaPs()).as(stage.name()).isEqualTo(stage.sojournPs());
        }
        return watch;
    }

    /** Short frames take 832 ns in 2000, long ones would take 2432: 48 in 100 of them fit, if no short one is late. */
    @Test
    void shouldLoseOnlyOfTheLowerQueueWhenTheLineIsTooNarrow() {
        Watch watch = run(narrow(PRIORITY), 1_000_000, 40_000, 1, 1);
        assertThat(watch.lost[0]).isZero();
        double share = (double) watch.bytes[1] / LONG / (watch.bytes[0] / (double) SHORT);
        assertThat(share).isBetween((2000.0 - 832) / 2432 - 0.001, (2000.0 - 832) / 2432 + 0.001);
        assertThat(watch.lost[1]).isGreaterThan(5_000);
    }

    /**
     * While both queues have frames, the bytes of one over its weight are never further ahead of the other's than a
     * quantum, and what each may have left of its turn: less than a frame.
     */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "5, 1"})
    void shouldKeepQueuesWithinAQuantumWhenBothAlwaysWait(int shorts, int longs) {
        Watch watch = run(narrow(drr(shorts, longs)), 200_000, 100_000, shorts, longs);
        assertThat(watch.hasWaited).isTrue();
        double bound = 1518 + (double) SHORT / shorts + (double) LONG / longs;
        assertThat(watch.most).isLessThan(bound);
        assertThat(-watch.least).isLessThan(bound);
        assertThat(watch.bytes[0] + watch.bytes[1]).isGreaterThan(8_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENCRYPT", "DECRYPT", "BOTH", "MIXED", "SERIES"})
    void shouldAccountForEveryPacketWhenACardWithLanesHasQueues(GatewaySpec.Route route) {
        DeviceProfile device = Profiles.find("connectx-7-gen4")
                .with("egress.steer", "sa")
                .with("egress.queues", "{a: {weight: '1 [A]'}, b: {weight: '2 [A]'}, c: {weight: '1 [A]'}}");
        GatewaySpec spec = TestGateways.spec(device, route, 2, 1000);
        int inputs = route.ordinal() >= GatewaySpec.Route.BOTH.ordinal() ? 2 : 1;
        int frames = 30_000;
        List<Traffic> traffic = IntStream.range(0, inputs)
                .<Traffic>mapToObj(i -> new SteadyTraffic(90_000, 1024, 1024 + TestGateways.ADDED, 1000, frames))
                .toList();
        GatewayModel model = new GatewayModel(spec, traffic, Probe.NONE);
        model.start();
        model.simulation().run(FOREVER);
        long lost = model.model().stages().stream().mapToLong(Stage::lost).sum();
        assertThat(model.sink().in() + lost).isEqualTo((long) inputs * frames);
        assertThat(model.model().packets().used()).isZero();
        assertThat(model.model().stages().stream()
                        .filter(stage -> stage.name().contains("tx queue"))
                        .filter(stage -> stage.in() > 0)
                        .count())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void shouldSpreadTheSasOfEachCoreOverAllQueues() {
        Outputs outputs =
                new Outputs(narrow(drr(1, 1).replace("steer: size", "steer: sa").replace(", up-to: '600 B [A]'", ""))
                        .egress());
        int[][] sas = new int[4][2];
        for (int sa = 0; sa < 8000; sa++) {
            sas[Way.coreOf(sa, 4)][outputs.queueOf(sa, SHORT)]++;
        }
        for (int[] queues : sas) {
            assertThat(queues[0]).isBetween(850, 1150);
            assertThat(queues[1]).isBetween(850, 1150);
        }
    }

    // ---- profiles

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "egress.queues | {a: {}}                                     | 'weight' goes with 'scheduler: drr'",
                "egress.queues | {a: {weight: '1 [A]', up-to: '64 B [A]'}}   | 'up-to' goes with 'steer: size'",
                "egress.queues | {}                                          | 'queues' has 0 queues, allowed are 1",
                "egress.queues | {a: {weight: '0 [A]'}}                      | weight",
            })
    void shouldRefuseQueuesThatMakeNoSense(String key, String value, String message) {
        assertThatThrownBy(() -> Profiles.find("plain-100g").with(key, value)).hasMessageContaining(message);
    }

    /** With one queue, which is what every bundled profile has, the course is that of a card without a scheduler. */
    @ParameterizedTest
    @CsvSource({
        "ENCRYPT, 8016656953475970504, 440000",
        "BOTH, -7251519286369602562, 880000",
        "SERIES, -7131735780407845784, 1680000",
        "SOURCE, 7159666656697862173, 360000",
    })
    void shouldTakeTheCourseOfOldWhenThereIsOneQueue(GatewaySpec.Route route, long hash, long count) {
        GatewaySpec spec = TestGateways.connectX7(route, 4);
        ModelTrace trace = new ModelTrace();
        int inputs = route.ordinal() >= GatewaySpec.Route.BOTH.ordinal() ? 2 : 1;
        List<Traffic> traffic = IntStream.range(0, inputs)
                .<Traffic>mapToObj(i -> new SteadyTraffic(95_000, 1024, 1024 + TestGateways.ADDED, 1000, 20_000))
                .toList();
        GatewayModel model = new GatewayModel(spec, traffic, trace);
        trace.of(model.model());
        model.start();
        model.simulation().run(FOREVER);
        assertThat(new long[] {trace.hash.hash(), trace.hash.count()}).containsExactly(hash, count);
        assertThat(model.model().packets().used()).isZero();
    }
}
