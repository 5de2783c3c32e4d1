// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the AES-GCM kernels that the library has chosen for this CPU in its manager's table, and says what they are. An
 * address is believed if the library exports a function of the kernel's name there. Where it exports none of that name,
 * it must at least lie in the library; known answers come after. Set-up only.
 *
 * @param symbols what the library exports.
 * @param manager initialised for this CPU; the table is readable.
 * @param anchor address of a function of the library.
 */
record KernelTable(SymbolLookup symbols, MemorySegment manager, LibraryVersion version, long anchor) {
    /** The library's kernels come in these families, by instruction set. */
    private static final List<String> FAMILIES =
            List.of("vaes_avx512", "vaes_avx2", "avx512", "avx_gen4", "avx_gen2", "sse");

    private static final int[] KEY_LENGTHS = {16, 24, 32};
    /** More than any release of the library is long. */
    private static final long LIBRARY_BYTES = 64L << 20;

    /**
     * Kernels by name, or by their place alone.
     *
     * @param family of instructions; {@code by table} where the library has no names for its kernels.
     * @param kernels for keys of 16, 24 and 32 bytes.
     */
    record Found(String family, List<GcmKernels> kernels) {}

    /** @return null if what stands in the table are not the kernels. */
    Found find() {
        for (String family : FAMILIES) {
            if (isFamily(family)) {
                return found(family, family);
            }
        }
        boolean hasNames = FAMILIES.stream()
                .anyMatch(family -> symbols.find(name("enc", 16, family)).isPresent());
        return hasNames ? null : found("by table", "");
    }

    private boolean isFamily(String family) {
        return symbols.find(name("enc", 16, family))
                .filter(function -> function.address() == address(version.sealOffset(16)))
                .isPresent();
    }

    private Found found(String description, String family) {
        List<GcmKernels> kernels = new ArrayList<>();
        for (int length : KEY_LENGTHS) {
            MemorySegment seal = kernel(version.sealOffset(length), name("enc", length, family));
            MemorySegment open = kernel(version.openOffset(length), name("dec", length, family));
            MemorySegment expand = kernel(version.expandOffset(length), name("pre", length, family));
            if (seal == null || open == null || expand == null) {
                return null;
            }
            kernels.add(new GcmKernels(seal, open, expand));
        }
        return new Found(description, List.copyOf(kernels));
    }

    private static String name(String function, int keyLength, String family) {
        return "aes_gcm_" + function + "_" + keyLength * Byte.SIZE + "_" + family;
    }

    /** The function at an offset of the manager, null if it is not the one of the name, or not the library's. */
    private MemorySegment kernel(long offset, String name) {
        long address = address(offset);
        boolean believed = symbols.find(name)
                .map(function -> function.address() == address)
                .orElse(Math.abs(address - anchor) < LIBRARY_BYTES);
        return believed ? MemorySegment.ofAddress(address) : null;
    }

    private long address(long offset) {
        return manager.get(ValueLayout.JAVA_LONG, offset);
    }
}
