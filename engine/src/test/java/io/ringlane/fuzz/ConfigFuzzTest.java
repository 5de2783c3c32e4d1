// SPDX-License-Identifier: Apache-2.0
package io.ringlane.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.config.ConfigException;
import io.ringlane.config.XfrmConfig;
import io.ringlane.config.XfrmConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Damaged SA and policy files: each is read or refused with one clear line. {@code -Dringlane.fuzz.files=N} for a
 * longer run, {@code -Dringlane.fuzz.seed=N} for another one.
 */
final class ConfigFuzzTest {
    private static final int FILES = Integer.getInteger("ringlane.fuzz.files", 100_000);
    private static final long SEED = Long.getLong("ringlane.fuzz.seed", 5L);
    private static final String COMMANDS = "/io/ringlane/config/kernel-commands.txt.gz";
    private static final int LONGEST_LINE = 600;
    private static final String[] WORDS = {
        "src", "dst", "proto", "esp", "spi", "reqid", "mode", "tunnel", "aead", "enc", "auth", "auth-trunc", "sel",
        "dir", "out", "tmpl", "limit", "replay-window", "flag", "esn", "encap", "0x", "-1", "4294967296", "::", "/",
        "/33", "0x0", "\"\"", "\t", "\\", "lifetime", "offload", "mark", "mask", "if_id", "output-mark", "\u00e9", "\0"
    };

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Mutator mutator = new Mutator(random);
    private final List<String> commands = new ArrayList<>();

    @BeforeEach
    void readCommands() throws IOException {
        try (InputStream in = new GZIPInputStream(ConfigFuzzTest.class.getResourceAsStream(COMMANDS))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.startsWith("ip ") ? line.substring(3) : line)
                    .filter(line -> line.startsWith("xfrm "))
                    .forEach(commands::add);
        }
    }

    @Test
    void shouldReadOrRefuseWithOneLineWhenAFileIsDamaged() {
        int read = 0;
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] file = file();
            try {
                XfrmConfig config = new XfrmConfigReader().read("fuzz.conf", file);
                config.states().forEach(entry -> entry.key().close());
                read++;
            } catch (ConfigException e) {
                refused++;
                assertThat(e.getMessage())
                        .as(new String(file, StandardCharsets.ISO_8859_1))
                        .startsWith("fuzz.conf")
                        .doesNotContain("\n")
                        .hasSizeLessThan(LONGEST_LINE);
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed " + SEED + ", file " + i + ": " + new String(file, StandardCharsets.ISO_8859_1), e);
            }
        }
        assertThat(read).as("of %d", FILES).isGreaterThan(FILES / 50);
        assertThat(refused).as("of %d", FILES).isGreaterThan(FILES / 4);
    }

    private byte[] file() {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String line = commands.get(random.nextInt(commands.size()));
            text.append(random.nextInt(3) == 0 ? line : otherWords(line)).append('\n');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return random.nextInt(3) == 0 ? mutator.damage(bytes) : bytes;
    }

    private String otherWords(String line) {
        List<String> words = new ArrayList<>(Arrays.asList(line.split(" ")));
        for (int i = 1 + random.nextInt(2); i > 0 && !words.isEmpty(); i--) {
            int at = random.nextInt(words.size());
            switch (random.nextInt(4)) {
                case 0 -> words.remove(at);
                case 1 -> words.add(at, words.get(random.nextInt(words.size())));
                case 2 -> words.set(at, WORDS[random.nextInt(WORDS.length)]);
                default -> words.set(at, words.get(at) + WORDS[random.nextInt(WORDS.length)]);
            }
        }
        return String.join(" ", words);
    }
}
