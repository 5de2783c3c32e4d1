// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the installed library does by jobs: those ciphers and hashes whose known answers it gave when it was opened. One
 * whose answer is wrong is left out, and said so. Immutable, opened once, on any thread.
 */
@SuppressWarnings("restricted") // calls native code: that is what it is for
public final class JobLibrary {
    /** Bytes of the manager's table that have to be readable. */
    public static final int TABLE_BYTES = 256;
    /** Bytes of an SA's expanded keys. */
    public static final int KEY_BYTES = KeyPage.BYTES;

    private static final int NEXT = 64;
    private static final int SUBMIT_CHECKED = 72;
    private static final int SUBMIT = 80;
    private static final int FLUSH = 96;
    /** Of all functions that are called: those of jobs, and those that expand keys. */
    private static final int[] OFFSETS = {
        NEXT, SUBMIT_CHECKED, SUBMIT, FLUSH, 112, 120, 128, 136, 144, 152, 160, 176, 184, 192, 208, 224, 232, 240
    };

    /** More than any release of the library is long. */
    private static final long LIBRARY_BYTES = 64L << 20;

    private static final int ALIGNMENT = 64;
    /** The library has CCM for these keys only. */
    private static final Set<Integer> CCM_KEYS = Set.of(16, 32);

    private final JobFunctions functions;
    private final Set<EspCipher> ciphers = EnumSet.noneOf(EspCipher.class);
    private final Set<EspAuth> auths = EnumSet.of(EspAuth.NONE);
    private final String absence;

    private JobLibrary(JobFunctions functions, String absence) {
        this.functions = functions;
        this.absence = absence;
    }

    private JobLibrary(JobFunctions functions) {
        this.functions = functions;
        List<String> wrong = new ArrayList<>();
        JobProof proof = new JobProof(functions);
        for (EspCipher cipher : JobProof.CIPHERS) {
            if (proof.isRight(cipher)) {
                ciphers.add(cipher);
            } else {
                wrong.add(cipher.label());
            }
        }
        for (EspAuth auth : JobProof.AUTHS) {
            if (proof.isRight(auth)) {
                auths.add(auth);
            } else {
                wrong.add(auth.label());
            }
        }
        absence = wrong.isEmpty() ? null : "wrong answers of " + String.join(", ", wrong);
    }

    /** A library without jobs. @param why in one line. */
    public static JobLibrary absent(String why) {
        return new JobLibrary(null, why);
    }

    /**
     * Looks the functions up and proves them.
     *
     * @param table the first {@link #TABLE_BYTES} of a manager that was initialised for this CPU.
     * @param anchor address of a function of the library.
     */
    public static JobLibrary open(SymbolLookup symbols, MemorySegment table, long anchor) {
        for (int offset : OFFSETS) {
            if (Math.abs(table.get(ValueLayout.JAVA_LONG, offset) - anchor) > LIBRARY_BYTES) {
                return absent("its functions for jobs are not where they are known to be");
            }
        }
        try {
            return new JobLibrary(functions(symbols, table));
        } catch (Throwable e) {
            return absent(e.getMessage());
        }
    }

    private static JobFunctions functions(SymbolLookup symbols, MemorySegment table) throws Throwable {
        long size = (long) Linker.nativeLinker()
                .downcallHandle(find(symbols, "imb_get_mb_mgr_size"), FunctionDescriptor.of(ValueLayout.JAVA_LONG))
                .invokeExact();
        return new JobFunctions(
                size,
                find(symbols, "imb_set_pointers_mb_mgr"),
                find(symbols, "init_mb_mgr_auto"),
                function(table, NEXT),
                function(table, SUBMIT),
                function(table, SUBMIT_CHECKED),
                function(table, FLUSH),
                new KeyExpansion(table.toArray(ValueLayout.JAVA_LONG)));
    }

    private static MemorySegment find(SymbolLookup symbols, String name) {
        return symbols.find(name).orElseThrow(() -> new IllegalStateException("it has no function " + name));
    }

    private static MemorySegment function(MemorySegment table, int offset) {
        return MemorySegment.ofAddress(table.get(ValueLayout.JAVA_LONG, offset));
    }

    /** Why some or all of it cannot be used, in a few words; null when all is well. */
    public String absence() {
        return absence;
    }

    /** Whether it does all of a transform by jobs. */
    public boolean supports(EspTransform transform) {
        EspCipher cipher = transform.cipher();
        return cipher != null
                && ciphers.contains(cipher)
                && (cipher.isAead() || auths.contains(transform.auth()))
                && (cipher != EspCipher.AES_CCM || CCM_KEYS.contains(transform.keyLength()));
    }

    /**
     * Expands the keys of a transform that is supported.
     *
     * @param place where there are {@link #KEY_BYTES} for them, a multiple of 64; 0 for memory of their own.
     * @param open counts the keys that are open.
     */
    public CryptoKey newKey(EspTransform transform, SecretKey key, long place, AtomicInteger open) {
        Arena arena = place == 0 ? Arena.ofShared() : null;
        MemorySegment page = place == 0
                ? arena.allocate(KEY_BYTES, ALIGNMENT)
                : MemorySegment.ofAddress(place).reinterpret(KEY_BYTES);
        return newKey(transform, functions.expansion(), page, arena, key, open);
    }

    /** The same in a page of {@link #KEY_BYTES}; nothing of the material is kept. */
    static CryptoKey newKey(
            EspTransform transform,
            KeyExpansion expansion,
            MemorySegment page,
            Arena arena,
            SecretKey material,
            AtomicInteger open) {
        return new ExpandedKey(transform, JobShape.of(transform), page, arena, open, address -> {
            page.fill((byte) 0);
            KeyPage.write(address, transform, material.address(), expansion);
        });
    }

    /**
     * A cipher that does the entries of a burst whose keys are for jobs; null where there are no jobs.
     *
     * @param open how many keys for jobs are open.
     */
    public BurstCipher newCipher(AtomicInteger open) {
        return functions == null ? null : new JobCipher(new JobManager(functions, false), open);
    }

    /** Whether an entry with a key of that shape is for {@link #newCipher}. */
    public static boolean isJob(int shape) {
        return JobShape.isOurs(shape);
    }
}
