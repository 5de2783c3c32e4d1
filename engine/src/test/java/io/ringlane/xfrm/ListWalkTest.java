// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestPackets;
import io.ringlane.testing.TestStates;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Table 2.2 of the semantics: the list walk under every outcome, and a packet behind it, through the production walk.
 * Each row runs with several burst sizes, for a burst may end anywhere in a list.
 */
final class ListWalkTest {
    private static final List<Integer> BURSTS = List.of(1, 2, 3, 32);

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final FakeDevice device = FakeDevice.of("eth0", 0);
    private final PacketPool pool = pools.pool(16, 0, 2);
    private XmitFixture fixture;
    private Packet other;

    /** Row, outcomes, kept, freed by us, owned by crypto, XfrmOutStateProtoError. */
    private static final List<String[]> LISTS = List.of(
            row("L1", "000", "ABC", "", "", "0"),
            row("L2", "00P", "AB", "", "C", "0"),
            row("L3", "0P0", "AC", "", "B", "0"),
            row("L4", "0PP", "A", "", "BC", "0"),
            row("L5", "P00", "BC", "", "A", "0"),
            row("L6", "P0P", "B", "", "AC", "0"),
            row("L7", "PP0", "C", "", "AB", "0"),
            row("L8", "PPP", "", "", "ABC", "0"),
            row("L9", "E", "", "ABC", "", "1"),
            row("L10", "0E", "", "ABC", "", "1"),
            row("L11", "00E", "", "ABC", "", "1"),
            row("L12", "PE", "", "BC", "A", "1"),
            row("L13", "P0E", "", "BC", "A", "1"),
            row("L14", "0PE", "", "AC", "B", "1"),
            row("L15", "PPE", "", "C", "AB", "1"));

    private static final List<String[]> SINGLES = List.of(
            row("L16", "0", "A", "", "", "0"), row("L17", "P", "", "", "A", "0"), row("L18", "E", "", "A", "", "1"));

    /** The packet Y behind the list must come out behind what is kept of it, whatever the outcome. */
    private static final List<String[]> BATCHES = List.of(
            row("C1", "000", "ABCY", "", "", "0"),
            row("C2", "00P", "ABY", "", "C", "0"),
            row("C2", "0PP", "AY", "", "BC", "0"),
            row("C3", "P00", "BCY", "", "A", "0"),
            row("C3", "P0P", "BY", "", "AC", "0"),
            row("C3", "PP0", "CY", "", "AB", "0"),
            row("C4", "PPP", "Y", "", "ABC", "0"),
            row("C4", "E", "Y", "ABC", "", "1"),
            row("C4", "0E", "Y", "ABC", "", "1"),
            row("C4", "PE", "Y", "BC", "A", "1"),
            row("C5", "0P0", "ACY", "", "B", "0"));

    private static String[] row(String... columns) {
        return columns;
    }

    static Stream<Arguments> lists() {
        return withBursts(LISTS);
    }

    static Stream<Arguments> singles() {
        return withBursts(SINGLES);
    }

    static Stream<Arguments> batches() {
        return withBursts(BATCHES);
    }

    private static Stream<Arguments> withBursts(List<String[]> rows) {
        return rows.stream()
                .flatMap(row -> BURSTS.stream()
                        .map(burst ->
                                Arguments.of(row[0], row[1], burst, row[2], row[3], row[4], Integer.parseInt(row[5]))));
    }

    @AfterEach
    void finish() {
        fixture.finish();
    }

    @ParameterizedTest(name = "{0}: list of three with outcomes {1}, burst {2}")
    @MethodSource("lists")
    void shouldWalkListWhenOutcomesAre(
            String id, String outcomes, int burst, String kept, String freed, String crypto, int errors) {
        fixture = new XmitFixture(pool, burst);
        fixture.type.script(outcomes);
        fixture.offer(superPacket(fixture)).run(device);
        check(outcomes, kept, freed, crypto, errors);
    }

    @ParameterizedTest(name = "{0}: single packet with outcome {1}, burst {2}")
    @MethodSource("singles")
    void shouldTreatSinglePacketWhenOutcomeIs(
            String id, String outcomes, int burst, String kept, String freed, String crypto, int errors) {
        fixture = new XmitFixture(pool, burst);
        fixture.type.script(outcomes);
        fixture.offer(fixture.encapsulated(
                        fixture.add(TestStates.state(0x1000)),
                        TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1, 2).payload(100)))
                .run(device);
        check(outcomes, kept, freed, crypto, errors);
    }

    @ParameterizedTest(name = "{0}: list of three with outcomes {1}, then a plain packet, burst {2}")
    @MethodSource("batches")
    void shouldChainNextPacketWhenListBeforeItWas(
            String id, String outcomes, int burst, String kept, String freed, String crypto, int errors) {
        fixture = new XmitFixture(pool, burst);
        fixture.type.script(outcomes);
        other = fixture.plain(TestPackets.ipv4("10.9.0.2", "10.9.0.3").udp(1, 2).payload(60));
        fixture.offer(superPacket(fixture), other).run(device);
        check(outcomes, kept, freed, crypto, errors);
    }

    /** C6: the list is the last of the batch; what comes with the next batch is chained behind it all the same. */
    @ParameterizedTest(name = "C6: outcomes {0} at the end of a batch")
    @ValueSource(strings = {"000", "00P", "0P0", "0PP", "P00", "P0P", "PP0", "PPP"})
    void shouldChainNextBatchWhenListWasLast(String outcomes) {
        fixture = new XmitFixture(pool, 32);
        fixture.type.script(outcomes);
        fixture.offer(superPacket(fixture)).run(device);
        int before = fixture.validated.size();
        other = fixture.plain(TestPackets.ipv4("10.9.0.2", "10.9.0.3").udp(1, 2).payload(60));
        fixture.offer(other).run(device);
        assertThat(fixture.kept()).hasSize(before + 1).last().isSameAs(other);
    }

    private static Packet superPacket(XmitFixture fixture) {
        XfrmState state = fixture.add(TestStates.state(0x1000));
        return fixture.encapsulated(
                state,
                TestPackets.ipv4("10.1.0.2", "10.2.0.2").tcp(1, 2).payload(300).gso(100));
    }

    private void check(String outcomes, String kept, String freed, String crypto, int errors) {
        assertThat(letters(fixture.kept())).as("kept").isEqualTo(kept);
        assertThat(letters(fixture.type.inProgress())).as("owned by crypto").isEqualTo(crypto);
        assertThat(fixture.ledger.dropped()).as("freed").isEqualTo(freed.length());
        assertThat(fixture.type.seen()).as("nothing after E is attempted").hasSize(outcomes.length());
        assertThat(fixture.counters.get(XfrmCounter.OUT_STATE_PROTO_ERROR)).isEqualTo(errors);
        assertThat(device.counters().txDropped()).isZero();
        assertThat(fixture.type.inProgress()).allMatch(packet -> packet.next() == null);
        assertThat(fixture.waiting.isEmpty()).isTrue();
        assertThat(fixture.validate.again()).isFalse();
        assertThat(fixture.kept()).allMatch(packet -> packet.data() == packet.mac());
    }

    /** A is the packet with number 1, and so on; Y is the plain one. */
    private String letters(List<Packet> packets) {
        return packets.stream()
                .map(packet -> packet == other ? "Y" : String.valueOf((char) ('A' + packet.sequenceLow() - 1)))
                .collect(Collectors.joining());
    }
}
