// SPDX-License-Identifier: Apache-2.0
package io.ringlane.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shows that the byte-code check finds each offence of {@link HotPathFixture}, and only those. */
final class HotPathTest {
    private static final Path CLASSES = Path.of("target", "test-classes");
    private static final String FIXTURE = HotPathFixture.class.getName();

    @Test
    void shouldNameEachOffenceWhenFixtureIsRead() throws IOException {
        assertThat(HotPathRules.faults(List.of("# comment", "", FIXTURE), CLASSES))
                .map(fault -> fault.substring(FIXTURE.length() + 1))
                .containsExactly(
                        "newObject: new java.lang.Object",
                        "newArray: new array",
                        "variableArguments: new array (or variable arguments)",
                        "boxing: boxing",
                        "capturing: lambda that captures",
                        "concatenation: call made by StringConcatFactory",
                        "throwing: throw (or finally, try-with-resources)",
                        "locking: lock",
                        "locking: throw (or finally, try-with-resources)",
                        "lockingAll: synchronized");
    }

    @Test
    void shouldLookAwayWhenMethodIsLeftOutOrTypeIsAllowed() throws IOException {
        String line = FIXTURE + " +java.lang.Object -newArray -variableArguments -boxing -capturing -concatenation"
                + " -throwing -locking -lockingAll";
        assertThat(HotPathRules.faults(List.of(line), CLASSES)).isEmpty();
    }

    @Test
    void shouldFailWhenListNamesWhatDoesNotExist() throws IOException {
        assertThat(HotPathRules.faults(List.of("io.ringlane.NoSuch"), CLASSES))
                .containsExactly("io.ringlane.NoSuch: listed in hot-path.txt, but there is no such class");
        assertThat(HotPathRules.faults(List.of(FIXTURE + " -noSuch"), CLASSES))
                .contains(FIXTURE + ": left out in hot-path.txt, but there is no method noSuch");
    }
}
