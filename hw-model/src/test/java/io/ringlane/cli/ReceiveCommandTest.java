// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringlane.golden.CaseFolder;
import io.ringlane.golden.CaseLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ringlane receive} on what a kernel received. */
class ReceiveCommandTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String BAD = "bad-gcm128-tu44";
    private static final String REPLAY = "replay-w33-gcm128-tp6";

    private static Path unpacked;

    @TempDir
    private Path folder;

    private Path in;
    private Path sa;
    private Path out;

    @BeforeEach
    void unpack() throws IOException {
        in = folder.resolve("in.pcap");
        sa = folder.resolve("sa.conf");
        out = folder.resolve("clear.pcap");
        recorded(BAD);
    }

    /** Unpacks the two cases once: there are hundreds in the archive. */
    @BeforeAll
    static void unpackCases(@TempDir Path cases) throws IOException {
        try (CaseFolder all = CaseFolder.bundled()) {
            for (Path path : all.inboundCases()) {
                if (path.endsWith(BAD) || path.endsWith(REPLAY)) {
                    Path copy = Files.createDirectories(cases.resolve(path.getFileName()));
                    for (String name : List.of("in.pcap", "out.pcap", "case.json")) {
                        Files.copy(path.resolve(name), copy.resolve(name));
                    }
                }
            }
        }
        unpacked = cases;
    }

    /** Puts a case's packets and its lines into files. */
    private void recorded(String name) throws IOException {
        Path path = unpacked.resolve(name);
        Files.write(in, Files.readAllBytes(path.resolve("in.pcap")));
        Files.write(folder.resolve("right.pcap"), Files.readAllBytes(path.resolve("out.pcap")));
        List<String> lines = new ArrayList<>();
        JsonNode info = MAPPER.readTree(Files.readAllBytes(path.resolve("case.json")));
        info.get("setup").forEach(line -> lines.add(line.asText()));
        Files.write(sa, lines);
    }

    private CommandRun receive(Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("receive", "--in", in, "--sa", sa, "--out", out, "--local", "10.2.0.2", "--crypto", "jdk"));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray());
    }

    @Test
    void shouldWriteClearPacketsAndCountRefusedOnesWhenCaptureIsReceived() {
        CommandRun run = receive();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("18 packets")
                .contains("5 clear packets")
                .contains("XfrmInStateProtoError    8")
                .contains("XfrmInNoStates           4")
                .contains("XfrmInStateSeqError      1")
                .contains("replay 1, replay-window 0, failed 8");
        List<byte[]> right = CaseLoader.packets(folder.resolve("right.pcap"));
        List<byte[]> got = CaseLoader.packets(out);
        assertThat(got).usingElementComparator(Arrays::compare).containsExactlyElementsOf(right);
    }

    @Test
    void shouldTellEachStepWhenPacketIsExplained() {
        CommandRun byPlace = receive("--explain", "17");
        CommandRun byNumber = receive("--explain", "0x1819814f:16");
        CommandRun nowhere = receive("--explain", "99");

        assertThat(byPlace.out())
                .contains("packet 17: ")
                .contains("ESP: spi 0x1819814f seq 1,")
                .contains("window: number 1, top 15, window of 32: seen before")
                .contains("refused: replayed, or too old to tell (XfrmInStateSeqError)");
        assertThat(byNumber.out())
                .contains("packet 18: ")
                .contains("opened with rfc4106(gcm(aes)): ICV right")
                .contains("next header 4")
                .contains("tunnel mode: 48 bytes behind it")
                .contains("policy dir in: allow priority 0, 1 templates: may pass")
                .contains("for this host: 48 bytes in clear");
        assertThat(nowhere.out()).contains("there is no such packet");
    }

    @Test
    void shouldAdviseOnWindowWhenAsked() throws IOException {
        recorded(REPLAY);

        CommandRun run = receive("--replay-advice", "--local", "fd00:2::2");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("reorder depth 0 (in order)")
                .contains("a window of 1 would have dropped")
                .contains("is enough for what was accepted");
    }

    @Test
    void shouldPrintOneObjectWhenJsonIsAsked() throws IOException {
        JsonNode root = MAPPER.readTree(receive("--json", "--replay-advice").out());

        assertThat(root.get("clear").asInt()).isEqualTo(5);
        assertThat(root.get("xfrm_stat").get("XfrmInStateProtoError").asInt()).isEqualTo(8);
        assertThat(root.get("sas").get(0).get("failed").asInt()).isEqualTo(8);
        assertThat(root.get("sas").get(0).get("reorder").get("depths").size()).isEqualTo(18);
        assertThat(root.get("complete").asBoolean()).isTrue();
    }

    @Test
    void shouldLetAuthenticPacketsPassWhenFileHasNoPolicies() throws IOException {
        Files.writeString(sa, Files.readAllLines(sa).getFirst());

        CommandRun run = receive();

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("5 clear packets").contains("no policy with 'dir in' or 'dir fwd'");
    }

    @Test
    void shouldReceiveTheRestWhenCaptureIsCut() throws IOException {
        byte[] bytes = Files.readAllBytes(in);
        Files.write(in, Arrays.copyOf(bytes, bytes.length - 10));

        CommandRun run = receive();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).contains("17 packets");
    }

    @Test
    void shouldSayWhatIsWrongInOneLineWhenInputIsBad() throws IOException {
        Path broken = folder.resolve("broken.conf");
        Files.writeString(broken, "state add src 1.2.3.4 dst nowhere");

        assertOneLine(CommandRun.of("receive", "--in", folder.resolve("none.pcap"), "--sa", sa), "none.pcap");
        assertOneLine(CommandRun.of("receive", "--in", in, "--sa", folder.resolve("none.conf")), "none.conf");
        assertOneLine(CommandRun.of("receive", "--in", in, "--sa", broken), "broken.conf:1");
        assertOneLine(CommandRun.of("receive", "--in", sa, "--sa", sa), "sa.conf");
        assertOneLine(CommandRun.of("receive", "--in", in), "--sa");
        assertOneLine(receive("--explain", "0"), "--explain: '0'; allowed: the packet's place");
        assertOneLine(receive("--local", "here"), "--local");
        assertOneLine(receive("--crypto", "none"), "--crypto");
        assertOneLine(receive("--explain", "7:"), "--explain: '7:'; allowed: the packet's place");
        assertOneLine(receive("--explain", "0x1000:-1"), "--explain: '0x1000:-1'; allowed: the packet's place");
        assertOneLine(receive("--replay-advice=8"), "--replay-advice");
        assertOneLine(receive("--json=yes"), "--json");
        assertOneLine(receive("--allow-unauthenticated=x"), "--allow-unauthenticated");
        assertOneLine(receive("--turbo"), "Unknown option: '--turbo'");
        assertOneLine(CommandRun.of("receive", "--in", in, "--sa", sa, "--out", sa), "is the file of --sa");
        assertOneLine(CommandRun.of("receive", "--in", in, "--sa", sa, "--out", folder), "it is a directory");
        assertOneLine(CommandRun.of("receive", "--in", in, "--sa", sa, "--out", in), "is the file of --in");
        assertThat(out).doesNotExist();
    }

    private static void assertOneLine(CommandRun run, String part) {
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines()).as(run.err()).hasSize(1);
        assertThat(run.err()).contains(part);
    }
}
