// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.conformance.Conformance;
import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.golden.CaseFolder;
import io.ringlane.golden.GoldenException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The receive path against every packet that a kernel was recorded with, one by one. */
class InboundCasesTest {
    private static final int CASES = 435;

    @Test
    void shouldDoWhatTheKernelDidWhenPacketsAreReceived() {
        List<String> unreadable = new ArrayList<>();
        List<Conformance.Report> reports;
        try (CaseFolder folder = CaseFolder.bundled()) {
            reports = new InboundConformance(new JdkProvider(), null, null).run(folder, report -> {}, unreadable::add);
        }

        Conformance.Totals totals = Conformance.Totals.of(reports);
        System.out.println("inbound conformance: " + totals.line());
        assertThat(unreadable).isEmpty();
        assertThat(reports.stream().filter(Conformance.Report::isDifferent).map(Conformance.Report::line))
                .isEmpty();
        assertThat(reports).hasSize(CASES);
        assertThat(totals.same() + totals.allowed()).isEqualTo(CASES);
    }

    @Test
    void shouldFindDifferenceWhenRecordIsChanged() {
        RecordedCase recorded = load("bad-gcm128-tu44");
        byte[] output = recorded.output().getFirst();
        output[output.length - 1] ^= 1;

        assertThat(compared(recorded)).contains("packet 0: output 0 byte " + (output.length - 1));
    }

    @Test
    void shouldFindDifferenceWhenPacketIsChanged() {
        RecordedCase recorded = load("bad-gcm128-tu44");
        byte[] input = recorded.input().getFirst();
        input[input.length - 1] ^= 1;

        assertThat(compared(recorded)).contains("packet 0: expected it accepted got refused: PROTOCOL");
    }

    private static RecordedCase load(String name) {
        try (CaseFolder folder = CaseFolder.bundled()) {
            return folder.inboundCases().stream()
                    .filter(path -> path.endsWith(name))
                    .findFirst()
                    .map(RecordedCase::load)
                    .orElseThrow(() -> new GoldenException(name + ": no such case"));
        }
    }

    private static String compared(RecordedCase recorded) {
        InboundComparison comparison = new InboundComparison(recorded);
        try (InboundHost host = new InboundHost(recorded.info(), new JdkProvider())) {
            assertThat(host.setUp()).isNull();
            InboundCase.Packet first = recorded.info().packets().getFirst();
            return comparison.compare(
                    0, first, host.receive(0, first, recorded.input().getFirst()));
        }
    }
}
