// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Known answers that a provider must give before it protects a packet: each key and ICV length, both AAD lengths of ESP
 * (RFC 4106 section 5), texts around the block size and long ones, in three pieces as a segment has them. Cold code,
 * run at start-up on any thread.
 */
public final class CryptoSelfTest {
    /** Key, nonce, AAD and text are patterns made from {@code seed}; the answers were computed with OpenSSL 3. */
    private record KnownAnswer(
            int keyBits, int icvBits, int aadLength, int textLength, int seed, int ciphertextCrc, String icv) {}

    private static final KnownAnswer[] ANSWERS = {
        new KnownAnswer(128, 128, 8, 0, 1, 0x00000000, "cfe7d8a3a419c543c7ef7ae7e61f394a"),
        new KnownAnswer(128, 96, 12, 1, 2, 0x2cd6f4fb, "e0dbe78874b1fbb31803ea13"),
        new KnownAnswer(128, 64, 8, 15, 3, 0xdae2c281, "e6cf0b66b54dfaef"),
        new KnownAnswer(192, 128, 12, 16, 4, 0x402cb05e, "c4dca114fef626326e1dee89e06bf8e3"),
        new KnownAnswer(192, 96, 8, 17, 5, 0x598ce6e6, "cf6aae0e52c4a6edeac1dcb8"),
        new KnownAnswer(192, 64, 12, 64, 6, 0xbf184183, "a24b97b3a37de041"),
        new KnownAnswer(256, 128, 8, 33, 7, 0x535fdf51, "efdbb498312e202fdca2557f05c3e026"),
        new KnownAnswer(256, 96, 12, 100, 8, 0xc5abffa4, "fd7a76322147924216d1f900"),
        new KnownAnswer(256, 64, 8, 255, 9, 0x8c53da55, "d5d8177f7bcb4464"),
        new KnownAnswer(128, 128, 12, 1400, 10, 0x9e1b322a, "327ba8e6d3aa80787bcb541e3d1c9404"),
        new KnownAnswer(192, 128, 8, 1023, 11, 0xd366c00e, "4d6494d94cd6a1035fff0828a4e5bc07"),
        new KnownAnswer(256, 128, 12, 2049, 12, 0xe6be9488, "79260d17c80bc46d016277757598387e"),
    };

    private static final int NONCE_LENGTH = 12;
    private static final int KEY_STEP = 7;
    private static final int NONCE_STEP = 11;
    private static final int AAD_STEP = 13;
    private static final int TEXT_STEP = 31;

    private final CryptoProvider provider;
    private final CryptoBurst burst;
    private final MemorySegment text;
    private final MemorySegment body;

    private CryptoSelfTest(CryptoProvider provider, CryptoBurst burst, Arena arena) {
        this.provider = provider;
        this.burst = burst;
        text = arena.allocate(4096);
        body = arena.allocate(4096);
    }

    /**
     * Checks every known answer whose algorithm the provider claims to have.
     *
     * @throws IllegalStateException naming provider, algorithm and fault.
     */
    public static void check(CryptoProvider provider) {
        try (Arena arena = Arena.ofConfined();
                CryptoBurst burst = new CryptoBurst(1);
                BurstCipher cipher = provider.newCipher()) {
            CryptoSelfTest test = new CryptoSelfTest(provider, burst, arena);
            for (KnownAnswer answer : ANSWERS) {
                test.check(answer, cipher);
            }
        }
    }

    private void check(KnownAnswer answer, BurstCipher cipher) {
        EspTransform transform = EspTransform.aesGcm(answer.keyBits, answer.icvBits);
        if (!provider.supports(transform)) {
            return;
        }
        byte[] material = new byte[transform.materialLength()];
        System.arraycopy(pattern(transform.keyLength(), KEY_STEP, answer.seed), 0, material, 0, transform.keyLength());
        String fault;
        try (SecretKey secret = new SecretKey(material);
                CryptoKey key = provider.newKey(transform, secret)) {
            fault = fault(answer, key, cipher);
        } catch (RuntimeException e) {
            throw new IllegalStateException(message(answer, e.toString()), e);
        }
        if (fault != null) {
            throw new IllegalStateException(message(answer, fault));
        }
    }

