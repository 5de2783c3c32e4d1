// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.sa.EspTransform;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Made-up tables: libraries whose functions stand elsewhere. */
final class JobLibraryTest {
    private static final long ANCHOR = 0x7000_0000_0000L;
    private static final EspTransform CBC = EspTransform.cipher(EspCipher.AES_CBC, 16, EspAuth.HMAC_SHA1, 20, 12);

    @Test
    void shouldHaveNothingWhenAFunctionIsNotInTheLibrary() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = table(arena);
            table.set(ValueLayout.JAVA_LONG, 240, ANCHOR + (1L << 30));

            JobLibrary library = JobLibrary.open(name -> Optional.of(MemorySegment.ofAddress(ANCHOR)), table, ANCHOR);

            assertThat(library.absence()).isEqualTo("its functions for jobs are not where they are known to be");
            assertThat(library.supports(CBC)).isFalse();
            assertThat(library.newCipher(new AtomicInteger())).isNull();
        }
    }

    @Test
    void shouldHaveNothingWhenLibraryLacksAFunction() {
        try (Arena arena = Arena.ofConfined()) {
            JobLibrary library = JobLibrary.open(name -> Optional.empty(), table(arena), ANCHOR);

            assertThat(library.absence()).isEqualTo("it has no function imb_get_mb_mgr_size");
            assertThat(library.supports(CBC)).isFalse();
        }
    }

    private static MemorySegment table(Arena arena) {
        MemorySegment table = arena.allocate(JobLibrary.TABLE_BYTES, 64);
        for (int offset = 64; offset < JobLibrary.TABLE_BYTES; offset += 8) {
            table.set(ValueLayout.JAVA_LONG, offset, ANCHOR + offset);
        }
        return table;
    }

    @Test
    void shouldTellItsShapesFromAllOthers() {
        assertThat(JobLibrary.isJob(JobShape.of(CBC))).isTrue();
        for (int other : new int[] {0, 0x4d42_1010, 0x4d47_0010, -1}) {
            assertThat(JobLibrary.isJob(other)).isFalse();
        }
    }
}
