// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ringlane.golden.GoldenException;
import io.ringlane.sa.XfrmMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The recorded transcript of a kernel's offload interface, {@code offload-api.json}, in order. Immutable. */
public final class Transcript {
    /** What the transcript is called on the command line. */
    public static final String NAME = "offload-api";

    /** Its file beside the cases. */
    public static final String FILE = NAME + ".json";

    private static final Pattern STATE =
            Pattern.compile("src ([0-9.]{7,15}|[0-9a-f:]{2,39}) dst ([0-9.]{7,15}|[0-9a-f:]{2,39})"
                    + " \\| proto esp spi 0x([0-9a-f]{8}) reqid (\\d{1,9}) mode (transport|tunnel|beet)\\b");
    private static final Pattern KEY = Pattern.compile("key=0x([0-9a-f]{8}(?: [0-9a-f]{8}){3})\\b");
    private static final Pattern SALT = Pattern.compile("salt=0x([0-9a-f]{8})\\b");
    private static final JsonMapper MAPPER = new JsonMapper();

    private final List<Step> steps;

    private Transcript(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** Reads a file; what is wrong with it is a {@link GoldenException} that names it. */
    public static Transcript load(Path file) {
        try {
            return of(MAPPER.readTree(Files.readAllBytes(file)), file.toString());
        } catch (JsonProcessingException e) {
            throw GoldenException.malformed(file, e);
        } catch (IOException e) {
            throw new GoldenException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** @param source what to call it when it is malformed. */
    static Transcript of(JsonNode root, String source) {
        if (!root.isArray()) {
            throw new GoldenException(source + ": malformed: a list of steps is expected");
        }
        List<Step> steps = new ArrayList<>();
        for (JsonNode node : root) {
            int number = steps.size() + 1;
            if (!node.path("step").isTextual()) {
                throw new GoldenException(source + ": malformed: step " + number + " has no text field step");
            }
            steps.add(new Step(number, node.get("step").asText(), node));
        }
        if (steps.isEmpty()) {
            throw new GoldenException(source + ": malformed: no step in it");
        }
        return new Transcript(steps);
    }

    List<Step> steps() {
        return steps;
    }

    // ---- what the recording does not say of each step: its usual addresses, numbers and key

    /** Outer source address of most states of a family. */
    String source(int family) {
        return usual(STATE, 1, family, family == 4 ? "192.0.2.1" : "2001:db8:1::1");
    }

    String destination(int family) {
        return usual(STATE, 2, family, family == 4 ? "198.51.100.2" : "2001:db8:2::2");
    }

    int spi() {
        return Integer.parseUnsignedInt(usual(STATE, 3, 0, "00001000"), 16);
    }

    int reqid() {
        return Integer.parseInt(usual(STATE, 4, 0, "1"));
    }

    XfrmMode mode() {
        return XfrmMode.valueOf(usual(STATE, 5, 0, "tunnel").toUpperCase(Locale.ROOT));
    }

    /** The five little-endian words of key material that netdevsim's debug file shows. */
    byte[] keyMaterial() {
        String[] words = (usual(KEY, 1, 0, "04030201 08070605 0c0b0a09 100f0e0d") + " " + usual(SALT, 1, 0, "14131211"))
                .split(" ");
        ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (String word : words) {
            bytes.putInt(Integer.parseUnsignedInt(word, 16));
        }
        return bytes.array();
    }

    /** The most frequent value of a group; {@code family} 0 takes lines of both. */
    private String usual(Pattern pattern, int group, int family, String absent) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Step step : steps) {
            Matcher matcher = pattern.matcher(String.join("\n", step.stateLines()) + "\n" + step.debugFile());
            while (matcher.find()) {
                if (family == 0 || (matcher.group(group).indexOf(':') < 0 ? 4 : 6) == family) {
                    counts.merge(matcher.group(group), 1, Integer::sum);
                }
            }
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(absent);
    }
}
