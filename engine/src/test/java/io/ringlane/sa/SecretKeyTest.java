// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void shouldShareNoCacheLineWhenKeysAreMany() {
        List<SecretKey> keys = new ArrayList<>();
        Set<Long> lines = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[1 + i % 200];
            Arrays.fill(bytes, (byte) i);
            SecretKey key = new SecretKey(bytes);
            keys.add(key);
            assertThat(key.address() % KeyStore.LINE).isZero();
            for (int at = 0; at < key.length(); at += KeyStore.LINE) {
                assertThat(lines.add(key.address() + at)).isTrue();
            }
        }
        for (int i = 0; i < keys.size(); i++) {
            byte[] bytes = new byte[1 + i % 200];
            keys.get(i).copyTo(0, bytes);
            assertThat(bytes).containsOnly((byte) i);
        }
        keys.forEach(SecretKey::close);
    }

    @Test
    void shouldBeZeroBehindItsLengthWhenSlotWasAnotherKeys() {
        byte[] longer = new byte[60];
        Arrays.fill(longer, (byte) 0xee);
        SecretKey before = new SecretKey(longer);
        long address = before.address();
        before.close();
        try (SecretKey after = new SecretKey(new byte[] {1})) {
            assertThat(after.address()).as("the slot is used again").isEqualTo(address);
            UnsafeBuffer slot = new UnsafeBuffer(address, KeyStore.LINE);
            assertThat(slot.getByte(0)).isEqualTo((byte) 1);
            for (int i = 1; i < KeyStore.LINE; i++) {
                assertThat(slot.getByte(i)).isZero();
            }
        }
    }

    @Test
    void shouldRefuseCopyWhenItGoesPastTheMaterial() {
        try (SecretKey key = new SecretKey(material)) {
            assertThatThrownBy(() -> key.copyTo(6, new byte[3])).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void shouldGiveMemoryBackWhenKeysAreClosed() {
        List<SecretKey> keys = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 20_000; i++) {
                keys.add(new SecretKey(new byte[36]));
            }
            assertThat(SecretKey.reservedBytes()).isGreaterThanOrEqualTo(20_000L * KeyStore.LINE);
            Collections.shuffle(keys, new Random(round));
            keys.forEach(SecretKey::close);
            keys.clear();
        }
        assertThat(SecretKey.reservedBytes()).isLessThan(20_000L * KeyStore.LINE);
    }

    @Test
    void shouldKeepKeysApartWhenThreadsMakeAndCloseThem() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        AtomicInteger wrong = new AtomicInteger();
        for (int t = 1; t <= 4; t++) {
            byte mark = (byte) t;
            threads.add(Thread.ofPlatform().start(() -> wrong.addAndGet(makeAndClose(mark))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).hasValue(0);
    }

    /** @return keys that did not hold what they were made of. */
    private static int makeAndClose(byte mark) {
        int wrong = 0;
        List<SecretKey> keys = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = new byte[20];
            Arrays.fill(bytes, mark);
            keys.add(new SecretKey(bytes));
            if (keys.size() > 100) {
                SecretKey key = keys.remove(i % keys.size());
                byte[] copy = new byte[20];
                key.copyTo(0, copy);
                wrong += copy[0] == mark && copy[19] == mark ? 0 : 1;
                key.close();
            }
        }
        keys.forEach(SecretKey::close);
        return wrong;
    }
}
