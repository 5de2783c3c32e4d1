// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.golden.Road;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The engine itself against every recorded kernel case that is in scope. */
class KernelCasesTest {
    @Test
    void shouldDoWhatTheKernelDidWhenRunOnItsCases() {
        Conformance conformance = new Conformance(new RinglaneEngine());

        List<Conformance.Report> reports =
                BundledCases.all().stream().map(conformance::run).toList();

        Conformance.Totals totals = Conformance.Totals.of(reports);
        System.out.println("kernel conformance: " + totals.line());
        assertThat(reports.stream().filter(Conformance.Report::isDifferent).map(Conformance.Report::line))
                .isEmpty();
        assertThat(totals.same() + totals.allowed()).isEqualTo(373);
        assertThat(totals.skipped()).isZero();
    }

    @Test
    void shouldGiveTheSameBytesWhenRunTwice() {
        CaseSetup setup = CaseSetup.of(BundledCases.named("async-tu44"), Road.ASYNC);

        Observation first = new RinglaneEngine().run(setup);
        Observation second = new RinglaneEngine().run(setup);

        assertThat(second.sent().stream().map(Observation.Sent::bytes))
                .usingElementComparator((a, b) -> Arrays.compare(a, b))
                .containsExactlyElementsOf(
                        first.sent().stream().map(Observation.Sent::bytes).toList());
    }
}
