// SPDX-License-Identifier: Apache-2.0
package io.ringlane.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.header.IpProtocol;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.XfrmMode;
import io.ringlane.testing.RequiresCommand;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Scapy opens what is sent, and what Scapy seals is received, for every shape of the matrix that Scapy 2.5 knows: no
 * GMAC, AES-GCM with an ICV of 128 bits only, no XCBC, no HMAC-SHA-256 of 96 bits, and ESN only where the cipher
 * authenticates.
 */
@RequiresCommand("scapy")
final class ScapyMatrixTest {
    private static final Path SCRIPT = Path.of("src", "test", "python", "scapy_esp.py");
    private static final int LONGEST = 700;
    private static final int LINK_HEADER = 14;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final long SEED = Long.getLong("ringlane.matrix.seed", 20_261_123L);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<Shape, byte[]> keys = new LinkedHashMap<>();
    private Process scapy;
    private Loop loop;

    @BeforeEach
    void start() throws IOException {
        List<Shape> known =
                Shape.all().stream().filter(ScapyMatrixTest::isKnown).toList();
        assertThat(known).hasSizeGreaterThan(1_500);
        loop = new Loop(CryptoProviders.named("jdk"), known.size());
        known.forEach(shape -> keys.put(shape, loop.add(shape, random)));
        scapy = new ProcessBuilder(interpreter(), SCRIPT.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Scapy is installed for one of the interpreters of the machine: the one that its command names. */
    private static String interpreter() throws IOException {
        for (String place : System.getenv("PATH").split(File.pathSeparator)) {
            Path command = Path.of(place, "scapy");
            if (Files.isExecutable(command)) {
                String first =
                        Files.readAllLines(command, StandardCharsets.ISO_8859_1).getFirst();
                return first.startsWith("#!") ? first.substring(2).trim() : "python3";
            }
        }
        return "python3";
    }

    @AfterEach
    void stop() {
        loop.close();
        scapy.destroy();
    }

    private static boolean isKnown(Shape shape) {
        EspTransform transform = shape.transform();
        EspAuth auth = transform.auth();
        boolean historic = auth == EspAuth.HMAC_SHA256 && transform.icvLength() == 12;
        boolean shortGcm = transform.cipher() == EspCipher.AES_GCM && transform.icvLength() != 16;
        return transform.cipher() != EspCipher.AES_GMAC
                && !shortGcm
                && auth != EspAuth.AES_XCBC
                && !historic
                && (auth == EspAuth.NONE || !shape.esn());
    }

    private static String cipher(EspTransform transform) {
        return switch (transform.cipher()) {
            case AES_GCM -> "AES-GCM";
            case AES_CCM -> "AES-CCM";
            case CHACHA20_POLY1305 -> "CHACHA20-POLY1305";
            case AES_CBC -> "AES-CBC";
            case AES_CTR -> "AES-CTR";
            case DES3_CBC -> "3DES";
            case NULL -> "NULL";
            case AES_GMAC -> throw new IllegalArgumentException(transform.label());
        };
    }

    private static String auth(EspTransform transform) {
        return switch (transform.auth()) {
            case NONE -> "NULL";
            case HMAC_SHA1 -> "HMAC-SHA1-96";
            case HMAC_SHA256 -> "SHA2-256-128";
            case HMAC_SHA384 -> "SHA2-384-192";
            case HMAC_SHA512 -> "SHA2-512-256";
            case AES_CMAC -> "AES-CMAC-96";
            case AES_XCBC -> throw new IllegalArgumentException(transform.label());
        };
    }

    /** The SA as the script reads it. */
    private String association(Shape shape) {
        EspTransform transform = shape.transform();
        byte[] material = keys.get(shape);
        int key = transform.keyLength() + transform.saltLength();
        SaConfig config = shape.config();
        return String.join(
                ",",
                String.valueOf(shape.spi()),
                cipher(transform),
                hex(Arrays.copyOf(material, key)),
                transform.cipher().isAead() ? String.valueOf(transform.icvLength()) : "0",
                auth(transform),
                hex(Arrays.copyOfRange(material, key, material.length)),
                shape.esn() ? "esn" : "-",
                shape.udp() ? config.encapSourcePort() + ":" + config.encapDestinationPort() : "-");
    }

    private static String hex(byte[] bytes) {
        return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
    }

    private byte[] payload() {
        byte[] payload = new byte[random.nextInt(LONGEST)];
        random.nextBytes(payload);
        return payload;
    }

    /** The IP packet that is protected. */
    private static byte[] inner(Shape shape, byte[] payload) {
        byte[] frame = shape.packet(payload).bytes();
        return Arrays.copyOfRange(frame, LINK_HEADER, frame.length);
    }

    @Test
    void shouldOpenToWhatWasSentWhenScapyHasTheKeys() throws Exception {
        try (BufferedWriter questions = scapy.outputWriter();
                BufferedReader answers = scapy.inputReader()) {
            for (Shape shape : keys.keySet()) {
                byte[] payload = payload();
                byte[] frame = loop.send(shape, payload, 0).getFirst();
                String answer = ask(questions, answers, "open " + association(shape) + " " + hex(frame));

                assertThat(answer)
                        .as("%s, payload %s, seed %s", shape, payload.length, SEED)
                        .isEqualTo(protectedPart(shape, payload));
            }
        }
    }

    /** Addresses, next header and text that an ESP packet of the shape must have. */
    private static String protectedPart(Shape shape, byte[] payload) {
        SaConfig config = shape.config();
        byte[] packet = inner(shape, payload);
        String ends = config.source() + " " + config.id().destination() + " ";
        if (shape.mode() == XfrmMode.TUNNEL) {
            return ends + (shape.inner() == 4 ? IpProtocol.IPV4 : IpProtocol.IPV6) + " " + hex(packet);
        }
        int header = shape.inner() == 4 ? IPV4_HEADER : IPV6_HEADER;
        return ends + IpProtocol.UDP + " " + hex(Arrays.copyOfRange(packet, header, packet.length));
    }

    @Test
    void shouldReceiveWhatWasMeantWhenScapySealsIt() throws Exception {
        try (BufferedWriter questions = scapy.outputWriter();
                BufferedReader answers = scapy.inputReader()) {
            for (Shape shape : keys.keySet()) {
                byte[] packet = inner(shape, payload());
                SaConfig config = shape.config();
                String outer = shape.mode().label() + "," + config.source() + ","
                        + config.id().destination();
                String sealed = ask(questions, answers, "seal " + association(shape) + " " + outer + " " + hex(packet));
                String what = shape + ", packet " + hex(packet) + ", seed " + SEED + ", sealed " + sealed;
                assertThat(sealed).as(what).matches("[0-9a-f]+");

                List<byte[]> clear = loop.receive(HexFormat.of().parseHex(sealed), 0, 0);

                assertThat(loop.refused()).as(what).isEmpty();
                assertThat(clear).as(what).hasSize(1);
                assertThat(shape.comparable(clear.getFirst())).as(what).isEqualTo(shape.comparable(packet));
            }
        }
    }

    private static String ask(BufferedWriter questions, BufferedReader answers, String question) throws IOException {
        questions.write(question);
        questions.newLine();
        questions.flush();
        return answers.readLine();
    }
}
