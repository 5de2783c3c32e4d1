// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class KeyPagesTest {
    private static final int SCHEDULE = 1008;

    @Test
    void shouldTakeAnOddNumberOfLinesWhenBytesAreGiven() {
        for (int bytes : new int[] {1, 64, 65, 512, SCHEDULE, 1264}) {
            try (KeyPages pages = new KeyPages(1, bytes)) {
                assertThat(pages.stride()).isGreaterThanOrEqualTo(bytes).isLessThan(bytes + 128);
                assertThat(pages.stride() / 64 % 2).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldGivePlacesThatDoNotOverlapWhenChunksChangeSize() {
        try (KeyPages pages = new KeyPages(30_000, SCHEDULE)) {
            Set<Long> places = new HashSet<>();
            int[] indices = {0, 1, 1023, 1024, 4095, 4096, 4097, 12_287, 12_288, 29_999};
            for (int index : indices) {
                long place = pages.place(index);
                assertThat(place % 64).isZero();
                assertThat(pages.has(index, place)).isTrue();
                new UnsafeBuffer(place, pages.stride()).setMemory(0, pages.stride(), (byte) index);
                places.add(place);
            }
            assertThat(places).hasSize(indices.length);
            for (int index : indices) {
                UnsafeBuffer memory = new UnsafeBuffer(pages.place(index), pages.stride());
                assertThat(memory.getByte(0)).isEqualTo((byte) index);
                assertThat(memory.getByte(pages.stride() - 1)).isEqualTo((byte) index);
            }
        }
    }

    @Test
    void shouldAllocateOnlyWhatIsUsed() {
        try (KeyPages pages = new KeyPages(1_000_000, SCHEDULE)) {
            assertThat(pages.reservedBytes()).isZero();
            pages.place(3);
            assertThat(pages.reservedBytes()).isEqualTo(1024L * 1088);
            pages.place(1000);
            assertThat(pages.reservedBytes()).isEqualTo(1024L * 1088);
            pages.place(999_999);
            assertThat(pages.reservedBytes()).isEqualTo((1024L + 8192) * 1088);
        }
    }

    @Test
    void shouldZeroOnePlaceWhenItIsWiped() {
        try (KeyPages pages = new KeyPages(10, SCHEDULE)) {
            UnsafeBuffer first = new UnsafeBuffer(pages.place(1), pages.stride());
            UnsafeBuffer second = new UnsafeBuffer(pages.place(2), pages.stride());
            first.setMemory(0, pages.stride(), (byte) 1);
            second.setMemory(0, pages.stride(), (byte) 2);
            pages.wipe(1);
            for (int at = 0; at < pages.stride(); at++) {
                assertThat(first.getByte(at)).isZero();
                assertThat(second.getByte(at)).isEqualTo((byte) 2);
            }
        }
    }
}
