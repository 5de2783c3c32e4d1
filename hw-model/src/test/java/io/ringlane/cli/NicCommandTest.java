// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.profile.Profiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NicCommandTest {
    static List<String> names() {
        return Profiles.names();
    }

    @Test
    void shouldListBothKindsWhenAsked() {
        CommandRun run = CommandRun.of("nic", "list");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsSubsequence(
                        "transmit --nic",
                        "plain-25g",
                        "inline-crypto-100g",
                        "scenario",
                        "plain-100g",
                        "82599",
                        "connectx-7-gen4",
                        "chelsio-t6");
        for (String name : Profiles.names()) {
            assertThat(run.out()).contains("  " + name + " ");
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldCheckWhatItShowsWhenProfileShips(String name, @TempDir Path folder) throws Exception {
        CommandRun shown = CommandRun.of("nic", "show", name);
        Path file = Files.writeString(folder.resolve("mine.yaml"), shown.out());
        CommandRun checked = CommandRun.of("nic", "check", file);

        assertThat(shown.code()).isZero();
        assertThat(checked.err()).isEmpty();
        assertThat(checked.code()).isZero();
        assertThat(checked.out()).startsWith(file + ": good; " + name + ", ");
        assertThat(CommandRun.of("nic", "show", file).out()).startsWith(shown.out());
    }

    @Test
    void shouldShowWhatTransmitDrivesWhenAsked() {
        CommandRun run = CommandRun.of("nic", "show", "inline-crypto-100g");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("transmit --nic").contains("100 Gbit/s").containsPattern("crypto lanes +4");
    }

    @Test
    void shouldSayOneLineWhenProfileIsWrong(@TempDir Path folder) throws Exception {
        String yaml = Profiles.find("82599").text().yaml();
        Path file = Files.writeString(folder.resolve("mine.yaml"), yaml.replace("hit: 5 ns [A]", "hit: 5 ns"));
        CommandRun untagged = CommandRun.of("nic", "check", file);
        CommandRun unknown = CommandRun.of("nic", "show", "82598");
        CommandRun missing = CommandRun.of("nic", "check", folder.resolve("none.yaml"));

        assertThat(untagged.code()).isEqualTo(2);
        assertThat(untagged.out()).isEmpty();
        assertThat(untagged.err().lines())
                .singleElement()
                .asString()
                .startsWith("ringlane nic: " + file + ":")
                .contains("'context.cache.hit' is '5 ns': a number needs a source tag");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err().lines()).singleElement().asString().contains("nearest is '82599'");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err().lines()).singleElement().asString().endsWith("none.yaml: no such file");
        assertThat(CommandRun.of("nic").err().lines())
                .singleElement()
                .asString()
                .contains("list, show NAME or check FILE");
    }
}
