// SPDX-License-Identifier: Apache-2.0
package io.ringlane.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BufferRegionTest {
    @Test
    void shouldPlaceSlotsOneStrideApartOnCacheLines() {
        try (BufferRegion region = new BufferRegion(5, 192)) {
            for (int slot = 0; slot < region.slots(); slot++) {
                assertThat(region.address(slot) % BufferRegion.CACHE_LINE).isZero();
                assertThat(region.address(slot) - region.address(0)).isEqualTo(192L * slot);
                assertThat(region.view(slot).capacity()).isEqualTo(region.stride());
                assertThat(region.view(slot).addressOffset()).isEqualTo(region.address(slot));
            }
        }
    }

    @Test
    void shouldKeepSlotsApartWhenEachIsFilled() {
        try (BufferRegion region = new BufferRegion(3, 64)) {
            for (int slot = 0; slot < 3; slot++) {
                region.view(slot).setMemory(0, 64, (byte) (slot + 1));
            }
            for (int slot = 0; slot < 3; slot++) {
                assertThat(region.view(slot).getByte(0)).isEqualTo((byte) (slot + 1));
                assertThat(region.view(slot).getByte(63)).isEqualTo((byte) (slot + 1));
            }
        }
    }

    @Test
    void shouldRefuseAccessOutsideTheSlot() {
        try (BufferRegion region = new BufferRegion(2, 64)) {
            UnsafeBuffer view = region.view(0);
            assertThatThrownBy(() -> view.getLong(57)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> region.address(2))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("slot 2 of 2");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -64, 63, 65, 100})
    void shouldRefuseAStrideThatIsNoMultipleOfTheCacheLine(int stride) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BufferRegion(1, stride))
                .withMessage("stride must be a positive multiple of 64, is " + stride);
    }

    @Test
    void shouldRefuseARegionWithoutSlots() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BufferRegion(0, 64))
                .withMessage("slots must be at least 1, is 0");
    }

    @Test
    void shouldCloseTwiceWithoutHarm() {
        BufferRegion region = new BufferRegion(1, 64);
        region.close();
        assertThatCode(region::close).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(SlotClass.class)
    void shouldHaveStridesOfWholeLinesThatAreNoPowerOfTwo(SlotClass slotClass) {
        assertThat(slotClass.stride() % BufferRegion.CACHE_LINE).isZero();
        assertThat(Integer.bitCount(slotClass.stride())).isGreaterThan(1);
    }
}
