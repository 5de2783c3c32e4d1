// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens an ESP packet with the JDK, from the RFCs (4303, 4106): decrypts in counter mode, then checks the ICV. */
final class EspOpener {
    /** What was protected, and the number it came with. */
    record Opened(byte[] payload, int nextHeader, int sequence, long iv) {}

    private EspOpener() {}

    /**
     * @param esp  offset of the ESP header, whose packet goes to the end of the array.
     * @param high upper half of the number, authenticated with ESN.
     */
    static Opened open(byte[] frame, int esp, SaConfig config, int high) throws GeneralSecurityException {
        EspTransform transform = config.transform();
        ByteBuffer in = ByteBuffer.wrap(frame);
        byte[] material = EspPackets.material(config.id().spi(), transform.materialLength());
        SecretKeySpec key = new SecretKeySpec(material, 0, transform.keyLength(), "AES");
        ByteBuffer counter = ByteBuffer.allocate(16);
        counter.put(material, transform.keyLength(), 4).put(frame, esp + 8, 8).putInt(2);
        int start = esp + 16;
        int end = frame.length - transform.icvLength();
        Cipher ctr = Cipher.getInstance("AES/CTR/NoPadding");
        ctr.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(counter.array()));
        byte[] plain = ctr.doFinal(frame, start, end - start);

        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, counter.array(), 0, 12));
        ByteBuffer aad = ByteBuffer.allocate(config.esn() ? 12 : 8);
        aad.putInt(in.getInt(esp));
        if (config.esn()) {
            aad.putInt(high);
        }
        aad.putInt(in.getInt(esp + 4));
        gcm.updateAAD(aad.array());
        byte[] sealed = gcm.doFinal(plain);
        assertThat(Arrays.copyOfRange(frame, end, frame.length))
                .as("ICV")
                .isEqualTo(Arrays.copyOfRange(sealed, plain.length, plain.length + transform.icvLength()));

        int padding = plain[plain.length - 2] & 0xff;
        int length = plain.length - 2 - padding;
        for (int i = 0; i < padding; i++) {
            assertThat(plain[length + i]).as("padding").isEqualTo((byte) (i + 1));
        }
        assertThat(padding).as("padding is the least that aligns").isLessThan(4);
        return new Opened(
                Arrays.copyOf(plain, length),
                plain[plain.length - 1] & 0xff,
                in.getInt(esp + 4),
                in.getLong(esp + 8) ^ config.ivSalt());
    }
}
