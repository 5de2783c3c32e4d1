// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.checkpoint.Checkpoint;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sending process is killed ({@code kill -9}) and started again, over and over: no number may leave it twice. More
 * rounds with {@code -Dringlane.kill.rounds=1000}.
 */
@Timeout(600)
final class KilledProcessTest {
    private static final int ROUNDS = Integer.getInteger("ringlane.kill.rounds", 4);
    private static final long SEED = Long.getLong("ringlane.kill.seed", 4711);

    @Test
    void shouldSendNoNumberTwiceWhenProcessIsKilledAtAnyInstant(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("numbers");
        Checkpoint.create(file, 4).close();
        Random random = new Random(SEED);
        long last = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Process process = start(file);
            long first = last;
            try (DataInputStream numbers = new DataInputStream(process.getInputStream())) {
                last = read(numbers, last, 1 + random.nextInt(20_000), round);
                // the handle leaves the pipe open: what was written before counts
                process.toHandle().destroyForcibly();
                last = read(numbers, last, Integer.MAX_VALUE, round);
            }
            process.waitFor();
            assertThat(last).as("round %d sent", round).isGreaterThan(first);
        }
    }

    /** @return the last number read: after so many, or at the end. */
    private static long read(DataInputStream numbers, long before, int count, int round) throws IOException {
        long last = before;
        try {
            for (int i = 0; i < count; i++) {
                long number = numbers.readInt() & 0xffffffffL;
                if (number <= last) {
                    throw new AssertionError("round " + round + ": number " + number + " after " + last);
                }
                last = number;
            }
        } catch (EOFException e) {
            return last;
        }
        return last;
    }

    private static Process start(Path file) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.startsWith("-XX:"))
                .forEach(command::add);
        command.add("-Xmx128m");
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(NumbersUnderFire.class.getName());
        command.add(file.toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
