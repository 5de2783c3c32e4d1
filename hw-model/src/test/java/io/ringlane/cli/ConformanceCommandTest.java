// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.golden.CaseFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConformanceCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldPrintALineACaseAndATotalWhenCasesAreBundled() {
        assertThat(run("--crypto", "jdk", "--filter", "seqovf")).isZero();
        assertThat(out.toString())
                .contains("seqovf-gcm128-tu44: same")
                .contains("seqovf-gcm256-tp6-esn: deferred allowed deviation (decision 0023); inline same")
                .contains("seqovf-chacha-tu66: same")
                .containsPattern("\\d+ cases run: \\d+ same, \\d+ with allowed deviations, 0 different; \\d+ skipped");
    }

    @Test
    void shouldWriteCapturesWhenAskedTo() {
        Path written = folder.resolve("written");
        assertThat(run("--filter", "esnx-gcm128-be44", "--out", written.toString()))
                .isZero();
        assertThat(written.resolve("esnx-gcm128-be44/out.pcap")).isNotEmptyFile();
        assertThat(written.resolve("esnx-gcm128-be44/out-inline.pcap")).isNotEmptyFile();
    }

    @Test
    void shouldExitWithOneWhenACaseDiffers() throws IOException {
        copyCase("pad-gcm128-tp4", folder);
        Path capture = folder.resolve("out.pcap");
        byte[] bytes = Files.readAllBytes(capture);
        bytes[24 + 16 + 8]++;
        Files.write(capture, bytes);
        assertThat(run(folder.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("different: packet 0 (input 0) byte 8 field outer IPv4 TTL");
    }

    @Test
    void shouldRefuseWhenThereIsNoSuchFolder() {
        assertThat(run(folder.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("nowhere: no such directory").hasLineCount(1);
    }

    @Test
    void shouldRefuseWhenTheFolderHoldsNoCase() {
        assertThat(run(folder.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains("no case.json in it or below, and no offload-api.json")
                .hasLineCount(1);
    }

    @Test
    void shouldReplayTheTranscriptWhenItIsAskedForByName() {
        assertThat(run("--filter", "offload-api")).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("offload-api: same (32 steps)");
    }

    @Test
    void shouldExitWithOneWhenAStepOfTheTranscriptDiffers() throws IOException {
        try (CaseFolder bundled = CaseFolder.bundled()) {
            String text = Files.readString(bundled.file("offload-api.json"));
            Files.writeString(folder.resolve("offload-api.json"), text.replace("EPROTONOSUPPORT", "ENOENT"));
        }
        assertThat(run(folder.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("offload-api step 6 (AH state): different: field add.errname: expected \"ENOENT\" got"
                        + " \"EPROTONOSUPPORT\"")
                .contains("offload-api: different (1 of 32 steps)");
    }

    @Test
    void shouldRefuseWhenTheTranscriptIsMalformed() throws IOException {
        Files.writeString(folder.resolve("offload-api.json"), "[{");
        assertThat(run(folder.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains("offload-api.json: malformed at line 1")
                .hasLineCount(1);
    }

    @Test
    void shouldRefuseWhenTheFolderIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(run(file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("file: not a directory").hasLineCount(1);
    }

    @Test
    void shouldRefuseWhenTheOutFolderIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(run("--filter", "pad-gcm128-tp4", "--out", file.toString())).isEqualTo(2);
        assertThat(run(
                        "--filter",
                        "pad-gcm128-tp4",
                        "--out",
                        file.resolve("below").toString()))
                .isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("--out " + file + ": not a directory")
                .hasLineCount(2);
    }

    @Test
    void shouldRunTheOthersWhenOneCaseCannotBeRead() throws IOException {
        copyCase("pad-gcm128-tp4", folder.resolve("good"));
        copyCase("pad-gcm128-tp4", folder.resolve("cut"));
        Files.writeString(Files.createDirectories(folder.resolve("malformed")).resolve("case.json"), "{\"name\": [}");
        Files.writeString(Files.createDirectories(folder.resolve("empty")).resolve("case.json"), "null");
        Path capture = folder.resolve("cut/in.pcap");
        byte[] bytes = Files.readAllBytes(capture);
        Files.write(capture, Arrays.copyOf(bytes, bytes.length - 3));
        assertThat(run(folder.toString())).isEqualTo(2);
        assertThat(out.toString()).contains("pad-gcm128-tp4: same").contains("1 cases run");
        assertThat(err.toString())
                .contains("malformed/case.json: malformed at line 1")
                .contains("empty/case.json: malformed: it lacks a case")
                .contains("cut/in.pcap: ")
                .hasLineCount(3);
    }

    private static void copyCase(String name, Path to) throws IOException {
        Files.createDirectories(to);
        try (CaseFolder bundled = CaseFolder.bundled()) {
            for (String file : new String[] {"case.json", "in.pcap", "out.pcap"}) {
                Files.copy(bundled.file(name).resolve(file), to.resolve(file));
            }
        }
    }

    @Test
    void shouldRefuseWhenNoCaseHasTheTag() {
        assertThat(run("--filter", "no-such-tag")).isEqualTo(2);
        assertThat(err.toString()).contains("--filter no-such-tag: no case has this tag");
    }

    @Test
    void shouldRefuseWhenThereIsNoSuchProvider() {
        assertThat(run("--crypto", "rot13")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--crypto: unknown crypto provider 'rot13', allowed: auto, ")
                .hasLineCount(1);
    }

    private int run(String... arguments) {
        CommandLine command = new CommandLine(new ConformanceCommand());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
