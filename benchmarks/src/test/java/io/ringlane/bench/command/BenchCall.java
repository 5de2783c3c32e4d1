// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** A bench command run in this JVM, with its streams caught. Not for two threads at once: streams are the JVM's. */
record BenchCall(int code, String out, String err) {
    static BenchCall of(String command, String... options) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
        String[] args = Stream.concat(Stream.of(command), Stream.of(options)).toArray(String[]::new);
        try {
            return new BenchCall(
                    Main.launch(new BenchMain(), args),
                    outBytes.toString(StandardCharsets.UTF_8),
                    errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
