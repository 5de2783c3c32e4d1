// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.TxResult;
import io.ringlane.hw.event.TraceHash;
import io.ringlane.hw.lane.LanePolicy;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.AllocationGate;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random traffic of four SAs, single and super-packets, over two queues: the same course however it is run. */
final class NicTraceTest {
    private static final int PACKETS = 400;
    private static final int STATES = 4;

    /** What a run left behind. */
    private record Course(long hash, long events, List<NicHarness.Sent> sent, long[] laneBusy, long wireBusy) {}

    private static NicProfile profile(LanePolicy policy) {
        NicProfile profile = NicTimingTest.profile(3, policy).withQueues(2).withFrameBuffers(24);
        return profile.withCrypto(
                profile.crypto().withLanes(profile.crypto().lanes().withPolicy(policy)));
    }

    /**
     * Runs the traffic that a seed makes.
     *
     * @param steps most picoseconds that the model is advanced at once between two posts, 0: all at once.
     */
    private static Course run(NicProfile profile, long seed, boolean lengthOnly, int steps) {
        TraceHash trace = new TraceHash();
        Random random = new Random(seed);
        Random stepping = new Random(99);
        SaTable table = new SaTable(16);
        try (NicHarness harness = new NicHarness(profile, trace, lengthOnly)) {
            XfrmState[] states = new XfrmState[STATES];
            for (int i = 0; i < STATES; i++) {
                states[i] = EspPackets.state(table, 0x4000 + i, (i & 1) == 1);
                harness.nic.stateAdd(states[i]);
            }
            long[] numbers = new long[STATES];
            for (int i = 0; i < PACKETS; i++) {
                int queue = random.nextInt(2);
                post(harness, queue, packet(harness, states, numbers, queue, random));
                if (random.nextInt(3) == 0) {
                    harness.nic.queue(queue).doorbell();
                    advance(harness, harness.nic.clockPs() + random.nextInt(400_000), steps, stepping);
                }
            }
            harness.nic.queue(0).doorbell();
            harness.nic.queue(1).doorbell();
            harness.drain();
            NicCounters counters = harness.nic.statistics();
            long[] busy = {counters.laneBusyPs(0), counters.laneBusyPs(1), counters.laneBusyPs(2)};
            return new Course(trace.hash(), trace.count(), harness.sent, busy, counters.wireBusyPs());
        }
    }

    private static void post(NicHarness harness, int queue, Packet packet) {
        while (harness.nic.queue(queue).transmit(packet, true) == TxResult.BUSY) {
            harness.nic.advance(harness.nic.nextEventPs());
            harness.reap();
        }
    }

    private static void advance(NicHarness harness, long until, int steps, Random stepping) {
        while (steps > 0 && harness.nic.clockPs() + steps < until) {
            harness.nic.advance(harness.nic.clockPs() + 1 + stepping.nextInt(steps));
            if (stepping.nextBoolean()) {
                harness.nic.nextEventPs();
            }
        }
        harness.nic.advance(until);
    }

