// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Errno;
import io.ringlane.hw.lane.LanePolicy;
import io.ringlane.hw.lane.LaneProfile;
import io.ringlane.hw.lane.ServiceTime;
import io.ringlane.hw.wire.LinkRate;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmState;
import org.junit.jupiter.api.Test;

/** Times worked out by hand, to the picosecond. A byte takes 80 ps on the wire; a lane 1,000 ps and 100 ps a byte. */
final class NicTimingTest {
    private static final int FETCH = 10_000;
    private static final int COMPLETION = 5_000;
    private static final int LATENCY = 7_000;

    private final SaTable table = new SaTable(16);

    static NicProfile profile(int lanes, LanePolicy policy) {
        LaneProfile lane = new LaneProfile(lanes, new ServiceTime(1_000, 100, 1), LATENCY, 8, policy);
        return NicProfiles.INLINE_CRYPTO_100G
                .withRingSize(64)
                .withFrameBuffers(64)
                .withTiming(new NicProfile.Timing(FETCH, COMPLETION))
                .withCrypto(new CryptoProfile(16, true, lane));
    }

    private XfrmState install(NicHarness harness, int spi) {
        XfrmState state = EspPackets.state(table, spi, false);
        assertThat(harness.nic.stateAdd(state)).isZero();
        return state;
    }

    /** Inner packet of 60 bytes: 64 cipher bytes, a frame of 14 + 20 + 16 + 64 + 16 = 130 bytes. */
    private static Packet small(NicHarness harness, XfrmState state, long sequence) {
        return EspPackets.tunnel(harness, state, EspPackets.tcp(20, 0x10), sequence, true);
    }

    @Test
    void shouldDepartAfterFetchAndWireWhenFrameIsClear() {
        try (NicHarness harness = new NicHarness(profile(1, LanePolicy.ANY_LANE))) {
            harness.send(harness.packet(EspPackets.udpFrame(60)));
            harness.drain();
            // preamble 8 and 64 bytes with FCS
            assertThat(harness.departures()).containsExactly(FETCH + 72 * 80L);
        }
    }

    @Test
    void shouldSendEachFrameOnceWhenDoorbellsAreSeenOneByOneAtOneMoment() {
        try (NicHarness harness = new NicHarness(profile(1, LanePolicy.ANY_LANE))) {
            for (int i = 0; i < 16; i++) {
                harness.send(harness.packet(EspPackets.udpFrame(60)));
                // the device looks at its doorbells
                assertThat(harness.nic.nextEventPs()).isEqualTo(FETCH);
            }
            harness.drain();
            assertThat(harness.sent).hasSize(16);
            assertThat(harness.returned).hasSize(16).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldAddIntervalAndLatencyWhenPacketIsEncrypted() {
        try (NicHarness harness = new NicHarness(profile(1, LanePolicy.ANY_LANE))) {
            XfrmState state = install(harness, 0x1001);
            harness.send(small(harness, state, 1));
            long sealed = FETCH + 1_000 + 64 * 100 + LATENCY;
            long departure = sealed + (8 + 130 + 4) * 80;
            harness.nic.advance(departure - 1);
            assertThat(harness.sent).isEmpty();
            harness.nic.advance(departure);
            assertThat(harness.departures()).containsExactly(departure);
            harness.nic.advance(departure + COMPLETION - 1);
            assertThat(harness.reap()).isZero();
            harness.nic.advance(departure + COMPLETION);
            assertThat(harness.reap()).isOne();
            assertThat(harness.nic.statistics().fromPost().getMaxValue()).isEqualTo(departure / 1_000);
        }
    }

    @Test
    void shouldStartEveryIntervalWhenOneLaneIsTheLimit() {
        try (NicHarness harness =
                new NicHarness(profile(1, LanePolicy.ANY_LANE).withRate(new LinkRate(8_000_000_000_000L)))) {
            XfrmState state = install(harness, 0x1001);
            harness.send(small(harness, state, 1), small(harness, state, 2), small(harness, state, 3));
            harness.drain();
            // a byte takes 1 ps on this wire
            long first = FETCH + 7_400 + LATENCY + 142;
            assertThat(harness.departures()).containsExactly(first, first + 7_400, first + 14_800);
            assertThat(harness.nic.statistics().laneBusyPs(0)).isEqualTo(3 * 7_400);
            assertThat(harness.nic.statistics().lanePackets(0)).isEqualTo(3);
        }
    }

    @Test
    void shouldWorkSideBySideWhenThereAreTwoLanes() {
        try (NicHarness harness = new NicHarness(profile(2, LanePolicy.ANY_LANE))) {
            XfrmState state = install(harness, 0x1001);
            harness.send(small(harness, state, 1), small(harness, state, 2));
            harness.drain();
            long first = FETCH + 7_400 + LATENCY + 142 * 80;
            // both are sealed at once, the second waits for the wire: gap and frame
            assertThat(harness.departures()).containsExactly(first, first + (12 + 142) * 80);
            assertThat(harness.nic.statistics().lanePackets(0)).isOne();
            assertThat(harness.nic.statistics().lanePackets(1)).isOne();
        }
    }

    @Test
    void shouldSendBackToBackWhenWireIsTheLimit() {
        try (NicHarness harness = new NicHarness(profile(1, LanePolicy.ANY_LANE))) {
            Packet[] packets = new Packet[10];
            for (int i = 0; i < packets.length; i++) {
                packets[i] = harness.packet(EspPackets.udpFrame(1514));
            }
            harness.send(packets);
            harness.drain();
            for (int i = 0; i < packets.length; i++) {
                assertThat(harness.sent.get(i).departurePs()).isEqualTo(FETCH + i * 1538 * 80L + 1526 * 80L);
            }
            assertThat(harness.nic.statistics().wireBusyPs()).isEqualTo(10 * 1538 * 80L);
        }
    }

    @Test
    void shouldDropAndReturnPacketWhenDeviceDoesNotKnowItsState() {
        try (NicHarness harness = new NicHarness(profile(1, LanePolicy.ANY_LANE))) {
            XfrmState unknown = EspPackets.state(table, 0x1001, false);
            harness.send(small(harness, unknown, 1));
            harness.drain();
            assertThat(harness.sent).isEmpty();
            assertThat(harness.returned).hasSize(1);
            assertThat(harness.nic.statistics().badHandles()).isOne();
            assertThat(harness.nic.counters().txDropped()).isOne();
        }
    }

    @Test
    void shouldRefuseWhenTimeGoesBack() {
        try (NicHarness harness = new NicHarness(profile(1, LanePolicy.ANY_LANE))) {
            harness.nic.advance(5);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> harness.nic.advance(4))
                    .hasMessage("time goes back: 4 ps, was 5 ps before");
        }
    }

    @Test
    void shouldSayNoSpaceWhenTableIsFull() {
        NicProfile profile = profile(1, LanePolicy.ANY_LANE);
        try (NicHarness harness =
                new NicHarness(profile.withCrypto(profile.crypto().withSaSlots(2)))) {
            XfrmState first = install(harness, 0x1001);
            install(harness, 0x1002);
            XfrmState third = EspPackets.state(table, 0x1003, false);
            assertThat(harness.nic.stateAdd(third)).isEqualTo(Errno.ENOSPC);
            harness.nic.stateDelete(first);
            assertThat(harness.nic.stateAdd(third)).isEqualTo(Errno.ENOSPC);
            harness.nic.stateFree(first);
            assertThat(harness.nic.stateAdd(third)).isZero();
            assertThat(harness.nic.saSlotsUsed()).isEqualTo(2);
        }
    }
}
