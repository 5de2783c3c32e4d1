// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.header.EspHeader;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/**
 * One known answer for each cipher and each hash that is done by jobs: it shows that a release's job is laid out as
 * {@link JobWord} says. The library checks each job itself meanwhile. Whether the algorithms are right at all lengths
 * is another test's. Set-up only, one thread.
 */
final class JobProof {
    static final List<EspCipher> CIPHERS = List.of(
            EspCipher.AES_CBC,
            EspCipher.AES_CTR,
            EspCipher.DES3_CBC,
            EspCipher.NULL,
            EspCipher.AES_CCM,
            EspCipher.CHACHA20_POLY1305);
    static final List<EspAuth> AUTHS = List.of(
            EspAuth.HMAC_SHA1,
            EspAuth.HMAC_SHA256,
            EspAuth.HMAC_SHA384,
            EspAuth.HMAC_SHA512,
            EspAuth.AES_XCBC,
            EspAuth.AES_CMAC);

    private static final int TEXT = 80;
    private static final int ROOM = 256;
    private static final int NONCE = 16;
    private static final int ALIGNMENT = 64;
    private static final int KEY_STEP = 7;
    private static final int NONCE_STEP = 11;
    private static final int AAD_STEP = 13;
    private static final int TEXT_STEP = 31;
    private static final long NUMBER = 0x0000_0003_0000_0007L;
    private static final int ESN_AAD = EspHeader.LENGTH + Integer.BYTES;

    private final JobFunctions functions;

    JobProof(JobFunctions functions) {
        this.functions = functions;
    }

    /** Checksums of packets that OpenSSL and Python made. */
    private static int answer(EspCipher cipher) {
        return switch (cipher) {
            case AES_CBC -> 0xdd65e14c;
            case AES_CTR -> 0x0de74c36;
            case DES3_CBC -> 0x43a6bc58;
            case AES_CCM -> 0xd2cf52c8;
            case CHACHA20_POLY1305 -> 0x06dd05eb;
            default -> 0xf865e916;
        };
    }

    private static int answer(EspAuth auth) {
        return switch (auth) {
            case HMAC_SHA1 -> 0xf1cd7793;
            case HMAC_SHA256 -> 0xa05b15ca;
            case HMAC_SHA384 -> 0x6f752a8a;
            case HMAC_SHA512 -> 0xb199d3d2;
            case AES_XCBC -> 0x60c8e141;
            default -> 0x13c6a4ef;
        };
    }

    /** A cipher: with a key as long as it can be. */
    boolean isRight(EspCipher cipher) {
        int keyLength =
                cipher.keyLengths().stream().mapToInt(Integer::intValue).max().orElse(0);
        EspTransform transform = cipher.isAead()
                ? EspTransform.aead(cipher, keyLength, NONCE)
                : EspTransform.cipher(cipher, keyLength, EspAuth.NONE, 0, 0);
        return isRight(transform, answer(cipher));
    }

    /** A hash: over a packet that is not encrypted, with ESN. */
    boolean isRight(EspAuth auth) {
        return isRight(
                EspTransform.cipher(
                        EspCipher.NULL,
                        0,
                        auth,
                        auth.keyLength(),
                        auth.icvLengths().getLast()),
                answer(auth));
    }

    private boolean isRight(EspTransform transform, int answer) {
        byte[] plain = pattern(EspHeader.LENGTH + transform.ivLength() + TEXT, TEXT_STEP);
        try (Arena arena = Arena.ofConfined();
                SecretKey secret = new SecretKey(pattern(transform.materialLength(), KEY_STEP));
                CryptoBurst burst = new CryptoBurst(1);
                BurstCipher cipher = new JobCipher(new JobManager(functions, true), new AtomicInteger());
                CryptoKey key = newKey(transform, arena, secret)) {
            MemorySegment packet = arena.allocate(ROOM, NONCE);
            MemorySegment.copy(plain, 0, packet, ValueLayout.JAVA_BYTE, 0, plain.length);
            burst.add(null, key, packet.address(), NUMBER);
            burst.text(0, packet.address() + plain.length - TEXT, TEXT, burst.aadScratch(0), ESN_AAD);
            write(burst.nonceAddress(0), pattern(NONCE, NONCE_STEP));
            write(burst.aadScratch(0), pattern(ESN_AAD, AAD_STEP));
            cipher.seal(burst);
            boolean sealed = burst.outcome(0) == CryptoBurst.DONE
                    && checksum(packet, plain.length + transform.icvLength()) == answer;
            return sealed && isOpened(cipher, burst, packet, plain);
        }
    }

    private static boolean isOpened(BurstCipher cipher, CryptoBurst burst, MemorySegment packet, byte[] plain) {
        cipher.open(burst);
        long difference = packet.asSlice(plain.length - TEXT, TEXT)
                .mismatch(MemorySegment.ofArray(plain).asSlice(plain.length - TEXT, TEXT));
        return burst.outcome(0) == CryptoBurst.DONE && difference == -1;
    }

    private CryptoKey newKey(EspTransform transform, Arena arena, SecretKey secret) {
        MemorySegment page = arena.allocate(KeyPage.BYTES, ALIGNMENT);
        return JobLibrary.newKey(transform, functions.expansion(), page, null, secret, new AtomicInteger());
    }

    private static void write(long address, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            RawMemory.putByte(address + i, bytes[i]);
        }
    }

    private static int checksum(MemorySegment packet, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(packet.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        return (int) checksum.getValue();
    }

    private static byte[] pattern(int length, int step) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * step + 1);
        }
        return bytes;
    }
}
