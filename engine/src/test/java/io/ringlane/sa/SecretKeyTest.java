// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class SecretKeyTest {
    private final byte[] material = {1, 2, 3, 4, 5, 6, 7, 8};

    @Test
    void shouldHoldMaterialAndWipeTheArrayWhenMade() {
        try (SecretKey key = new SecretKey(material)) {
            assertThat(material).containsOnly(0);
            byte[] part = new byte[3];
            key.copyTo(2, part);
            assertThat(part).containsExactly(3, 4, 5);
            assertThat(key.length()).isEqualTo(8);
        }
    }

    @Test
    void shouldHoldZerosWhenWiped() {
        try (SecretKey key = new SecretKey(material)) {
            UnsafeBuffer memory = new UnsafeBuffer(key.address(), key.length());
            assertThat(memory.getByte(7)).isEqualTo((byte) 8);
            key.wipe();
            assertThat(memory.getLong(0)).isZero();
        }
    }

    @Test
    void shouldRefuseAccessWhenClosed() {
        SecretKey key = new SecretKey(material);
        key.close();
        key.close();
        assertThat(key.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(key::address);
        assertThatIllegalStateException().isThrownBy(() -> key.copyTo(0, new byte[1]));
    }

    @Test
    void shouldNotShowMaterialWhenPrinted() {
        try (SecretKey key = new SecretKey(material)) {
            assertThat(key).hasToString("SecretKey(8 bytes)");
        }
    }
}
