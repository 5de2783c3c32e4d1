// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is measured is proved first: these are the frames that must not pass. */
final class FrameProofTest {
    private static final int SIZE = 64;
    private static final int INNER = SIZE - 14;

    private final byte[] link = {2, 0, 0, 0, 0, 3, 2, 0, 0, 0, 0, 4, 8, 0};
    private final byte[] clear = new byte[SIZE];
    private final OutboundKeys keys = new OutboundKeys(2, OutboundKeys.aes());
    private final FrameProof proof = new FrameProof(keys, link);

    @BeforeEach
    void expectFrame() {
        for (int i = 0; i < SIZE; i++) {
            clear[i] = (byte) i;
        }
        proof.expect(clear);
    }

    @Test
    void shouldCountFrameWhenItIsRight() throws Exception {
        proof.check(sealed(0, 7, 0));
        proof.check(sealed(1, 1, 1));
        proof.check(sealed(0, 8, 0));

        assertThat(proof.opened()).isEqualTo(3);
    }

    @Test
    void shouldRefuseFrameWhenABitIsWrong() throws Exception {
        byte[] frame = sealed(0, 1, 0);
        frame[frame.length - 1] ^= 1;

        assertThatThrownBy(() -> proof.check(frame)).hasMessageContaining("cannot be opened");
    }

    @Test
    void shouldRefuseFrameWhenNumberComesTwice() throws Exception {
        byte[] frame = sealed(0, 1, 0);
        proof.check(frame);

        assertThatThrownBy(() -> proof.check(frame)).hasMessageContaining("sequence number 1 after 1");
    }

    @Test
    void shouldRefuseFrameWhenNumberIsLeftOut() throws Exception {
        proof.check(sealed(0, 1, 0));
        byte[] frame = sealed(0, 3, 0);

        assertThatThrownBy(() -> proof.check(frame)).hasMessageContaining("sequence number 3 after 1");
    }

    @Test
    void shouldLeaveNumbersOutButNeverGoBackWhenTheyAreLeased() throws Exception {
        FrameProof leased = new FrameProof(keys, link, true);
        leased.expect(clear);
        leased.check(sealed(0, 1, 0));
        leased.check(sealed(0, 9, 0));
        byte[] back = sealed(0, 8, 0);
        byte[] again = sealed(0, 9, 0);

        assertThatThrownBy(() -> leased.check(back)).hasMessageContaining("sequence number 8 after 9");
        assertThatThrownBy(() -> leased.check(again)).hasMessageContaining("sequence number 9 after 9");
    }

    @Test
    void shouldRefuseFrameWhenAnotherSaProtectsIt() throws Exception {
        byte[] frame = sealed(0, 1, 1);

        assertThatThrownBy(() -> proof.check(frame)).hasMessageContaining("does not hold the packet");
    }

    @Test
    void shouldRefuseFrameWhenEthernetHeaderIsTheOldOne() throws Exception {
        byte[] frame = sealed(0, 1, 0);
        frame[0] = 4;

        assertThatThrownBy(() -> proof.check(frame)).hasMessageContaining("new Ethernet header");
    }

    /** Seals straight from RFC 4106. @param flow whose packet it is. */
    private byte[] sealed(int index, int number, int flow) throws Exception {
        byte[] inner = Arrays.copyOfRange(clear, 14, SIZE);
        ByteBuffer.wrap(inner).putInt(16, 0x0a800000 | flow);
        byte[] plain = Arrays.copyOf(inner, INNER + 2);
        plain[INNER + 1] = 4;
        byte[] material = keys.material(index);
        byte[] nonce =
                ByteBuffer.allocate(12).put(material, 16, 4).putLong(number).array();
        ByteBuffer head = ByteBuffer.allocate(50)
                .put(link)
                .position(34)
                .putInt(1000 + index)
                .putInt(number);
        head.putLong(number);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(material, 0, 16, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(head.array(), 34, 8);
        byte[] body = cipher.doFinal(plain);
        return ByteBuffer.allocate(50 + body.length).put(head.array()).put(body).array();
    }
}
