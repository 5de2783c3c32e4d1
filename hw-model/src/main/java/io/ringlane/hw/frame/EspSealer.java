// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.frame;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.XfrmState;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The cipher of the modelled device: AES-GCM as RFC 4106 says, by the JDK, apart from the engine's own. Keeps one
 * cipher for each SA slot in use; the JDK's makes garbage. Owned by the thread that steps the model.
 */
final class EspSealer {
    private static final int TAG_BITS = 128;
    private static final int NONCE = 12;
    private static final int SALT = 4;
    private static final int SEQUENCE = 4;
    private static final int IV = 8;

    private final SaSlots slots;
    private final Cipher[] ciphers;
    private final SecretKeySpec[] keys;
    private final int[] generations;
    private final byte[] nonce = new byte[NONCE];
    private final UnsafeBuffer nonceView = new UnsafeBuffer(nonce);
    private final byte[] aad = new byte[12];
    private final UnsafeBuffer aadView = new UnsafeBuffer(aad);

    EspSealer(SaSlots slots) {
        this.slots = slots;
        ciphers = new Cipher[slots.capacity()];
        keys = new SecretKeySpec[slots.capacity()];
        generations = new int[slots.capacity()];
    }

    /**
     * Writes number and IV, then encrypts in place and appends the ICV.
     *
     * @param frame    with 16 bytes of room behind the ciphertext, whatever the ICV's length.
     * @param slot     of the SA.
     * @param esp      offset of the ESP header.
     * @param length   bytes to encrypt behind the IV.
     * @param sequence 64-bit number; without ESN the upper half is 0.
     */
    void seal(UnsafeBuffer frame, int slot, int esp, int length, long sequence) {
        XfrmState state = slots.state(slot);
        EspTransform transform = state.config().transform();
        int plaintext = esp + SEQUENCE + SEQUENCE + IV;
        frame.putInt(esp + SEQUENCE, (int) sequence, ByteOrder.BIG_ENDIAN);
        frame.putLong(esp + 2 * SEQUENCE, sequence ^ state.config().ivSalt(), ByteOrder.BIG_ENDIAN);
        slots.key(slot).getBytes(transform.keyLength(), nonce, 0, SALT);
        nonceView.putBytes(SALT, frame, esp + 2 * SEQUENCE, IV);
        try {
            Cipher cipher = cipher(slot, transform);
            cipher.updateAAD(aad, 0, aadLength(frame, esp, state, sequence));
            byte[] bytes = frame.byteArray();
            cipher.doFinal(bytes, plaintext, length, bytes, plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the device's cipher failed: " + state.config().id(), e);
        }
    }

    private int aadLength(UnsafeBuffer frame, int esp, XfrmState state, long sequence) {
        aadView.putBytes(0, frame, esp, SEQUENCE);
        if (state.config().esn()) {
            aadView.putLong(SEQUENCE, sequence, ByteOrder.BIG_ENDIAN);
            return SEQUENCE + Long.BYTES;
        }
        aadView.putInt(SEQUENCE, (int) sequence, ByteOrder.BIG_ENDIAN);
        return 2 * SEQUENCE;
    }

    private Cipher cipher(int slot, EspTransform transform) throws GeneralSecurityException {
        if (generations[slot] != slots.generation(slot)) {
            byte[] material = new byte[transform.keyLength()];
            slots.key(slot).getBytes(0, material);
            keys[slot] = new SecretKeySpec(material, "AES");
            Arrays.fill(material, (byte) 0);
            ciphers[slot] = Cipher.getInstance("AES/GCM/NoPadding");
            generations[slot] = slots.generation(slot);
        }
        ciphers[slot].init(Cipher.ENCRYPT_MODE, keys[slot], new GCMParameterSpec(TAG_BITS, nonce));
        return ciphers[slot];
    }
}
