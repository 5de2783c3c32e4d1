// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.header.EspHeader;
import io.ringlane.packet.Packet;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Explicit IV and nonce of a packet, made from its own 64-bit number: as a number is used once under a key, so is a
 * nonce. Where it must not come twice (kernel {@code seqiv}): IV = salt of the generator XOR the number, nonce = key
 * salt, then IV. Where it must not be foreseen (kernel {@code echainiv}): a seed that the cipher encrypts, each eight
 * bytes of it the number times an odd salt. Written for a whole burst before the first packet is sealed, because a
 * cipher that loads a nonce just stored waits for it.
 */
final class EspNonce {
    @SuppressWarnings("restricted") // all of memory: the addresses come from slots and keys that are checked
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfLong LITTLE_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int ESN_AAD_LENGTH = 12;
    private static final int CCM_SALT = 3;

    private EspNonce() {}

    /** Writes IV or seed into the packet, and the nonce into the entry's scratch. */
    static void write(CryptoBurst burst, int index, XfrmState state) {
        SaConfig config = state.config();
        EspTransform transform = config.transform();
        if (state.encryptsIv()) {
            seed(burst, index, config);
        } else if (transform.ivLength() != 0) {
            long iv = config.ivSalt() ^ burst.sequence(index);
            MEMORY.set(LONG, burst.espAddress(index) + EspHeader.IV_OFFSET, iv);
            nonce(burst.nonceAddress(index), state.key(), transform, iv);
        }
    }

    /** Behind twelve bytes the scratch has the first counter of counter mode from the beginning. */
    private static void nonce(long nonce, SecretKey key, EspTransform transform, long iv) {
        int salt = transform.saltLength();
        if (salt == Integer.BYTES) {
            MEMORY.set(INT, nonce, MEMORY.get(INT, key.address() + transform.keyLength()));
        } else if (salt == CCM_SALT) {
            long from = key.address() + transform.keyLength();
            MEMORY.set(SHORT, nonce, MEMORY.get(SHORT, from));
            MEMORY.set(ValueLayout.JAVA_BYTE, nonce + 2, MEMORY.get(ValueLayout.JAVA_BYTE, from + 2));
        }
        MEMORY.set(LONG, nonce + (salt == CCM_SALT ? CCM_SALT : Integer.BYTES), iv);
    }

    private static void seed(CryptoBurst burst, int index, SaConfig config) {
        long at = burst.espAddress(index) + EspHeader.IV_OFFSET;
        long number = burst.sequence(index);
        MEMORY.set(LITTLE_LONG, at, (Long.reverseBytes(config.ivSalt()) | 1) * number);
        if (config.transform().ivLength() > Long.BYTES) {
            MEMORY.set(LITTLE_LONG, at + Long.BYTES, (Long.reverseBytes(config.ivSaltRest()) | 1) * number);
        }
    }

    /** Names what is authenticated beside the text: SPI and number, with ESN the high half between them. */
    static void aad(CryptoBurst burst, int index, XfrmState state) {
        long esp = burst.espAddress(index);
        if (!state.config().esn()) {
            burst.aad(index, esp, EspHeader.LENGTH);
            return;
        }
        Packet packet = burst.packet(index);
        long aad = burst.aadScratch(index);
        MEMORY.set(INT, aad, MEMORY.get(INT, esp));
        MEMORY.set(INT, aad + 4, packet.sequenceHigh());
        MEMORY.set(INT, aad + 8, MEMORY.get(INT, esp + EspHeader.SEQUENCE_OFFSET));
        burst.aad(index, aad, ESN_AAD_LENGTH);
    }
}
