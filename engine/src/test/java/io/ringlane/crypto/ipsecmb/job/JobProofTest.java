// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The installed library, as it is and with its table disturbed. */
@SuppressWarnings("restricted") // a manager of the installed library is read
final class JobProofTest {
    private static final int SHA1_BLOCK = 160;
    private static final int SHA256_BLOCK = 176;
    private static final int WORD = 8;

    private final Arena arena = Arena.ofConfined();
    private SymbolLookup symbols;
    private MemorySegment table;
    private long anchor;

    @BeforeEach
    void openOrSkip() throws Throwable {
        try {
            symbols = SymbolLookup.libraryLookup("libIPSec_MB.so.1", Arena.global());
        } catch (IllegalArgumentException e) {
            assumeTrue(false, "ipsec-mb is skipped: " + e.getMessage());
        }
        FunctionDescriptor one = FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
        FunctionDescriptor two = FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
        Linker linker = Linker.nativeLinker();
        MemorySegment init = symbols.find("init_mb_mgr_auto").orElseThrow();
        anchor = init.address();
        long manager = (long) linker.downcallHandle(symbols.find("alloc_mb_mgr").orElseThrow(), one)
                .invokeExact(0L);
        linker.downcallHandle(init, two).invokeExact(manager, 0L);
        table = arena.allocate(JobLibrary.TABLE_BYTES, 64);
        table.copyFrom(MemorySegment.ofAddress(manager).reinterpret(JobLibrary.TABLE_BYTES));
        linker.downcallHandle(
                        symbols.find("free_mb_mgr").orElseThrow(), FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG))
                .invokeExact(manager);
    }

    @AfterEach
    void close() {
        arena.close();
    }

    private static EspTransform nullWith(EspAuth auth) {
        return EspTransform.cipher(
                EspCipher.NULL, 0, auth, auth.keyLength(), auth.icvLengths().getLast());
    }

    @Test
    void shouldHaveEverythingWhenEveryAnswerIsRight() {
        JobLibrary library = JobLibrary.open(symbols, table, anchor);

        assertThat(library.absence()).isNull();
        for (EspAuth auth : JobProof.AUTHS) {
            assertThat(library.supports(nullWith(auth))).as(auth.label()).isTrue();
        }
        assertThat(library.supports(EspTransform.aead(EspCipher.AES_CCM, 32, 8)))
                .isTrue();
        assertThat(library.supports(EspTransform.aead(EspCipher.AES_CCM, 24, 8)))
                .as("the library has no such key")
                .isFalse();
        assertThat(library.supports(EspTransform.aesGcm(128, 128)))
                .as("not by jobs")
                .isFalse();
        assertThat(library.supports(EspTransform.nullForBenchmarks())).isFalse();
    }

    @Test
    void shouldLeaveOutWhatGivesAWrongAnswer() {
        table.set(ValueLayout.JAVA_LONG, SHA1_BLOCK, table.get(ValueLayout.JAVA_LONG, SHA256_BLOCK));

        JobLibrary library = JobLibrary.open(symbols, table, anchor);

        assertThat(library.absence()).isEqualTo("wrong answers of hmac(sha1)");
        assertThat(library.supports(nullWith(EspAuth.HMAC_SHA1))).isFalse();
        assertThat(library.supports(nullWith(EspAuth.HMAC_SHA256))).isTrue();
    }

    @Test
    void shouldLeaveOutCiphersWhenTheirKeysAreExpandedWrong() {
        int lastSchedule = 112 + 2 * WORD;
        table.set(ValueLayout.JAVA_LONG, lastSchedule, table.get(ValueLayout.JAVA_LONG, 112));

        JobLibrary library = JobLibrary.open(symbols, table, anchor);

        assertThat(library.absence()).isEqualTo("wrong answers of cbc(aes), rfc3686(ctr(aes)), rfc4309(ccm(aes))");
    }

    @Test
    void shouldZeroThePageWhenKeyIsWiped() {
        JobLibrary library = JobLibrary.open(symbols, table, anchor);
        AtomicInteger open = new AtomicInteger();
        for (EspTransform transform : List.of(
                EspTransform.cipher(EspCipher.AES_CBC, 32, EspAuth.HMAC_SHA512, 64, 32),
                EspTransform.cipher(EspCipher.DES3_CBC, 24, EspAuth.AES_CMAC, 16, 12))) {
            byte[] material = new byte[transform.materialLength()];
            material[0] = 1;
            try (SecretKey secret = new SecretKey(material);
                    ExpandedKey key = (ExpandedKey) library.newKey(transform, secret, 0, open)) {
                byte[] zeros = new byte[JobLibrary.KEY_BYTES];
                assertThat(key.copy()).isNotEqualTo(zeros);
                assertThat(open).hasValue(1);
                key.wipe();
                assertThat(key.place()).isZero();
                assertThat(key.copy()).isEqualTo(zeros);
            }
            assertThat(open).hasValue(0);
        }
    }
}
