// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringlane.golden.CaseFolder;
import io.ringlane.golden.GoldenException;
import io.ringlane.transcript.TranscriptReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine's registry and states against the bundled transcript, as recorded, spoilt, and in other words. */
class TranscriptReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEAD = "src 192.0.2.1 dst 198.51.100.2 | proto esp spi 0x00001000 reqid 1 mode ";

    @TempDir
    private Path folder;

    @Test
    void shouldAnswerAsTheKernelDidWhenTheTranscriptIsReplayed() {
        assertThat(run(bundled()).lines()).containsExactly("offload-api: same (32 steps)");
    }

    @Test
    void shouldNotDependOnOrderWhenPartsOfTheTranscriptChangePlaces() {
        ArrayNode steps = JSON.createArrayNode();
        ArrayNode recorded = bundled();
        for (int i = 0; i < recorded.size(); i++) {
            steps.add(recorded.get((i + 23) % recorded.size()));
        }
        assertThat(run(steps).lines()).containsExactly("offload-api: same (32 steps)");
    }

    @Test
    void shouldFindEveryChangeWhenOneRecordedValueIsSpoilt() {
        ArrayNode recorded = bundled();
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < recorded.size(); i++) {
            int number = i + 1;
            for (String field : fieldNames(recorded.get(i))) {
                ArrayNode steps = recorded.deepCopy();
                ObjectNode step = (ObjectNode) steps.get(i);
                step.set(field, spoilt(step.get(field)));
                boolean found = run(steps).findings().stream()
                        .anyMatch(finding -> finding.number() == number
                                && finding.outcome() == Outcome.DIFFERENT
                                && finding.detail().startsWith("field " + field));
                if (!found) {
                    missed.add(number + " " + field);
                }
            }
        }
        assertThat(missed).isEmpty();
    }

    @Test
    void shouldNameStepAndFieldWhenOneDiffers() {
        ArrayNode steps = bundled();
        ((ObjectNode) steps.get(10).get("add")).put("errno", 12);
        assertThat(run(steps).lines())
                .containsExactly(
                        "offload-api step 11 (driver add returns -ENOSPC): different: field add.errno: expected 12 got"
                                + " 28",
                        "offload-api: different (1 of 32 steps)");
    }

    @ParameterizedTest
    @CsvSource({
        "gcm192 transport out on hw0, transport, hw0, out, add",
        "gcm256 tunnel in on hw0, tunnel, hw0, in, add",
        "chacha beet out on hw0, beet, hw0, out, add",
        "gcm128-96 tunnel esn out on hw0, tunnel, hw0, out, add",
        "gcm128 on eg0, tunnel, , , ",
        "driver add returns -EOPNOTSUPP, tunnel, , , add-refused",
        "gcm128 tunnel in software, tunnel, , , ",
    })
    void shouldReadOtherAlgorithmsModesAndDirectionsWhenTheStepNamesThem(
            String text, String mode, String device, String direction, String call) {
        String offload = device == null ? "" : " | crypto offload parameters: dev " + device + " dir " + direction;
        ObjectNode step = step(text, 0, "", "");
        step.putArray("states").add(HEAD + mode + offload);
        step.put("driver", call == null ? "" : call + " spi=0x00001000\n");
        assertThat(run(JSON.createArrayNode().add(step)).lines()).containsExactly("offload-api: same (1 step)");
    }

    @ParameterizedTest
    @CsvSource({
        "tfcpad 64, 22, EINVAL, Encapsulation and TFC padding can't be offloaded",
        "offload flags 0x80, 22, EINVAL, Unrecognized flags in offload request",
        "driver add returns -ENOMEM, 12, ENOMEM, Device failed to offload this state",
        "netdevsim: gcm128-96 out, 22, EINVAL, Device failed to offload this state",
        "gcm128 esn on a device without advance_esn, 22, EINVAL, Device doesn't support offload with ESN",
        "gcm128 without esp4_offload, 22, EINVAL, Type doesn't support offload",
    })
    void shouldReadOtherReasonsToRefuseWhenTheStepNamesThem(String text, int errno, String name, String words) {
        ObjectNode step = step(text, errno, name, words);
        step.putArray("states");
        assertThat(run(JSON.createArrayNode().add(step)).lines()).containsExactly("offload-api: same (1 step)");
    }

    @Test
    void shouldReplayLinkDownWhenTheListOfStatesIsAnotherOne() throws IOException {
        String hardware = "\"src 192.0.2.1 dst 198.51.100.2 | proto esp spi 0x0000100%d reqid 1 mode tunnel | crypto"
                + " offload parameters: dev hw0 dir %s\"";
        String text = "[{\"step\": \"before: three states on hw0 (out, in, out)\", \"states\": ["
                + hardware.formatted(3, "out") + "," + hardware.formatted(2, "in") + "," + hardware.formatted(1, "out")
                + "]}, {\"step\": \"after link set hw0 down\", \"states\": [], \"driver\":"
                + " \"delete spi=0x00001003\\ndelete spi=0x00001002\\ndelete spi=0x00001001\\nfree spi=0x00001001\\n"
                + "free spi=0x00001002\\nfree spi=0x00001003\\n\"}]";
        assertThat(run((ArrayNode) JSON.readTree(text)).lines()).containsExactly("offload-api: same (2 steps)");
    }

    @Test
    void shouldSayWhyWhenAStepCannotBeJudged() throws IOException {
        String text = "[{\"step\": \"ip xfrm monitor\", \"rc\": 0}, {\"step\": \"gcm128 on hw7\", \"add\": {}},"
                + " {\"step\": \"gcm128 on hw0 at full moon\", \"add\": {\"errno\": 5}},"
                + " {\"step\": \"gcm128 on hw0\", \"add\": {\"errno\": 0}, \"moon\": 1}]";
        assertThat(run((ArrayNode) JSON.readTree(text)).lines())
                .containsExactly(
                        "offload-api step 1 (ip xfrm monitor): skipped (this kind of step is not modelled)",
                        "offload-api step 2 (gcm128 on hw7): skipped (device hw7 is not modelled)",
                        "offload-api step 3 (gcm128 on hw0 at full moon): skipped (words not understood: at full moon)",
                        "offload-api step 4 (gcm128 on hw0): skipped (field moon is not modelled)",
                        "offload-api: skipped (4 steps)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}| malformed: a list of steps is expected",
                "[]| malformed: no step in it",
                "[{}]| malformed: step 1 has no text field step",
                "[{\"step\": | malformed at line 1: ",
            })
    void shouldSayWhatIsWrongWhenTheFileIsMalformed(String text, String words) throws IOException {
        Path file = folder.resolve(Transcript.FILE);
        Files.writeString(file, text);
        assertThatThrownBy(() -> Transcript.load(file))
                .isInstanceOf(GoldenException.class)
                .hasMessageStartingWith(file + ": " + words.strip());
    }

    private static TranscriptReport run(ArrayNode steps) {
        return TranscriptReplay.run(Transcript.of(steps, "test"));
    }

    private static ArrayNode bundled() {
        try (CaseFolder cases = CaseFolder.bundled()) {
            return (ArrayNode) JSON.readTree(Files.readAllBytes(cases.file(Transcript.FILE)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode step(String text, int errno, String name, String words) {
        ObjectNode step = JSON.createObjectNode().put("step", text);
        step.putObject("add").put("errno", errno).put("errname", name).put("extack", words);
        return step;
    }

    private static List<String> fieldNames(JsonNode step) {
        List<String> names = new ArrayList<>();
        step.fieldNames().forEachRemaining(names::add);
        names.remove("step");
        return names;
    }

    /** Another value of the same kind. */
    private static JsonNode spoilt(JsonNode value) {
        if (value.isNumber()) {
            return JSON.getNodeFactory().numberNode(value.intValue() + 1);
        }
        if (value.isArray()) {
            return ((ArrayNode) value.deepCopy()).add("more");
        }
        return value.isObject()
                ? ((ObjectNode) value.deepCopy()).put("extack", "other words")
                : JSON.getNodeFactory().textNode(value.asText() + " more\n");
    }
}
