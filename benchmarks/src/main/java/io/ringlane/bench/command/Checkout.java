// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.bench.report.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Another revision of this checkout, built in a temporary worktree that goes when it is closed. Main thread. */
final class Checkout implements AutoCloseable {
    private static final Path JAR = Path.of("benchmarks", "target", "benchmarks.jar");

    private final Path top;
    private final Path folder;
    private final String revision;

    private Checkout(Path top, Path folder, String revision) {
        this.top = top;
        this.folder = folder;
        this.revision = revision;
    }

    /** Whether the word names a commit. */
    static boolean isRevision(Path top, String word) {
        return !word.startsWith("-")
                && ChildProcess.line(top, "git", "rev-parse", "--verify", "--quiet", word + "^{commit}") != null;
    }

    /** Checks a revision out and builds it. @throws IllegalStateException with the build's last lines if it fails. */
    static Checkout build(Path top, String revision) {
        try {
            Path folder = Side.temporaryFolder().resolve("then");
            Checkout checkout = new Checkout(top, folder, revision);
            require(ChildProcess.run(
                    top, List.of("git", "worktree", "add", "--quiet", "--detach", folder.toString(), revision)));
            ChildProcess build = ChildProcess.run(
                    folder,
                    List.of("mvn", "-B", "-ntp", "-q", "-DskipTests", "-pl", "engine,hw-model,benchmarks", "package"));
            if (!build.isDone()) {
                checkout.close();
            }
            require(build);
            return checkout;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(ChildProcess child) {
        if (!child.isDone()) {
            throw new IllegalStateException("the other revision cannot be built:\n" + child.tail());
        }
    }

    Side side() {
        return new Side(revision, folder.resolve(JAR).toString(), folder.resolve(Side.FLAGS));
    }

    @Override
    public void close() {
        ChildProcess.line(top, "git", "worktree", "remove", "--force", folder.toString());
    }
}
