// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.esp;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Opens single packets of any algorithm with the JDK's ciphers, to prove what another provider made. One thread. */
public final class FrameOpener {
    private static final int SEQUENCE = 4;

    private final EspTransform transform;
    private final CryptoProvider jdk = CryptoProviders.named("jdk");

    public FrameOpener(EspTransform transform) {
        this.transform = transform;
    }

    /**
     * Opens the ESP packet that fills an array from an offset on.
     *
     * @return text and trailer.
     * @throws IllegalStateException when it is not authentic.
     */
    public byte[] open(byte[] bytes, int esp, byte[] material) {
        int length = bytes.length - esp - EspEntry.HEADER - transform.ivLength() - transform.icvLength();
        try (Arena arena = Arena.ofConfined();
                CryptoBurst burst = new CryptoBurst(1);
                BurstCipher cipher = jdk.newCipher();
                SecretKey secret = new SecretKey(material.clone());
                CryptoKey key = jdk.newKey(transform, secret)) {
            MemorySegment packet = arena.allocate(bytes.length - esp + Long.BYTES, Long.BYTES);
            MemorySegment.copy(MemorySegment.ofArray(bytes), esp, packet, 0, bytes.length - esp);
            long at = packet.address();
            long number = ByteBuffer.wrap(bytes).getInt(esp + SEQUENCE) & 0xffffffffL;
            EspEntry.add(burst, key, transform, secret.address() + transform.keyLength(), at, number, length);
            cipher.open(burst);
            if (burst.outcome(0) != CryptoBurst.DONE) {
                throw new IllegalStateException("a frame cannot be opened, outcome " + burst.outcome(0));
            }
            byte[] clear = new byte[length];
            for (int i = 0; i < length; i++) {
                clear[i] = RawMemory.getByte(at + EspEntry.HEADER + transform.ivLength() + i);
            }
            return clear;
        }
    }
}
