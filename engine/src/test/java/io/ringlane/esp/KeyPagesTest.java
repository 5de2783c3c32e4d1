// SPDX-License-Identifier: Apache-2.0
package io.ringlane.esp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyPagesTest {
    private static final int SCHEDULE = 1008;
    private static final long LARGE_PAGE = 2 << 20;
    private static final long LARGE_CHUNK = 4 * LARGE_PAGE;

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
            int[] indices = {0, 1, 1023, 1024, 1025, 8733, 8734, 8735, 16_443, 16_444, 29_999};
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
            assertThat(pages.reservedBytes()).isEqualTo(1024L * 1088 + LARGE_CHUNK);
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

    @ParameterizedTest
    @ValueSource(ints = {64, 512, SCHEDULE, 1264, 4096})
    void shouldFillWholeLargePagesBehindTheFirstPlaces(int bytes) {
        try (KeyPages pages = new KeyPages(1 << 20, bytes)) {
            int perChunk = (int) (LARGE_CHUNK / pages.stride());
            long first = pages.place(1024);
            assertThat(first % LARGE_PAGE).isZero();
            assertThat(pages.place(1024 + perChunk - 1)).isEqualTo(first + (perChunk - 1L) * pages.stride());
            assertThat(pages.reservedBytes()).isEqualTo(LARGE_CHUNK);

            long next = pages.place(1024 + perChunk);
            assertThat(next % LARGE_PAGE).isZero();
            assertThat(pages.reservedBytes()).isEqualTo(2 * LARGE_CHUNK);
            assertThat(pages.has(1024 + perChunk, first)).isFalse();
        }
    }

    @Test
    void shouldHoldZerosWhenMemoryWasUsedBefore() {
        for (int round = 0; round < 3; round++) {
            try (KeyPages pages = new KeyPages(20_000, SCHEDULE)) {
                for (int index : new int[] {0, 1023, 1024, 8733, 8734, 16_443}) {
                    UnsafeBuffer place = new UnsafeBuffer(pages.place(index), pages.stride());
                    for (int at = 0; at < pages.stride(); at++) {
                        assertThat(place.getByte(at)).isZero();
                    }
                    place.setMemory(0, pages.stride(), (byte) -1);
                }
            }
        }
    }
}
