// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A folder of cases: the user's, or the bundled archive unpacked to a temporary folder, which is deleted on close. One
 * thread.
 */
public final class CaseFolder implements AutoCloseable {
    private static final List<String> BUNDLED = List.of("/conformance/golden.zip", "/conformance/golden-inbound.zip");
    private static final String CASE = "case.json";
    /** A field that only cases of received packets have. */
    private static final String INBOUND_FIELD = "\"sa_initial\"";

    private final Path root;
    private final boolean temporary;

    private CaseFolder(Path root, boolean temporary) {
        this.root = root;
        this.temporary = temporary;
    }

    /** A folder on disk: a case itself, or a folder with cases anywhere below. */
    public static CaseFolder of(Path root) {
        if (!Files.exists(root)) {
            throw new GoldenException(root + ": no such directory");
        }
        if (!Files.isDirectory(root)) {
            throw new GoldenException(root + ": not a directory");
        }
        return new CaseFolder(root, false);
    }

    /** The cases that come with Ringlane. */
    public static CaseFolder bundled() {
        Path root = null;
        try {
            root = Files.createTempDirectory("ringlane-golden");
            for (String name : BUNDLED) {
                try (InputStream archive = CaseFolder.class.getResourceAsStream(name)) {
                    unpack(archive, root);
                }
            }
            return new CaseFolder(root, true);
        } catch (IOException e) {
            throw new GoldenException("the bundled cases cannot be unpacked to " + root + ": " + e.getMessage(), e);
        }
    }

    private static void unpack(InputStream archive, Path root) throws IOException {
        ZipInputStream zip = new ZipInputStream(archive);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            Path file = root.resolve(entry.getName()).normalize();
            if (entry.isDirectory() || !file.startsWith(root)) {
                continue;
            }
            Files.createDirectories(file.getParent());
            Files.copy(zip, file);
        }
    }

    /** Folders with a case.json of packets sent, in the order of their names. */
    public List<Path> cases() {
        return cases(false);
    }

    /** Folders with a case.json of packets received, in the order of their names. */
    public List<Path> inboundCases() {
        return cases(true);
    }

    private List<Path> cases(boolean inbound) {
        return files(CASE).stream()
                .filter(file -> isInbound(file) == inbound)
                .map(Path::getParent)
                .sorted()
                .toList();
    }

    /** One that cannot be read is left to those who say why. */
    private static boolean isInbound(Path file) {
        try {
            return Files.readString(file).contains(INBOUND_FIELD);
        } catch (IOException _) {
            return false;
        }
    }

    /** Files of a name in the folder and below, in the order of their paths. */
    public List<Path> files(String name) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.endsWith(name)).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new GoldenException(root + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** A file beside the cases, such as {@code offload-api.json}; it need not exist. */
    public Path file(String name) {
        return root.resolve(name);
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new GoldenException(root + ": cannot be deleted: " + e.getMessage(), e);
        }
    }
}
