// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to compare with. Read by the main thread. */
final class AgainstOptions {
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 99;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--against",
            paramLabel = "FILE|GIT-REV",
            description = "Compare with a revision of this checkout (built, then run in turn, A B B A: gives verdicts),"
                    + " or with a recorded JSON (another sitting: gives ratios, no verdict).")
    private String against;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Rounds against a revision, 3 to 99. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    /** Checks all values. @throws ParameterException naming what is wrong. */
    void check(Path top) {
        if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS) {
            throw wrong("--rounds " + rounds + ": must be " + LEAST_ROUNDS + " to " + MOST_ROUNDS);
        }
        if (revision() != null && !Checkout.isRevision(top, against)) {
            throw wrong("--against " + against + ": neither a file nor a revision of this checkout");
        }
    }

    ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    /** The file to compare with, null if there is none. */
    Path file() {
        return against != null && Files.isRegularFile(Path.of(against)) ? Path.of(against) : null;
    }

    /** The revision to compare with, null if there is none. */
    String revision() {
        return file() == null ? against : null;
    }

    int rounds() {
        return rounds;
    }
}
