// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import io.ringlane.config.ConfigException;
import io.ringlane.replay.WindowImage;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaId;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What all SAs of an engine have used up, in a text file that either is there as a whole or not at all. It tells no
 * keys. An SA that goes on from it must not have gone on anywhere else since. Immutable.
 *
 * <pre>
 *   ringlane-states 1
 *   state dst 198.51.100.2 spi 0x00001000 proto 50 mark 0x0/0x0 oseq 0x0/0x2a iv-salt 0x7 bytes 9 packets 1 ...
 *   end 1 crc32c 0x1234abcd
 * </pre>
 *
 * @param takenSeconds time of day at which it was made, in seconds of the epoch, so that ages can go on.
 */
public record StateImage(long takenSeconds, List<StateUse> states) {
    private static final String HEAD = "ringlane-states 1";
    private static final String HEAD_ANY = "ringlane-states ";
    private static final int HEX = 16;
    private static final long NS_PER_SECOND = 1_000_000_000;

    /** Copies the list. */
    public StateImage {
        states = List.copyOf(states);
    }

    /** The SA of an identity, or null. */
    public StateUse find(SaId id) {
        return states.stream().filter(use -> use.id().equals(id)).findFirst().orElse(null);
    }

    /** The image at a later time of day: everything has grown older. */
    public StateImage at(long seconds) {
        long ns = Math.max(0, seconds - takenSeconds) * NS_PER_SECOND;
        return new StateImage(seconds, states.stream().map(use -> use.older(ns)).toList());
    }

    // ---- text

    /** As it stands in a file. */
    public String print() {
        StringBuilder out = new StringBuilder(HEAD).append('\n');
        out.append("taken ").append(takenSeconds).append('\n');
        states.forEach(use -> print(use, out));
        byte[] body = out.toString().getBytes(StandardCharsets.US_ASCII);
        out.append("end ").append(states.size());
        out.append(" crc32c 0x")
                .append(Long.toHexString(crc(body, body.length)))
                .append('\n');
        return out.toString();
    }

    private static void print(StateUse use, StringBuilder out) {
        SaId id = use.id();
        out.append("state dst ").append(id.destination());
        out.append(String.format(" spi 0x%08x proto %d", id.spi(), id.protocol()));
        out.append(String.format(" mark 0x%x/0x%x", id.mark(), id.markMask()));
        out.append(String.format(" oseq 0x%x/0x%x", use.sequenceHigh(), use.sequenceLow()));
        out.append(String.format(" iv-salt 0x%x", use.ivSalt()));
        out.append(" bytes ").append(use.bytes()).append(" packets ").append(use.packets());
        out.append(" added-ns ").append(use.addedNs()).append(" used-ns ").append(use.usedNs());
        if (use.ivSaltRest() != 0) {
            out.append(String.format(" iv-salt-rest 0x%x", use.ivSaltRest()));
        }
        if (use.window() != null) {
            out.append(" window ").append(use.window().size());
            out.append(String.format(" top 0x%x", use.window().top()));
            out.append(" seen 0x").append(use.window().seen().toString(HEX));
        }
        out.append('\n');
    }

    private static long crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    /**
     * Reads the text of an image.
     *
     * @param name of the text, for messages.
     * @throws ConfigException naming line and fault; a text that was cut or changed is refused as a whole.
     */
    public static StateImage parse(String name, String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
            String head = lines.isEmpty() ? "" : lines.getFirst();
            throw new ConfigException(
                    name,
                    1,
                    head.startsWith(HEAD_ANY)
                            ? "image of version '" + head.substring(HEAD_ANY.length()) + "', readable: 1"
                            : "is no image of SA states: the first line must be '" + HEAD + "'");
        }
        checkEnd(name, text, lines);
        long taken = new ImageLine(name, 2, lines.get(1)).word("taken").number();
        Map<SaId, StateUse> states = new LinkedHashMap<>();
        for (int i = 2; i < lines.size() - 1; i++) {
            StateUse use = state(new ImageLine(name, i + 1, lines.get(i)));
            if (states.put(use.id(), use) != null) {
                throw new ConfigException(name, i + 1, use.id() + " is there twice");
            }
        }
        return new StateImage(taken, new ArrayList<>(states.values()));
    }

    private static void checkEnd(String name, String text, List<String> lines) {
        int line = lines.size();
        String last = lines.getLast();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int body = bytes.length - last.length() - 1;
        String expected = "end " + (line - 3) + " crc32c 0x" + Long.toHexString(body < 0 ? 0 : crc(bytes, body));
        if (line < 3 || !text.endsWith("\n") || !last.equals(expected)) {
            throw new ConfigException(name, line, "the image is not whole: it was cut or changed");
        }
    }

    private static StateUse state(ImageLine line) {
        IpAddress destination = line.word("state").word("dst").address();
        int spi = (int) line.word("spi").number();
        int protocol = (int) line.word("proto").number();
        line.word("mark");
        int mark = (int) line.number();
        int markMask = (int) line.number();
        line.word("oseq");
        int high = (int) line.number();
        int low = (int) line.number();
        long salt = line.word("iv-salt").number();
        long bytes = line.word("bytes").number();
        long packets = line.word("packets").number();
        long addedNs = line.word("added-ns").number();
        long usedNs = line.word("used-ns").number();
        long saltRest = line.accepts("iv-salt-rest") ? line.number() : 0;
        return new StateUse(
                new SaId(destination, spi, protocol, mark, markMask),
                high,
                low,
                salt,
                saltRest,
                bytes,
                packets,
                addedNs,
                usedNs,
                line.accepts("window") ? window(line) : null);
    }

    private static WindowImage window(ImageLine line) {
        long size = line.number();
        long top = line.word("top").number();
        BigInteger seen = line.word("seen").bits();
        try {
            return new WindowImage(Math.toIntExact(size), top, seen);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw line.error(e.getMessage());
        }
    }

    // ---- files

    /**
     * Writes a file in one go: a reader finds the former image or this one, whatever happens meanwhile.
     *
     * @throws ConfigException when that fails; the former file is then as it was.
     */
    public void write(Path file) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(print().getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(file);
        } catch (IOException e) {
            throw new ConfigException(file.toString(), 0, "cannot be written: " + e.getMessage());
        }
    }

    /** The new name, too, has to be on the disk, where folders can be opened. */
    private static void forceFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Reads a file. @throws ConfigException also when it cannot be read. */
    public static StateImage read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new ConfigException(file.toString(), 0, "no such file");
        } catch (IOException e) {
            throw new ConfigException(file.toString(), 0, "cannot be read: " + e.getMessage());
        }
    }
}