    private String message(KnownAnswer answer, String fault) {
        return "crypto provider " + provider.name() + " failed its self-test: " + EspTransform.AES_GCM + ", "
                + answer.keyBits + "-bit key, " + answer.icvBits + "-bit ICV, " + answer.textLength + " bytes: "
                + fault;
    }

    /** 1. seal and compare, 2. open with a broken ICV, 3. mend it and open. @return null when all is well. */
    private String fault(KnownAnswer answer, CryptoKey key, BurstCipher cipher) {
        fill(answer, key);
        cipher.seal(burst);
        int icvLength = answer.icvBits / Byte.SIZE;
        byte[] icv = read(answer.textLength, icvLength);
        if (burst.outcome(0) != CryptoBurst.DONE) {
            return "sealing gave outcome " + burst.outcome(0);
        }
        if (crc(read(0, answer.textLength)) != answer.ciphertextCrc) {
            return "the ciphertext is wrong";
        }
        if (!HexFormat.of().formatHex(icv).equals(answer.icv)) {
            return "the ICV is wrong";
        }

        burst.text(0, text.address(), answer.textLength, 0, 0, 0);
        int last = answer.textLength + icvLength - 1;
        flipBit(last);
        cipher.open(burst);
        if (burst.outcome(0) != CryptoBurst.BAD_ICV) {
            return "a broken ICV was not noticed";
        }
        flipBit(last);
        if (crc(read(0, answer.textLength)) != answer.ciphertextCrc) {
            return "text was released although the ICV was wrong";
        }
        cipher.open(burst);
        if (burst.outcome(0) != CryptoBurst.DONE) {
            return "opening gave outcome " + burst.outcome(0);
        }
        byte[] opened = read(0, answer.textLength);
        return crc(opened) == crc(pattern(answer.textLength, TEXT_STEP, answer.seed))
                ? null
                : "the opened text is wrong";
    }

    /** Lays the plaintext out in three pieces, the middle one borrowed. */
    private void fill(KnownAnswer answer, CryptoKey key) {
        byte[] plain = pattern(answer.textLength, TEXT_STEP, answer.seed);
        int head = plain.length / 3;
        int middle = plain.length / 2 - head;
        text.fill((byte) 0);
        MemorySegment.copy(plain, 0, text, ValueLayout.JAVA_BYTE, 0, head);
        MemorySegment.copy(plain, head, body, ValueLayout.JAVA_BYTE, 0, middle);
        int tail = plain.length - head - middle;
        MemorySegment.copy(plain, head + middle, text, ValueLayout.JAVA_BYTE, head + middle, tail);

        burst.clear();
        burst.add(null, key, text.address(), answer.seed);
        burst.text(0, text.address(), head, middle == 0 ? 0 : body.address(), middle, tail);
        burst.aad(0, burst.aadScratch(0), answer.aadLength);
        byte[] nonce = pattern(NONCE_LENGTH, NONCE_STEP, answer.seed);
        write(burst.nonceAddress(0), nonce);
        write(burst.aadScratch(0), pattern(answer.aadLength, AAD_STEP, answer.seed));
    }

    private static void write(long address, byte[] bytes) {
        new UnsafeBuffer(address, bytes.length).putBytes(0, bytes);
    }

    private byte[] read(int offset, int length) {
        return text.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private void flipBit(int offset) {
        text.set(ValueLayout.JAVA_BYTE, offset, (byte) (text.get(ValueLayout.JAVA_BYTE, offset) ^ 1));
    }

    private static byte[] pattern(int length, int step, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * step + seed);
        }
        return bytes;
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
