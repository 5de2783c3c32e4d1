// SPDX-License-Identifier: Apache-2.0
package io.ringlane.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.io.CaptureWriter;
import io.ringlane.io.LinkType;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.XfrmMode;
import io.ringlane.testing.RequiresCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Wireshark's dissector opens what is sent, for every shape of the matrix that it knows. It knows no CCM, GMAC and
 * ChaCha20-Poly1305; it opens without judging the ICV where the SA has ESN, and with XCBC and CMAC.
 */
@RequiresCommand("tshark")
final class TsharkMatrixTest {
    private static final int LONGEST = 700;
    private static final long SEED = Long.getLong("ringlane.matrix.seed", 20_261_123L);
    private static final List<String> FIELDS =
            List.of("esp.spi", "esp.icv_good", "esp.icv_bad", "udp.payload", "frame.protocols", "ip.checksum.status");

    /** What payloads begin with: bytes by chance look like some protocol's now and then. */
    private static final byte[] WORDS = "plain words ".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<Integer, Shape> shapes = new HashMap<>();
    private final Map<Integer, byte[]> payloads = new HashMap<>();

    /** Name of the cipher in Wireshark's table, null if it has none. */
    private static String cipher(EspTransform transform) {
        return switch (transform.cipher()) {
            case AES_GCM -> "AES-GCM with " + transform.icvLength() + " octet ICV [RFC4106]";
            case AES_CBC -> "AES-CBC [RFC3602]";
            case AES_CTR -> "AES-CTR [RFC3686]";
            case DES3_CBC -> "TripleDES-CBC [RFC2451]";
            case NULL -> "NULL";
            case AES_GMAC, AES_CCM, CHACHA20_POLY1305 -> null;
        };
    }

    private static String auth(Shape shape) {
        EspTransform transform = shape.transform();
        EspAuth auth = transform.auth();
        if (auth == EspAuth.NONE) {
            return "NULL";
        }
        if (!isJudged(shape)) {
            return "ANY " + transform.icvLength() * Byte.SIZE + " bit authentication [no checking]";
        }
        return switch (auth) {
            case HMAC_SHA1 -> "HMAC-SHA-1-96 [RFC2404]";
            case HMAC_SHA256 ->
                transform.icvLength() == 12
                        ? "HMAC-SHA-256-96 [draft-ietf-ipsec-ciph-sha-256-00]"
                        : "HMAC-SHA-256-128 [RFC4868]";
            case HMAC_SHA384 -> "HMAC-SHA-384-192 [RFC4868]";
            default -> "HMAC-SHA-512-256 [RFC4868]";
        };
    }

    /** Whether the dissector can tell a right ICV. */
    private static boolean isJudged(Shape shape) {
        EspAuth auth = shape.transform().auth();
        boolean known = shape.transform().cipher() == EspCipher.AES_GCM || auth.isHmac();
        return known && !shape.esn();
    }

    @Test
    void shouldOpenToWhatWasSentWhenKeysAreKnown() throws Exception {
        Path capture = folder.resolve("esp.pcap");
        Path profile = Files.createDirectory(folder.resolve("profile"));
        write(capture, profile.resolve("esp_sa"));

        List<String[]> lines = tshark(capture, profile);

        assertThat(lines).hasSameSizeAs(payloads.keySet()).hasSizeGreaterThan(2_500);
        for (String[] line : lines) {
            Shape shape = shapes.get(Integer.decode(last(line[0])));
            String what = shape + ": " + String.join(" ", line);
            assertThat(last(line[3])).as(what).isEqualTo(HexFormat.of().formatHex(payloads.get(shape.spi())));
            assertThat(line[4]).as(what).matches(protocols(shape));
            assertThat(line[5]).as(what).doesNotContain("0");
            if (isJudged(shape)) {
                assertThat(line[1]).as(what).matches("1|True");
                assertThat(line[2]).as(what).matches("0|False|");
            }
        }
    }

    private static String protocols(Shape shape) {
        String outer = shape.outer() == 4 ? "ip" : "ipv6";
        String inner = shape.mode() != XfrmMode.TUNNEL ? "" : shape.inner() == 4 ? ":ip" : ":ipv6";
        return "eth:ethertype:" + outer + (shape.udp() ? ":udp:udpencap" : "") + ":esp" + inner + ":udp(:.*)?";
    }

    /** Of a field that a frame has more than once. */
    private static String last(String values) {
        return values.substring(values.lastIndexOf(',') + 1);
    }

    private void write(Path capture, Path states) throws IOException {
        List<Shape> known = Shape.all().stream()
                .filter(shape -> cipher(shape.transform()) != null)
                .toList();
        List<String> table = new ArrayList<>();
        try (Loop loop = new Loop(CryptoProviders.named("jdk"), known.size());
                CaptureWriter writer = CaptureWriter.create(capture, LinkType.ETHERNET)) {
            for (Shape shape : known) {
                byte[] material = loop.add(shape, random);
                byte[] payload = new byte[WORDS.length + random.nextInt(LONGEST)];
                random.nextBytes(payload);
                System.arraycopy(WORDS, 0, payload, 0, WORDS.length);
                List<byte[]> wire = loop.send(shape, payload, 0);
                assertThat(wire).as("%s", shape).hasSize(1);
                writer.write(new UnsafeBuffer(wire.getFirst()), 0, wire.getFirst().length, 0);
                table.add(entry(shape, material));
                shapes.put(shape.spi(), shape);
                payloads.put(shape.spi(), payload);
            }
        }
        Files.write(states, table);
    }

    private static String entry(Shape shape, byte[] material) {
        int keys = shape.transform().keyLength() + shape.transform().saltLength();
        return String.join(
                ",",
                quoted("IPv" + shape.outer()),
                quoted("*"),
                quoted(shape.config().id().destination().toString()),
                quoted(String.format("0x%08x", shape.spi())),
                quoted(cipher(shape.transform())),
                quoted(hex(material, 0, keys)),
                quoted(auth(shape)),
                quoted(hex(material, keys, material.length)));
    }

    private static String hex(byte[] bytes, int from, int to) {
        return from == to ? "" : "0x" + HexFormat.of().formatHex(bytes, from, to);
    }

    private static String quoted(String word) {
        return '"' + word + '"';
    }

    private static List<String[]> tshark(Path capture, Path profile) throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark", "-r", capture.toString(), "-n"));
        for (String preference : List.of(
                "esp.enable_encryption_decode:TRUE",
                "esp.enable_authentication_check:TRUE",
                "ip.check_checksum:TRUE",
                "udp.check_checksum:TRUE")) {
            command.addAll(List.of("-o", preference));
        }
        command.addAll(List.of("-T", "fields", "-E", "separator=;"));
        FIELDS.forEach(field -> command.addAll(List.of("-e", field)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("WIRESHARK_CONFIG_DIR", profile.toString());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return text.lines().map(line -> line.split(";", -1)).toList();
    }
}
