// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.bench.report.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the checkout is and where a run is recorded. Read by the main thread. */
public final class RecordOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the folder of the run is made. Default of the suites: perf-results of the checkout;"
                    + " pipeline and waterfall are recorded only with this option.")
    private Path out;

    private Path top;

    /** Checks the value, finds the checkout. @throws ParameterException naming what is wrong. */
    public void check() {
        top = findTop();
        if (out != null && Files.exists(out) && !Files.isDirectory(out)) {
            throw wrong("--out " + out + ": not a directory");
        }
    }

    /** The launcher tells where the checkout is; without it, the one that holds the working directory. */
    private Path findTop() {
        String told = System.getenv("RINGLANE_TOP");
        String found = told != null ? told : ChildProcess.line(null, "git", "rev-parse", "--show-toplevel");
        if (found == null || !Files.isReadable(Path.of(found).resolve(Side.FLAGS))) {
            throw wrong("no checkout of Ringlane here: run ./ringlane bench");
        }
        return Path.of(found);
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    /** Folder of the checkout. */
    public Path top() {
        return top;
    }

    /** Whether a folder was named. */
    public boolean isNamed() {
        return out != null;
    }

    public Path out() {
        return out == null ? top.resolve("perf-results") : out;
    }

    /** The command as it can be given to a shell again, without the folder: that is no business of a record. */
    public String command() {
        List<String> words = new ArrayList<>();
        boolean folder = false;
        for (String word : spec.root().commandLine().getParseResult().originalArgs()) {
            if (!folder && !word.startsWith("--out")) {
                words.add(word.matches("[\\w./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
            }
            folder = word.equals("--out");
        }
        return "./" + spec.root().name() + " " + String.join(" ", words);
    }
}
