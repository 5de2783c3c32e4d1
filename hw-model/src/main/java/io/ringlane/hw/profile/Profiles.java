// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

import io.ringlane.hw.yaml.Nearest;
import io.ringlane.hw.yaml.YamlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The profiles that ship with the program, and those in files of users. Any thread, owns nothing. */
public final class Profiles {
    private static final List<String> NAMES = List.of(
            "plain-100g",
            "82599",
            "xl710",
            "e810",
            "connectx-5",
            "connectx-6-dx",
            "connectx-7-gen4",
            "connectx-7-gen5",
            "bluefield-3",
            "bluefield-3-400g",
            "bluefield-2",
            "qat-gen4",
            "chelsio-t6",
            "ipu-e2000",
            "octeon-cn10k");
    private static final String FOLDER = "/profiles/";
    private static final String SUFFIX = ".yaml";

    private Profiles() {}

    /** Of those that ship. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * Reads a profile.
     *
     * @param nameOrFile a name, or a file that ends in {@code .yaml}.
     * @throws YamlException saying in one line what is wrong with it, or what there is.
     */
    public static DeviceProfile find(String nameOrFile) {
        return nameOrFile.endsWith(SUFFIX) ? read(Path.of(nameOrFile)) : bundled(nameOrFile);
    }

    /** Reads a profile out of a file. */
    public static DeviceProfile read(Path file) {
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (IOException wrong) {
            boolean missing = !Files.exists(file);
            throw new YamlException(file.toString(), missing ? "no such file" : "cannot be read as UTF-8 text");
        }
    }

    /** Reads a profile out of a text; the name of the file is only for messages. */
    public static DeviceProfile parse(String yaml, String file) {
        return ProfileReader.read(ProfileText.of(yaml, file));
    }

    private static DeviceProfile bundled(String name) {
        if (!NAMES.contains(name)) {
            throw new YamlException(
                    "'" + name + "'",
                    "no such profile, nearest is '" + Nearest.of(name, NAMES) + "'; there are: "
                            + String.join(", ", NAMES) + ", and files that end in " + SUFFIX);
        }
        String file = name + SUFFIX;
        try (InputStream stream = Profiles.class.getResourceAsStream(FOLDER + file)) {
            if (stream == null) {
                throw new IllegalStateException("profile " + file + " is missing in the program");
            }
            return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8), file);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }
}
