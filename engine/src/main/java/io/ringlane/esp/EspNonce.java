// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.header.EspHeader;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Explicit IV and nonce of a packet (RFC 4106 section 3; kernel {@code seqiv}): IV = salt of the generator XOR the
 * packet's own 64-bit number, nonce = key salt, then IV. As a number is used once under a key, so is a nonce. Written
 * for a whole burst before the first packet is sealed, because a cipher that loads a nonce just stored waits for it.
 */
final class EspNonce {
    @SuppressWarnings("restricted") // all of memory: the addresses come from slots and keys that are checked
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int ESN_AAD_LENGTH = 12;

    private EspNonce() {}

    /** Writes the IV into the packet, and the nonce into the entry's scratch. */
    static void write(CryptoBurst burst, int index, XfrmState state) {
        SaConfig config = state.config();
        long iv = config.ivSalt() ^ burst.sequence(index);
        MEMORY.set(LONG, burst.espAddress(index) + EspHeader.IV_OFFSET, iv);
        long nonce = burst.nonceAddress(index);
        SecretKey key = state.key();
        if (config.transform().saltLength() == Integer.BYTES) {
            MEMORY.set(
                    INT,
                    nonce,
                    MEMORY.get(INT, key.address() + config.transform().keyLength()));
        }
        MEMORY.set(LONG, nonce + Integer.BYTES, iv);
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
