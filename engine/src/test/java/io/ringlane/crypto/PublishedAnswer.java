// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.sa.EspTransform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * An answer that an RFC gives, put as a packet.
 *
 * @param source the RFC and which of its answers.
 * @param packet from ESP header to ICV.
 */
record PublishedAnswer(String source, EspSample sample, byte[] packet) {
    static List<PublishedAnswer> all() throws IOException, GeneralSecurityException {
        List<PublishedAnswer> answers = new ArrayList<>();
        try (InputStream in = PublishedAnswer.class.getResourceAsStream("/crypto/esp-answers.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (!line.startsWith("#")) {
                    answers.add(of(line.split(" ")));
                }
            }
        }
        return answers;
    }

    private static PublishedAnswer of(String[] words) throws GeneralSecurityException {
        int keyLength = Integer.parseInt(words[3]);
        int icvLength = Integer.parseInt(words[4]);
        byte[] material = bytes(words[5]);
        EspTransform transform = transform(words[1], words[2], keyLength, icvLength, material.length);
        byte[] spi = bytes(words[6]);
        byte[] number = bytes(words[7]);
        byte[] iv = bytes(words[9]);
        EspSample sample = new EspSample(
                transform,
                material,
                ByteBuffer.wrap(spi).getInt(),
                ByteBuffer.wrap(number).getLong(),
                words[8].equals("esn"),
                seed(words[1], Arrays.copyOf(material, keyLength), iv),
                bytes(words[10]));
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(spi);
        packet.write(number, Integer.BYTES, Integer.BYTES);
        packet.writeBytes(iv);
        packet.writeBytes(bytes(words[11]));
        packet.writeBytes(bytes(words[12]));
        return new PublishedAnswer(words[0], sample, packet.toByteArray());
    }

    private static EspTransform transform(String name, String auth, int keyLength, int icvLength, int material) {
        EspCipher cipher = EspCipher.of(name);
        return cipher.isAead()
                ? EspTransform.aead(cipher, keyLength, icvLength)
                : EspTransform.cipher(
                        cipher,
                        keyLength,
                        EspAuth.of(auth.equals("-") ? "" : auth),
                        material - keyLength - cipher.saltLength(),
                        icvLength);
    }

    /** What gives the IV when it is encrypted. */
    private static byte[] seed(String name, byte[] key, byte[] iv) throws GeneralSecurityException {
        if (!name.startsWith("cbc(")) {
            return iv;
        }
        String algorithm = name.equals("cbc(aes)") ? "AES" : "DESede";
        Cipher cipher = Cipher.getInstance(algorithm + "/ECB/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, algorithm));
        return cipher.doFinal(iv);
    }

    private static byte[] bytes(String word) {
        return HexFormat.of().parseHex(word.equals("-") ? "" : word);
    }
}
