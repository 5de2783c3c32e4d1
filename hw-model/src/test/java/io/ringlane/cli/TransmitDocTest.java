// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/transmit.md and README.md against the program. */
final class TransmitDocTest {
    private static final Path DOC = Path.of("..", "docs", "transmit.md");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");

    @TempDir
    private Path folder;

    @Test
    void shouldExplainEveryNameWhenJsonIsPrinted() throws IOException {
        CommandRun run = CommandRun.of("transmit", "--json", "--out", folder.resolve("out.pcap"));
        Set<String> names = new TreeSet<>();
        collect(new ObjectMapper().readTree(run.out()), names);
        String doc = Files.readString(DOC);
        assertThat(names).hasSizeGreaterThan(60).allMatch(name -> doc.contains("`" + name + "`"));
    }

    private static void collect(JsonNode node, Set<String> names) {
        node.properties().forEach(property -> names.add(property.getKey()));
        node.forEach(child -> collect(child, names));
    }

    @Test
    void shouldExplainEveryOptionWhenHelpShowsIt() throws IOException {
        Set<String> shown = options(CommandRun.of("transmit", "--help").out());
        Set<String> explained = options(Files.readString(DOC));
        shown.removeAll(Set.of("--help", "--version"));
        assertThat(shown).hasSize(20);
        assertThat(explained).isEqualTo(shown);
    }

    private static Set<String> options(String text) {
        Set<String> options = new TreeSet<>();
        Matcher matcher = OPTION.matcher(text);
        while (matcher.find()) {
            options.add(matcher.group());
        }
        return options;
    }

    @Test
    void shouldShowTheExplanationAsItIsWhenDocQuotesIt() throws IOException {
        CommandRun run =
                CommandRun.of("transmit", "--explain", 8, "--crypto", "jdk", "--out", folder.resolve("out.pcap"));
        String explanation = run.out().substring(0, run.out().indexOf("\n\n") + 1);
        assertThat(explanation).startsWith("packet 8: ");
        assertThat(Files.readString(DOC)).contains("```\n" + explanation + "```\n");
    }

    /** All of it but the name of the output file. */
    @Test
    void shouldShowTheSummaryAsItIsWhenDocQuotesIt() throws IOException {
        Path out = folder.resolve("out.pcap");
        CommandRun run =
                CommandRun.of("transmit", "--speed", "flat-out", "--ring", 64, "--crypto", "jdk", "--out", out);
        assertThat(Files.readString(DOC)).contains(run.out().replace(out.toString(), "ringlane-out.pcap"));
    }
}
