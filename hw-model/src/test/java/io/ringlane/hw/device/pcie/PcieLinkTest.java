// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.pcie;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.profile.Pcie;
import io.ringlane.hw.sim.Priority;
import io.ringlane.hw.sim.Simulation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A link of generation 4 and 16 lanes; times of bytes are worked out here in whole fractions. */
class PcieLinkTest {
    private static final long READ_PS = 700_000;
    private static final long WAY_PS = 350_000;

    private final Simulation simulation = new Simulation();
    private final List<String> log = new ArrayList<>();
    private final List<Long> doneAt = new ArrayList<>();

    private PcieLink link(int tags) {
        return new PcieLink(simulation, "PCIe", new Pcie(4, 16, 256, 512, 0, READ_PS, tags, WAY_PS));
    }

    private final PcieReader reader = new PcieReader() {
        @Override
        public void readDone(int token, long nowPs) {
            log.add(token + "@" + nowPs);
            doneAt.add(nowPs);
        }

        @Override
        public void tagsFree() {
            log.add("tags@" + simulation.nowPs());
        }
    };

    /** Raw rate 16 GT/s * 128/130 * 16 less 2 * 8/168 and 4/1538 of it: picoseconds of so many bytes, rounded down. */
    private static long ps(long bytes) {
        BigInteger lessOver = BigInteger.valueOf(168L * 1538 - 16 * 1538 - 4 * 168);
        BigInteger over = BigInteger.valueOf(bytes * 8 * 130 * 1000).multiply(BigInteger.valueOf(168L * 1538));
        BigInteger under = BigInteger.valueOf(16L * 128 * 16).multiply(lessOver);
        return over.divide(under).longValueExact();
    }

    @Test
    void shouldTakeRequestLatencyAndCompletionWhenTheLinkIsIdle() {
        PcieLink link = link(256);
        assertThat(link.read(1020, reader, 7)).isTrue();
        simulation.run(10_000_000);
        long request = ps(2 * 24);
        long completion = ps(4 * 20 + 1020);
        assertThat(log).containsExactly("7@" + (request + READ_PS + completion));
        assertThat(link.upBytes()).isEqualTo(48);
        assertThat(link.downBytes()).isEqualTo(1100);
        assertThat(link.mostTags()).isEqualTo(2);
        assertThat(link.downBusyPs()).isEqualTo(completion);
    }

    @Test
    void shouldQueueCompletionsBehindEachOtherWhenReadsAreManyAndShort() {
        PcieLink link = link(256);
        int count = 200;
        for (int i = 0; i < count; i++) {
            assertThat(link.read(512, reader, i)).isTrue();
        }
        simulation.run(100_000_000);
        // requests are shorter than completions: after the first, the way down never rests
        assertThat(doneAt.getLast() - doneAt.getFirst())
                .isBetween(ps(552L * (count - 1)) - 1, ps(552L * (count - 1)) + 1);
    }

    @Test
    void shouldReadNoFasterThanItsTagsComeBack() {
        PcieLink link = link(4);
        int[] begun = new int[1];
        PcieReader greedy = new PcieReader() {
            @Override
            public void readDone(int token, long nowPs) {
                doneAt.add(nowPs);
            }

            @Override
            public void tagsFree() {
                while (begun[0] < 400 && link.read(64, this, begun[0])) {
                    begun[0]++;
                }
            }
        };
        greedy.tagsFree();
        assertThat(begun[0]).isEqualTo(4);
        simulation.run(Long.MAX_VALUE - 1);
        assertThat(doneAt).hasSize(400);
        // machine repair without chance: four reads a round of request, latency and completion
        double perRead = (doneAt.getLast() - doneAt.get(3)) / 396.0;
        double round = (ps(24) + READ_PS + ps(84)) / 4.0;
        assertThat(perRead).isBetween(round, round * 1.01);
        assertThat(link.mostTags()).isEqualTo(4);
    }

    @Test
    void shouldTellOfTagsOnceAfterAReadWasRefused() {
        PcieLink link = link(1);
        assertThat(link.read(64, reader, 1)).isTrue();
        assertThat(link.read(64, reader, 2)).isFalse();
        simulation.run(10_000_000);
        assertThat(log).hasSize(2);
        assertThat(log.getFirst()).startsWith("1@");
        assertThat(log.getLast()).startsWith("tags@");
    }

    @Test
    void shouldLetAWriteOfTheHostPassAReadThatHasNotComeBackYet() {
        PcieLink link = link(256);
        link.read(64, reader, 1);
        link.post(4, reader, 2);
        simulation.run(10_000_000);
        assertThat(log).containsExactly("2@" + (WAY_PS + ps(28)), "1@" + (ps(24) + READ_PS + ps(84)));
    }

    @Test
    void shouldQueueAWriteOfTheHostBehindACompletionThatCameFirst() {
        PcieLink link = link(256);
        link.read(512, reader, 1);
        long arrives = ps(24) + READ_PS;
        int host = simulation.add(now -> link.post(4, reader, 2), Priority.HOST);
        simulation.schedule(host, arrives - WAY_PS + 1);
        simulation.run(10_000_000);
        long end = arrives + ps(552);
        assertThat(doneAt.getFirst()).isEqualTo(end);
        assertThat(doneAt.getLast()).isBetween(end + ps(28), end + ps(28) + 1);
    }

    @Test
    void shouldServeWritesOfTheDeviceOneBehindTheOther() {
        PcieLink link = link(256);
        long first = link.write(256);
        long second = link.write(256);
        assertThat(first).isEqualTo(ps(280));
        assertThat(second).isEqualTo(ps(560));
        assertThat(link.upBusyPs()).isZero();
        simulation.run(second);
        assertThat(link.upBusyPs()).isEqualTo(second);
    }
}
