// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The example that ships with the program, copied out of the jar for the time of a run since captures are mapped from
 * files. Owns its folder and deletes it on close.
 */
final class BundledExample implements AutoCloseable {
    private static final String CAPTURE = "tso-sender.pcap";
    private static final String STATES = "sa.conf";

    private final Path folder;

    BundledExample() {
        try {
            folder = Files.createTempDirectory("ringlane-example-");
            copy(CAPTURE);
            copy(STATES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(String name) throws IOException {
        try (InputStream in = BundledExample.class.getResourceAsStream("/example/" + name)) {
            Files.copy(in, folder.resolve(name));
        }
    }

    Path capture() {
        return folder.resolve(CAPTURE);
    }

    Path states() {
        return folder.resolve(STATES);
    }

    /** How a file is called in a report: one of the example's by its name alone. */
    String shown(Path file) {
        return shown(file.toString());
    }

    /** A message with the example's files called so. */
    String shown(String message) {
        return message.replace(folder + File.separator, "bundled ");
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(capture());
            Files.deleteIfExists(states());
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
