// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.golden.GoldenCase;
import io.ringlane.golden.PacketMeta;
import io.ringlane.golden.Road;
import io.ringlane.golden.StateCounters;
import io.ringlane.oracle.Deviation;
import io.ringlane.oracle.ExpectationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConformanceTest {
    private static final int IPV4_TTL = 8;
    private static final int IPV4_ID = 5;

    @Test
    void shouldFindNoDifferenceWhenTheEngineDoesWhatIsExpected() {
        assertThat(BundledCases.inScope()).hasSize(373).allSatisfy(golden -> {
            Conformance.Report report = new Conformance(new ReplayedEngine(golden)).run(golden);
            assertThat(report.isDifferent()).as(report.line()).isFalse();
        });
    }

    @Test
    void shouldHaveAllCasesWhenTheyAreBundled() {
        assertThat(BundledCases.all()).hasSize(373);
    }

    @Test
    void shouldRunTheInlineRoadTooWhenEspWasDeferred() {
        assertThat(Scope.roads(BundledCases.named("mx-gcm128-tp4"))).containsExactly(Road.DEFERRED, Road.INLINE);
        assertThat(Scope.roads(BundledCases.named("hw-full-gcm128-tp4"))).containsExactly(Road.HARDWARE);
    }

    @Test
    void shouldNameTheOuterFieldWhenAByteBeforeEspDiffers() {
        assertThat(corrupted("mx-gcm192-tu64", 0, IPV4_TTL))
                .contains("different: packet 0 (input 0) byte 8 field outer IPv4 TTL: expected 40")
                .contains("got bf");
    }

    @Test
    void shouldNameTheEspFieldWhenAByteOfTheEspHeaderDiffers() {
        assertThat(corrupted("mx-gcm192-tu64", 1, 20)).contains("field ESP SPI");
        assertThat(corrupted("mx-gcm192-tu64", 1, 27)).contains("field ESP sequence number");
        assertThat(corrupted("mx-gcm192-tu64", 1, 28)).contains("field ESP IV");
    }

    @Test
    void shouldNameTheInnerFieldWhenTheCiphertextDiffers() {
        assertThat(corrupted("mx-gcm192-tu64", 0, 36 + 7)).contains("field inner IPv6 hop limit");
        assertThat(corrupted("gso-gcm128-tp4", 0, 36 + 13)).contains("field inner TCP flags");
    }

    @Test
    void shouldNameTheIcvWhenOnlyTheLastBytesDiffer() {
        int last = BundledCases.named("mx-gcm192-tu64").output().getFirst().length - 1;
        assertThat(corrupted("mx-gcm192-tu64", 0, last)).contains("field ICV");
    }

    @Test
    void shouldNotCompareOuterIdsWhenTheKernelDrewThemAtRandom() {
        assertThat(corrupted("mx-gcm256-tu44", 0, IPV4_ID)).endsWith(": same");
        assertThat(corrupted("mx-gcm192-tu64", 0, IPV4_ID)).contains("field outer IPv4 ID");
    }

    @Test
    void shouldNotCompareIvAndIcvWhenEspIsLeftToTheDevice() {
        int last = BundledCases.named("hw-full-gcm128-tp4").output().getFirst().length - 1;
        assertThat(corrupted("hw-full-gcm128-tp4", 0, 28)).endsWith(": same");
        assertThat(corrupted("hw-full-gcm128-tp4", 0, last)).endsWith(": same");
        assertThat(corrupted("hw-full-gcm128-tp4", 0, last - 16)).contains("field ESP next header");
    }

    @Test
    void shouldReportDifferentWhenTheKernelsFaultsAreCopied() {
        assertThat(asKernel("gso-gcm128-tp6")).contains("different: packet 0 (input 0) byte 55 field ESP IV");
        assertThat(asKernel("esngso-gcm128-tp4"))
                .contains("different: packet 13 (input 1)")
                .contains("ESP IV");
        assertThat(asKernel("dodgy-gcm128-tu44")).contains("packet 4 (input 1) byte 27 field ESP sequence number");
        assertThat(asKernel("ip6ext-gcm128-tp6")).contains("packet 5 (input 5)").contains("field ESP next header");
        assertThat(asKernel("seqovfgso-gcm128-tu44-esn"))
                .contains("packet 4 (input 2)")
                .contains("sequence number");
        assertThat(asKernel("udpgso-gcm128-tu64")).contains("packets sent: expected 14 got 5; the first missing comes");
    }

    @Test
    void shouldAllowTheDeviationWhenTheFaultIsPutRight() {
        assertThat(deviations("gso-gcm128-tp6")).containsOnly(Deviation.IV_FROM_NEXT_NUMBER);
        assertThat(deviations("esngso-gcm128-tp4")).containsOnly(Deviation.ESN_HALF_AT_WRAP);
        assertThat(deviations("dodgytun-gcm128-tu44")).containsOnly(Deviation.UNCOUNTED_SEGMENTS);
        assertThat(deviations("seqovf-gcm256-tp6-esn")).containsOnly(Deviation.NUMBER_GIVEN_BACK);
        assertThat(deviations("ip6ext-gcm128-tp6"))
                .containsOnly(Deviation.LEFTOVER_NEXT_HEADER, Deviation.IV_FROM_NEXT_NUMBER);
        assertThat(deviations("udpgso-gcm128-be64")).containsOnly(Deviation.SIZE_OF_UNSET_MARK);
        assertThat(deviations("seqwrapgso-gcm256-tp6"))
                .containsOnly(Deviation.IV_HIGH_HALF_WITHOUT_ESN, Deviation.IV_FROM_NEXT_NUMBER);
        assertThat(line("gso-gcm128-tp6"))
                .isEqualTo("gso-gcm128-tp6: deferred allowed deviation (decision 0020); inline same");
    }

    @Test
    void shouldAllowTheDeviationWhenSendersAreToldMoreOrLengthsAreHidden() {
        assertThat(deviations("gsofit-gcm128-tp6")).contains(Deviation.LINK_MTU_TOLD);
        assertThat(deviations("tfc-gcm128-tu44-300")).containsOnly(Deviation.LENGTHS_NOT_HIDDEN);
        GoldenCase golden = BundledCases.named("gsofit-gcm128-tp6");
        ReplayedEngine engine = new ReplayedEngine(golden)
                .changed(seen -> new Observation(
                        seen.sent(),
                        seen.xfrmStat(),
                        seen.states(),
                        golden.info().packets().getFirst().icmp()));
        assertThat(new Conformance(engine).run(golden).line())
                .contains("told to senders: expected ICMPv6 2/0 MTU 1466 got ICMPv6 2/0 MTU 1500");
    }

    @Test
    void shouldReportDifferentWhenSendersAreToldSomethingElse() {
        GoldenCase golden = BundledCases.named("mtu-gcm128-tu66");
        ReplayedEngine engine = new ReplayedEngine(golden)
                .changed(seen -> new Observation(
                        seen.sent(),
                        seen.xfrmStat(),
                        seen.states(),
                        seen.told().subList(1, seen.told().size())));
        assertThat(new Conformance(engine).run(golden).line())
                .contains("told to senders: expected ICMPv6 2/0 MTU 1426,");
    }

    @Test
    void shouldReportDifferentWhenAMarkDiffers() {
        GoldenCase golden = BundledCases.named("omark-tu44");
        ReplayedEngine engine = new ReplayedEngine(golden)
                .changed(seen -> new Observation(
                        seen.sent().stream()
                                .map(sent -> new Observation.Sent(sent.bytes(), PacketMeta.none()))
                                .toList(),
                        seen.xfrmStat(),
                        seen.states(),
                        seen.told()));
        assertThat(new Conformance(engine).run(golden).line()).contains("packet 0 (input 0) mark: expected 90 got 0");
    }

    @Test
    void shouldSendTheSmallerPacketWhenTheKernelsNumbersWentAstray() {
        GoldenCase golden = BundledCases.named("seqovfgso-gcm128-tu44-esn");
        assertThat(ExpectationBuilder.expect(golden, Road.DEFERRED).packets())
                .extracting(packet -> packet.input() + ":" + Long.toHexString(packet.number() & 0xff))
                .containsExactly("0:f9", "0:fa", "0:fb", "0:fc", "2:fd", "4:fe");
    }

    @Test
    void shouldReportDifferentWhenAPacketIsMissingOrTooMany() {
        GoldenCase golden = BundledCases.named("pad-gcm128-tp4");
        ReplayedEngine engine = new ReplayedEngine(golden)
                .changed(seen -> with(seen, seen.sent().subList(0, 64)));
        assertThat(new Conformance(engine).run(golden).line())
                .contains("packets sent: expected 65 got 64; the first missing comes from input 64");
        engine.changed(seen -> {
            List<Observation.Sent> more = new ArrayList<>(seen.sent());
            more.add(more.getFirst());
            return with(seen, more);
        });
        assertThat(new Conformance(engine).run(golden).line()).contains("packets sent: expected 65 got 66");
    }

    @Test
    void shouldReportDifferentWhenACounterOrTheStateDiffers() {
        GoldenCase golden = BundledCases.named("seqbmp-gcm256-tp6");
        ReplayedEngine engine = new ReplayedEngine(golden)
                .changed(seen ->
                        new Observation(seen.sent(), Map.of("XfrmOutStateSeqError", 2L), seen.states(), seen.told()));
        assertThat(new Conformance(engine).run(golden).line())
                .contains("counter XfrmOutStateSeqError: expected 3 got 2");
        engine.changed(seen -> new Observation(
                seen.sent(),
                seen.xfrmStat(),
                List.of(new StateCounters(seen.states().getFirst().spi(), 0, 4294967295L, 178, 3)),
                seen.told()));
        assertThat(new Conformance(engine).run(golden).line())
                .contains("state: expected oseq 0:4294967295 bytes 177 packets 3 got oseq 0:4294967295 bytes 178");
    }

    @Test
    void shouldReportDifferentWhenTheEngineBreaks() {
        GoldenCase golden = BundledCases.named("pad-gcm128-tp4");
        ReplayedEngine engine = new ReplayedEngine(golden).changed(seen -> {
            throw new IllegalStateException("broken");
        });
        assertThat(new Conformance(engine).run(golden).line())
                .endsWith("different: the case could not be run: java.lang.IllegalStateException: broken");
    }

    @Test
    void shouldFeedLookUpsWhenALocalSocketGotNoRoute() {
        assertThat(packetsFed("lo-block-tu66")).isEqualTo(2);
        assertThat(packetsFed("lo-nostate-tu66")).isEqualTo(3);
        assertThat(packetsFed("lo-nostate-tp4")).isEqualTo(4);
        assertThat(packetsFed("lo-life-tu66")).isEqualTo(4);
        assertThat(packetsFed("lo-udpseg-tu66")).isZero();
    }

    @Test
    void shouldFindTheRouteMtuWhenTheStatesMtuIsNotTheDevices() {
        assertThat(setup("mx-gcm128-tp4").routeMtu()).isEqualTo(1500);
        assertThat(setup("vlan-tp6").routeMtu()).isEqualTo(1320);
        assertThat(setup("hdr-hoplimit-tu46").hopLimit()).isEqualTo(44);
    }

    private static Observation with(Observation seen, List<Observation.Sent> sent) {
        return new Observation(sent, seen.xfrmStat(), seen.states(), seen.told());
    }

    private static CaseSetup setup(String name) {
        return CaseSetup.of(BundledCases.named(name), Road.DEFERRED);
    }

    private static int packetsFed(String name) {
        GoldenCase golden = BundledCases.named(name);
        boolean nostate = name.startsWith("lo-nostate");
        return FeedPlan.packets(golden, !nostate).size();
    }

    private static String line(String name) {
        GoldenCase golden = BundledCases.named(name);
        return new Conformance(new ReplayedEngine(golden)).run(golden).line();
    }

    private static String corrupted(String name, int packet, int offset) {
        GoldenCase golden = BundledCases.named(name);
        return new Conformance(new ReplayedEngine(golden).corrupted(packet, offset))
                .run(golden)
                .line();
    }

    private static String asKernel(String name) {
        GoldenCase golden = BundledCases.named(name);
        return new Conformance(new ReplayedEngine(golden).asKernel())
                .run(golden)
                .line();
    }

    private static Iterable<Deviation> deviations(String name) {
        return ExpectationBuilder.expect(BundledCases.named(name), Road.DEFERRED)
                .deviations();
    }
}
