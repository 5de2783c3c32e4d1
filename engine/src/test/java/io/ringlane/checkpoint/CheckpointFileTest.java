// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import static io.ringlane.checkpoint.CheckpointFixture.lease;
import static io.ringlane.checkpoint.CheckpointFixture.sa;
import static io.ringlane.checkpoint.CheckpointFixture.sequence;
import static io.ringlane.checkpoint.CheckpointFixture.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.sa.OutboundSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints on real files: made, opened again, lost, in use. */
final class CheckpointFileTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("numbers");
    }

    private static void assertRefused(Runnable action, String message) {
        assertThatThrownBy(action::run).isInstanceOf(CheckpointException.class).hasMessage(message);
    }

    @Test
    void shouldGoOnBehindTheLastNumberWhenFileWasClosed() {
        try (Checkpoint checkpoint = Checkpoint.create(file, 10)) {
            OutboundSequence sequence = sequence(lease(checkpoint, sa().build(), 1));
            take(sequence, 123);
            sequence.release();
        }
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(lease(checkpoint, sa().build(), 1).start()).isEqualTo(123);
        }
    }

    @Test
    void shouldGoOnBehindTheLimitWhenSaWasNotReleased() {
        try (Checkpoint checkpoint = Checkpoint.create(file, 10).block(1000)) {
            take(sequence(lease(checkpoint, sa().build(), 1)), 123);
        }
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(lease(checkpoint, sa().build(), 1).start()).isEqualTo(1000);
        }
    }

    @Test
    void shouldBelongToItsOwnerWhenFileIsMade() throws IOException {
        Checkpoint.create(file, 10).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.size(file)).isEqualTo(4096 + 10 * 128);
    }

    @Test
    void shouldRefuseToMakeFileWhenThereIsOne() {
        Checkpoint.create(file, 10).close();

        assertRefused(() -> Checkpoint.create(file, 10), file + ": is there already; open it, its numbers are used");
        assertThat(file).exists();
    }

    @Test
    void shouldRefuseToMakeFileWhenFolderIsMissing() {
        Path lost = folder.resolve("no").resolve("numbers");

        assertRefused(() -> Checkpoint.create(lost), lost + ": its folder does not exist");
    }

    @Test
    void shouldRefuseToOpenWhenFileIsLost() {
        assertRefused(
                () -> Checkpoint.open(file),
                file + ": no such file; which numbers were used is not known: make a new one, with new keys");
    }

    @Test
    void shouldRefuseToOpenWhenFileIsEmptyOrAnother() throws IOException {
        Files.writeString(file, "");
        assertRefused(() -> Checkpoint.open(file), file + ": is no checkpoint file");
        Files.writeString(file, "something else");
        assertRefused(() -> Checkpoint.open(file), file + ": is no checkpoint file");
    }

    @Test
    void shouldRefuseToOpenWhenFileIsInUse() {
        try (Checkpoint first = Checkpoint.create(file, 10)) {
            assertThat(first.keys()).isZero();
            assertRefused(() -> Checkpoint.open(file), file + ": is in use by this process");
        }
        Checkpoint.open(file).close();
    }

    @Test
    void shouldRefuseToMakeFileWhenKeysAreTooMany() {
        assertRefused(() -> Checkpoint.create(file, 0), file + ": keys must be 1 to 1048576, is 0");
        assertThat(file).doesNotExist();
    }
}