    /** An SA keeps to one queue, as it keeps to one core. */
    private static Packet packet(NicHarness harness, XfrmState[] states, long[] numbers, int queue, Random random) {
        int kind = random.nextInt(5);
        if (kind == 0) {
            return harness.packet(EspPackets.udpFrame(60 + random.nextInt(1400)));
        }
        int chosen = 2 * random.nextInt(2) + queue;
        int payload = 1 + random.nextInt(kind == 1 ? 6000 : 1300);
        byte[] inner = EspPackets.tcp(payload, 0x10);
        long first = numbers[chosen] + 1;
        Packet packet = EspPackets.tunnel(harness, states[chosen], inner, first, kind != 1);
        if (kind == 1) {
            EspPackets.superPacket(packet, 1000, 50);
            numbers[chosen] += Math.ceilDiv(payload, 1000);
        } else {
            numbers[chosen]++;
        }
        return packet;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldTakeTheSameCourseWhenOnlyLengthsAreReckonedWith(long seed) {
        Course full = run(profile(LanePolicy.ANY_LANE), seed, false, 0);
        Course lengths = run(profile(LanePolicy.ANY_LANE), seed, true, 0);
        assertThat(lengths.sent()).isEmpty();
        assertThat(full.sent()).hasSizeGreaterThan(PACKETS);
        assertSameCourse(lengths, full);
    }

    private static void assertSameCourse(Course one, Course other) {
        assertThat(one.events()).isEqualTo(other.events());
        assertThat(one.hash()).isEqualTo(other.hash());
        assertThat(one.laneBusy()).isEqualTo(other.laneBusy());
        assertThat(one.wireBusy()).isEqualTo(other.wireBusy());
    }

    @Test
    void shouldSendTheSameBytesWhenSeedIsTheSame() {
        Course one = run(profile(LanePolicy.ANY_LANE), 11, false, 0);
        Course two = run(profile(LanePolicy.ANY_LANE), 11, false, 0);
        assertSameCourse(one, two);
        assertThat(one.sent()).hasSameSizeAs(two.sent());
        for (int i = 0; i < one.sent().size(); i++) {
            assertThat(one.sent().get(i).bytes()).isEqualTo(two.sent().get(i).bytes());
            assertThat(one.sent().get(i).departurePs())
                    .isEqualTo(two.sent().get(i).departurePs());
        }
        assertThat(run(profile(LanePolicy.ANY_LANE), 12, false, 0).hash()).isNotEqualTo(one.hash());
    }

    /** Real time comes in uneven steps: as long as the posts fall at the same times, nothing else may depend on it. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 30_000, 200_000})
    void shouldTakeTheSameCourseWhenTimeComesInOtherSteps(int steps) {
        NicProfile profile = profile(LanePolicy.ANY_LANE).withRingSize(1024);
        Course atOnce = run(profile, 21, true, 0);
        assertSameCourse(run(profile, 21, true, steps), atOnce);
    }

    @ParameterizedTest
    @EnumSource(LanePolicy.class)
    void shouldKeepNumbersInOrderWhenLanesOvertake(LanePolicy policy) {
        Course course = run(profile(policy), 31, false, 0);
        Map<Integer, Integer> last = new HashMap<>();
        int encrypted = 0;
        for (NicHarness.Sent frame : course.sent()) {
            ByteBuffer bytes = ByteBuffer.wrap(frame.bytes());
            if (bytes.get(14 + 9) == 50) {
                int spi = bytes.getInt(34);
                assertThat(bytes.getInt(38)).isEqualTo(last.getOrDefault(spi, 0) + 1);
                last.put(spi, bytes.getInt(38));
                encrypted++;
            }
        }
        assertThat(last).hasSize(STATES);
        assertThat(encrypted).isGreaterThan(PACKETS / 2);
    }

    @Test
    void shouldLetOtherStatesPassWhenOnePacketTakesLong() {
        SaTable table = new SaTable(4);
        try (NicHarness harness = new NicHarness(NicTimingTest.profile(2, LanePolicy.ANY_LANE))) {
            XfrmState slow = EspPackets.state(table, 0x4001, false);
            XfrmState quick = EspPackets.state(table, 0x4002, false);
            harness.nic.stateAdd(slow);
            harness.nic.stateAdd(quick);
            harness.send(
                    EspPackets.tunnel(harness, slow, EspPackets.tcp(1300, 0), 1, true),
                    EspPackets.tunnel(harness, slow, EspPackets.tcp(1, 0), 2, true),
                    EspPackets.tunnel(harness, quick, EspPackets.tcp(1, 0), 1, true));
            harness.drain();
            assertThat(harness.sent.stream()
                            .map(frame -> ByteBuffer.wrap(frame.bytes()).getLong(34)))
                    .containsExactly(0x4002_0000_0001L, 0x4001_0000_0001L, 0x4001_0000_0002L);
            assertThat(harness.nic.statistics().orderWaitPs()).isPositive();
            assertThat(harness.returned.getFirst().stateIndex())
                    .as("completions stay in the order of the ring")
                    .isEqualTo(slow.index());
        }
    }

    /** A frame sealed in software is a clear one to the device; it must keep its place among those of its SA. */
    @Test
    void shouldKeepClearFrameInItsPlaceWhenFramesAroundItAreEncrypted() {
        SaTable table = new SaTable(4);
        try (NicHarness harness = new NicHarness(NicTimingTest.profile(3, LanePolicy.ANY_LANE))) {
            XfrmState slow = EspPackets.state(table, 0x4001, false);
            XfrmState quick = EspPackets.state(table, 0x4002, false);
            harness.nic.stateAdd(slow);
            harness.nic.stateAdd(quick);
            harness.send(
                    harness.packet(EspPackets.udpFrame(60)),
                    EspPackets.tunnel(harness, slow, EspPackets.tcp(1300, 0), 1, true),
                    harness.packet(EspPackets.udpFrame(61)),
                    harness.packet(EspPackets.udpFrame(62)),
                    EspPackets.tunnel(harness, quick, EspPackets.tcp(1, 0), 1, true),
                    harness.packet(EspPackets.udpFrame(63)));
            harness.drain();
            assertThat(harness.sent.stream().map(frame -> frame.bytes().length))
                    .containsExactly(60, 14 + 20 + 16 + 1344 + 16, 61, 62, 14 + 20 + 16 + 44 + 16, 63);
        }
    }

    /** Posts, sends and reaps the same packets over and over. */
    @Test
    void shouldAllocateNothingWhenOnlyLengthsAreReckonedWith() {
        SaTable table = new SaTable(4);
        try (NicHarness harness = new NicHarness(profile(LanePolicy.ANY_LANE), new TraceHash(), true)) {
            XfrmState state = EspPackets.state(table, 0x4001, false);
            harness.nic.stateAdd(state);
            Packet packet = EspPackets.tunnel(harness, state, EspPackets.tcp(6000, 0x10), 1, false);
            EspPackets.superPacket(packet, 1000, 50);
            ModelNic nic = harness.nic;
            long[] reaped = new long[1];
            AllocationGate.assertNoAllocation("length-only NIC", () -> {
                nic.queue(0).transmit(packet, false);
                nic.queue(0).doorbell();
                while (nic.nextEventPs() != Long.MAX_VALUE) {
                    nic.advance(nic.nextEventPs());
                }
                reaped[0] += nic.queue(0).reapCompletions(NicTraceTest::keep, 8);
            });
            assertThat(reaped[0]).isEqualTo(nic.statistics().posted(0)).isPositive();
            harness.pool.give(packet);
        }
    }

    /** The packet is posted again, so it does not go home. */
    private static void keep(Packet packet) {
        packet.next(null);
    }
}
