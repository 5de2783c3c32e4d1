// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture made by other tools must be read as other tools read it. */
final class RealCaptureTest {
    private static final String EXPECTED = """
        1 1795363978008532600 42 42 ETHERNET 0806
        2 1795363978008571748 98 90 ETHERNET 0800
        3 1795363978083393600 74 74 ETHERNET 0800
        4 1795363978740896973 214 90 ETHERNET 0800
        5 1795363978761118635 214 90 ETHERNET 0800
        6 1795363978781568174 86 86 ETHERNET 86dd
        7 1795363978781618298 118 90 ETHERNET 86dd
        8 1795364288432935000 55 55 LINUX_COOKED 0800
        9 1795364288433051000 74 74 LINUX_COOKED 86dd
        10 1795364288433226000 44 44 LINUX_COOKED 0806
        11 1795364288433230000 44 44 LINUX_COOKED 0806
        12 1795364289440167000 44 44 LINUX_COOKED 0806
        13 1795364290464173000 48 48 LINUX_COOKED_2 0806
        14 1795364290464219000 48 48 LINUX_COOKED_2 0806
        15 1795364291395973000 59 59 LINUX_COOKED_2 0800
        16 1795364291396202000 78 78 LINUX_COOKED_2 86dd
        """;

    @TempDir
    private Path folder;

    @Test
    void shouldReadWhatOtherToolsReadWhenLinkTypesAreMixed() throws IOException {
        Path file = folder.resolve("mixed.pcapng");
        try (InputStream resource = RealCaptureTest.class.getResourceAsStream("mixed.pcapng")) {
            Files.copy(resource, file);
        }
        List<String> lines = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(file)) {
            CaptureRecord record = new CaptureRecord();
            while (reader.next(record)) {
                lines.add("%d %d %d %d %s %04x"
                        .formatted(
                                record.number(),
                                record.timestampNanos(),
                                record.originalLength(),
                                record.capturedLength(),
                                record.linkType(),
                                record.protocol()));
            }
            assertThat(reader.end()).isEqualTo(CaptureReader.End.COMPLETE);
        }
        assertThat(lines).containsExactlyElementsOf(EXPECTED.lines().toList());
    }
}
