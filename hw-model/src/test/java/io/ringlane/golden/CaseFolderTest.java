// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseFolderTest {
    @TempDir
    private Path folder;

    @Test
    void shouldSaySoWhenThereIsNoSuchDirectory() {
        assertThatThrownBy(() -> CaseFolder.of(folder.resolve("nowhere")))
                .isInstanceOf(GoldenException.class)
                .hasMessageEndingWith("nowhere: no such directory");
    }

    @Test
    void shouldNameFileAndLineWhenTheJsonIsMalformed() throws IOException {
        Files.writeString(folder.resolve("case.json"), "{\"name\": \"x\",\n \"path\": }");
        assertThatThrownBy(() -> new CaseLoader().load(folder))
                .isInstanceOf(GoldenException.class)
                .hasMessageContaining("case.json: malformed at line 2: ");
    }

    @Test
    void shouldNameWhatIsMissingWhenTheJsonLacksIt() throws IOException {
        Files.writeString(folder.resolve("case.json"), "{\"name\": \"x\"}");
        assertThatThrownBy(() -> new CaseLoader().load(folder))
                .isInstanceOf(GoldenException.class)
                .hasMessageEndingWith("case.json: malformed: it lacks name, path or egress");
    }

    @Test
    void shouldRefuseWhenARecordIsNotInTheCapture() throws IOException {
        Files.writeString(
                folder.resolve("case.json"),
                "{\"name\": \"x\", \"path\": \"inline\", \"egress\": {}, \"packets\": [{\"in\": [0], \"out\": []}]}");
        assertThatThrownBy(() -> new CaseLoader().load(folder)).hasMessageContaining("an input record of in.pcap");
    }

    @Test
    void shouldDeleteWhatItUnpackedWhenClosed() {
        Path unpacked;
        try (CaseFolder bundled = CaseFolder.bundled()) {
            unpacked = bundled.file("offload-api.json");
            assertThat(unpacked).exists();
            assertThat(bundled.cases()).hasSize(373);
        }
        assertThat(unpacked).doesNotExist();
    }
}
