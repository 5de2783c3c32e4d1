// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.config.ConfigException;
import io.ringlane.replay.WindowImage;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images as text and as files. */
final class StateImageTest {
    private static final StateUse FIRST = new StateUse(
            new SaId(IpAddress.parse("198.51.100.2"), 0x1000, 50, 0, 0),
            0,
            42,
            -1,
            0,
            5000,
            40,
            12_000_000_000L,
            -1,
            null);
    private static final StateUse SECOND = new StateUse(
            new SaId(IpAddress.parse("2001:db8::2"), 0xfffffff0, 50, 7, 0xff),
            -1,
            -2,
            3,
            -4,
            Long.MAX_VALUE,
            1,
            9,
            8,
            new WindowImage(64, -1, new BigInteger("8000000000000005", 16)));
    private static final StateImage IMAGE = new StateImage(1_800_000_000L, List.of(FIRST, SECOND));

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> StateImage.parse("image", text))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    /** Lines between head and end, with the right end. */
    private static String text(String... lines) {
        StringBuilder text = new StringBuilder("ringlane-states 1\n");
        for (String line : lines) {
            text.append(line).append('\n');
        }
        CRC32C crc = new CRC32C();
        crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        return text + "end " + (lines.length - 1) + " crc32c 0x" + Long.toHexString(crc.getValue()) + "\n";
    }

    @Test
    void shouldReadWhatItPrints() {
        assertThat(StateImage.parse("image", IMAGE.print())).isEqualTo(IMAGE);
        StateImage empty = new StateImage(0, List.of());
        assertThat(StateImage.parse("image", empty.print())).isEqualTo(empty);
    }

    @Test
    void shouldPrintOneLineAState() {
        assertThat(IMAGE.print().lines())
                .hasSize(5)
                .contains("state dst 198.51.100.2 spi 0x00001000 proto 50 mark 0x0/0x0 oseq 0x0/0x2a"
                        + " iv-salt 0xffffffffffffffff bytes 5000 packets 40 added-ns 12000000000 used-ns -1");
    }

    @Test
    void shouldFindStateByIdentity() {
        assertThat(IMAGE.find(SECOND.id())).isEqualTo(SECOND);
        assertThat(IMAGE.find(new SaId(IpAddress.parse("198.51.100.2"), 0x1001, 50, 0, 0)))
                .isNull();
    }

    @Test
    void shouldGrowOlderWhenTimeHasPassed() {
        StateImage later = IMAGE.at(1_800_000_010L);

        assertThat(later.find(FIRST.id()).addedNs()).isEqualTo(22_000_000_000L);
        assertThat(later.find(FIRST.id()).usedNs()).isEqualTo(-1);
        assertThat(later.find(SECOND.id()).usedNs()).isEqualTo(10_000_000_008L);
        assertThat(IMAGE.at(0).states())
                .as("a clock set back makes nothing younger")
                .isEqualTo(IMAGE.states());
    }

    @Test
    void shouldRefuseWhenAnyCharacterIsChangedOrTheEndIsMissing() {
        String text = IMAGE.print();
        Random random = new Random(5);
        for (int i = 0; i < text.length(); i++) {
            char changed = (char) (text.charAt(i) ^ 1 << random.nextInt(5));
            String wrong = text.substring(0, i) + changed + text.substring(i + 1);
            String cut = text.substring(0, i);
            assertThatThrownBy(() -> StateImage.parse("image", wrong)).as(wrong).isInstanceOf(ConfigException.class);
            assertThatThrownBy(() -> StateImage.parse("image", cut)).as(cut).isInstanceOf(ConfigException.class);
        }
    }

    @Test
    void shouldTellLineAndFaultWhenTextIsWrong() {
        String good = IMAGE.print().lines().toList().get(2);

        assertRefused("", "image:1: is no image of SA states: the first line must be 'ringlane-states 1'");
        assertRefused("ringlane-states 7\n", "image:1: image of version '7', readable: 1");
        assertRefused("ringlane-states 1\n", "image:1: the image is not whole: it was cut or changed");
        assertRefused(text("tken 5"), "image:2: 'taken' is missing ahead of 'tken'");
        assertRefused(text("taken 5", good, good), "image:4: dst 198.51.100.2 spi 0x00001000 is there twice");
        assertRefused(text("taken 5", "state dst host"), "image:3: 'host' must be a numeric IPv4 or IPv6 address");
        assertRefused(text("taken 5", "state dst ::1 spi"), "image:3: the line ends where a number should be");
        String window = good + " window 4 top 0x9 seen ";
        assertRefused(
                text("taken 5", window + "0x10"),
                "image:3: window of 4 packets, allowed: 0 to 65536, and no more" + " bits than packets");
        assertRefused(text("taken 5", window + "five"), "image:3: 'five' must be a hexadecimal number");
        assertRefused(text("taken x"), "image:2: 'x' must be a number of 64 bits");
    }

    @Test
    void shouldReplaceFileInOneGo(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("image");
        new StateImage(1, List.of()).write(file);
        IMAGE.write(file);

        assertThat(StateImage.read(file)).isEqualTo(IMAGE);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void shouldTellWhenFileCannotBeReadOrWritten(@TempDir Path folder) {
        Path lost = folder.resolve("lost").resolve("image");

        assertThatThrownBy(() -> StateImage.read(lost)).hasMessage(lost + ": no such file");
        assertThatThrownBy(() -> IMAGE.write(lost))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(lost + ": cannot be written: ");
    }
}
