// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One build of the benchmarks, run in processes of its own. Immutable.
 *
 * @param name for people: {@code now}, or a revision.
 * @param flags file with the JVM's flags.
 */
public record Side(String name, String classPath, Path flags) {
    /** The checkout's own flags file. */
    public static final Path FLAGS = Path.of(".mvn", "engine.jvmflags");

    /** What this JVM runs, copied until its end so that a build meanwhile does no harm. */
    public static Side now(Path top) throws IOException {
        Path temporary = temporaryFolder();
        String own = System.getProperty("java.class.path");
        String copied = Stream.of(own.split(File.pathSeparator))
                .map(entry -> copy(Path.of(entry), temporary))
                .collect(Collectors.joining(File.pathSeparator));
        return new Side("now", copied, top.resolve(FLAGS));
    }

    /** A folder that goes at the end of this JVM, if it is empty then. */
    static Path temporaryFolder() throws IOException {
        Path folder = Files.createTempDirectory("ringlane-bench");
        folder.toFile().deleteOnExit();
        return folder;
    }

    private static String copy(Path entry, Path temporary) {
        if (!Files.isRegularFile(entry)) {
            return entry.toString();
        }
        try {
            Path copy = Files.copy(entry, temporary.resolve(entry.getFileName()));
            copy.toFile().deleteOnExit();
            return copy.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that runs a class of this build. @param arguments flags of the JVM if any, class, its arguments. */
    List<String> java(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + flags);
        command.add("-cp");
        command.add(classPath);
        command.addAll(arguments);
        return command;
    }

    public List<String> java(String mainClass, List<String> arguments) {
        return java(Stream.concat(Stream.of(mainClass), arguments.stream()).toList());
    }
}
