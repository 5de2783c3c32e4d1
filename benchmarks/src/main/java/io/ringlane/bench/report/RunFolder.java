// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of one recorded run, DATE-MACHINE-COMMIT, and the index beside it. Owned by the main thread; nothing
 * that was recorded before is overwritten.
 */
public final class RunFolder {
    private static final String FINGERPRINT = "fingerprint.json";
    private static final String INDEX = "README.md";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path parent;
    private final Path folder;

    private RunFolder(Path parent, Path folder) {
        this.parent = parent;
        this.folder = folder;
    }

    /** Makes the folder; one that is there already is left alone, and the new one numbered. */
    public static RunFolder make(Path parent, Fingerprint fingerprint) throws IOException {
        String name = fingerprint.date() + "-" + fingerprint.machineName() + "-" + fingerprint.commit();
        Path folder = parent.resolve(name);
        for (int i = 2; Files.exists(folder); i++) {
            folder = parent.resolve(name + "-" + i);
        }
        Files.createDirectories(folder);
        return new RunFolder(parent, folder);
    }

    public Path path() {
        return folder;
    }

    /**
     * Writes fingerprint and text, and the index anew.
     *
     * @param body results as Markdown, headings from the second level on.
     */
    public void finish(Fingerprint fingerprint, String body) throws IOException {
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve(FINGERPRINT).toFile(), fingerprint.facts());
        Files.writeString(folder.resolve(INDEX), head(fingerprint) + body);
        Files.writeString(parent.resolve(INDEX), index());
    }

    private static String head(Fingerprint fingerprint) {
        StringBuilder text = new StringBuilder("# ")
                .append(fingerprint.date())
                .append(", ")
                .append(fingerprint.cpuName())
                .append(", commit ")
                .append(fingerprint.commit())
                .append("\n\n`")
                .append(fingerprint.facts().get("command"))
                .append("`\n\nMachine and JVM: `" + FINGERPRINT
                        + "`. Core before and after, cycles of a calibration step:\n\n");
        for (String moment : List.of("before", "after")) {
            text.append("- ")
                    .append(moment)
                    .append(": ")
                    .append(fingerprint.facts().get("calibration " + moment));
            text.append('\n');
        }
        return text.append('\n').toString();
    }

    private String index() throws IOException {
        List<String> rows = new ArrayList<>();
        List<String> single = new ArrayList<>();
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                String name = entry.getFileName().toString();
                if (Files.isReadable(entry.resolve(FINGERPRINT))) {
                    rows.add(row(name, JSON.readTree(entry.resolve(FINGERPRINT).toFile())));
                } else if (Files.isRegularFile(entry) && !name.equals(INDEX)) {
                    single.add("- [" + name + "](" + name + ")\n");
                }
            }
        }
        return "# Recorded runs\n\nWritten by `./ringlane bench`; how to read them: docs/performance.md.\n\n"
                + "| Run | Machine | Commit | Command |\n| --- | --- | --- | --- |\n"
                + String.join("", rows)
                + (single.isEmpty() ? "" : "\nSingle files of earlier runs:\n\n" + String.join("", single));
    }

    private static String row(String name, JsonNode facts) {
        return "| [" + name + "](" + name + "/) | "
                + facts.path("machine").path("cpu").asText() + ", "
                + facts.path("machine").path("cpus").asText() + " CPUs | "
                + facts.path("commit").asText() + " | `"
                + facts.path("command").asText().replace("|", "\\|") + "` |\n";
    }
}
