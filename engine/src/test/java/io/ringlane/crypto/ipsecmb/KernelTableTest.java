// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A made-up manager and made-up exports: releases that are not installed, and libraries that are something else. */
final class KernelTableTest {
    private static final LibraryVersion VERSION = LibraryVersion.V2_0;
    private static final int[] KEY_LENGTHS = {16, 24, 32};
    private static final long ANCHOR = 0x7000_0000_0000L;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment manager = arena.allocate(VERSION.tableBytes(), 64);
    private final Map<String, Long> exports = new HashMap<>();

    @BeforeEach
    void fill() {
        for (int length : KEY_LENGTHS) {
            manager.set(ValueLayout.JAVA_LONG, VERSION.sealOffset(length), ANCHOR + length);
            manager.set(ValueLayout.JAVA_LONG, VERSION.openOffset(length), ANCHOR + 1000 + length);
            manager.set(ValueLayout.JAVA_LONG, VERSION.expandOffset(length), ANCHOR + 2000 + length);
        }
    }

    @AfterEach
    void close() {
        arena.close();
    }

    /** The names of one family, at addresses that begin at the anchor moved. */
    private void export(String family, long moved) {
        for (int length : KEY_LENGTHS) {
            exports.put("aes_gcm_enc_" + length * 8 + "_" + family, ANCHOR + moved + length);
            exports.put("aes_gcm_dec_" + length * 8 + "_" + family, ANCHOR + moved + 1000 + length);
            exports.put("aes_gcm_pre_" + length * 8 + "_" + family, ANCHOR + moved + 2000 + length);
        }
    }

    private KernelTable.Found find() {
        return new KernelTable(
                        name -> Optional.ofNullable(exports.get(name)).map(MemorySegment::ofAddress),
                        manager,
                        VERSION,
                        ANCHOR)
                .find();
    }

    @Test
    void shouldNameTheFamilyWhenTheTableHasItsKernels() {
        export("sse", 50_000);
        export("vaes_avx2", 0);

        KernelTable.Found found = find();

        assertThat(found.family()).isEqualTo("vaes_avx2");
        assertThat(found.kernels()).hasSize(3);
        assertThat(found.kernels().get(1).seal().address()).isEqualTo(ANCHOR + 24);
        assertThat(found.kernels().get(1).open().address()).isEqualTo(ANCHOR + 1024);
        assertThat(found.kernels().get(2).expand().address()).isEqualTo(ANCHOR + 2032);
    }

    @Test
    void shouldBelieveTheTableWhenLibraryHasNoNamesForItsKernels() {
        assertThat(find().family()).isEqualTo("by table");
    }

    @Test
    void shouldBelieveTheTableForOneFunctionWhenOnlyThatHasNoName() {
        export("avx512", 0);
        exports.remove("aes_gcm_pre_256_avx512");

        assertThat(find().family()).isEqualTo("avx512");
    }

    @Test
    void shouldFindNothingWhenNamedKernelsStandElsewhere() {
        export("avx512", 64);

        assertThat(find()).isNull();
    }

    @Test
    void shouldFindNothingWhenOneFunctionIsAnother() {
        export("avx512", 0);
        exports.put("aes_gcm_dec_192_avx512", ANCHOR);

        assertThat(find()).isNull();
    }

    @Test
    void shouldFindNothingWhenAnAddressIsOutOfTheLibrary() {
        manager.set(ValueLayout.JAVA_LONG, VERSION.openOffset(32), 0x1234L);

        assertThat(find()).isNull();
    }
}
