// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tests an algorithm of a provider before the first SA uses it: one burst of many lengths and alignments, in pieces,
 * with and without ESN, under two keys in turn, against a digest that another implementation made of the same packets;
 * then the way back, some packets forged. An algorithm is tested once a process. Any thread.
 */
public final class AlgorithmSelfTest {
    private static final String TABLE = "self-test.txt";
    private static final int[] LENGTHS = {
        16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 192, 240, 256, 272, 512, 528, 1008, 1024, 1392, 1424, 1488, 2048,
        4096, 8992
    };
    private static final int ESP_HEADER = 8;
    private static final int SLOT = 9_216;
    private static final int BORROWED = SLOT * LENGTHS.length;
    private static final long NUMBER = 0x3_0000_0000L;
    private static final int SPI = 0x1000;
    private static final int SEED_IV = 100;
    private static final int SEED_TEXT = 200;
    /** Each so manyth packet is forged. */
    private static final int FORGED = 3;

    private static final Map<String, String> DIGESTS = digests();
    private static final Map<Tested, String> FAULTS = new ConcurrentHashMap<>();
    private static final String NONE = "";

    /** A provider, by its identity, and an algorithm. */
    private record Tested(CryptoProvider provider, EspTransform transform) {}

    private final EspTransform transform;
    private final BurstCipher cipher;
    private final CryptoBurst burst;
    private final MemorySegment memory;
    private final byte[][] texts = new byte[LENGTHS.length][];

    private AlgorithmSelfTest(EspTransform transform, BurstCipher cipher, CryptoBurst burst, MemorySegment memory) {
        this.transform = transform;
        this.cipher = cipher;
        this.burst = burst;
        this.memory = memory;
    }

    private static Map<String, String> digests() {
        try (InputStream in = AlgorithmSelfTest.class.getResourceAsStream(TABLE)) {
            Map<String, String> digests = new HashMap<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (!line.startsWith("#")) {
                    int end = line.lastIndexOf(' ');
                    digests.put(line.substring(0, end), line.substring(end + 1));
                }
            }
            return digests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Why the provider must not be used for an algorithm, in one line; null when it passed. An algorithm that is not
     * ESP's has no test and passes.
     */
    public static String fault(CryptoProvider provider, EspTransform transform) {
        EspTransform usual = withUsualKey(transform);
        Tested tested = new Tested(provider, usual);
        String fault = FAULTS.get(tested);
        if (fault == null) {
            // not in one step: a provider that stands for several tests them meanwhile
            fault = test(tested);
            FAULTS.put(tested, fault);
        }
        return fault.equals(NONE) ? null : fault;
    }

    /** HMAC takes keys of any length: it is tested with the one of its RFC. */
    private static EspTransform withUsualKey(EspTransform transform) {
        return !transform.authName().isEmpty() && transform.isEsp()
                ? transform.authenticatedBy(
                        transform.authName(), transform.auth().keyLength(), transform.icvLength())
                : transform;
    }

    private static String test(Tested tested) {
        EspTransform transform = tested.transform;
        String auth = transform.authName().isEmpty() ? "-" : transform.authName();
        String digest =
                DIGESTS.get(transform.name() + " " + transform.keyLength() + " " + auth + " " + transform.icvLength());
        if (digest == null) {
            return NONE;
        }
        String fault;
        try (Arena arena = Arena.ofShared();
                CryptoBurst burst = new CryptoBurst(LENGTHS.length);
                BurstCipher cipher = tested.provider.newCipher();
                CryptoKey first = key(tested, 1);
                CryptoKey second = key(tested, 2)) {
            MemorySegment memory = arena.allocate(2L * BORROWED, 64);
            fault = new AlgorithmSelfTest(transform, cipher, burst, memory).fault(digest, first, second);
        } catch (RuntimeException e) {
            fault = e.toString();
        }
        return fault.equals(NONE)
                ? NONE
                : "crypto provider " + tested.provider.name() + " failed its self-test: " + transform.label() + ", "
                        + transform.keyLength() * Byte.SIZE + "-bit key, " + transform.icvLength() * Byte.SIZE
                        + "-bit ICV: " + fault;
    }

    private static CryptoKey key(Tested tested, int seed) {
        try (SecretKey secret = new SecretKey(pattern(seed, tested.transform.materialLength()))) {
            return tested.provider.newKey(tested.transform, secret);
        }
    }

    private String fault(String digest, CryptoKey first, CryptoKey second) {
        for (int i = 0; i < LENGTHS.length; i++) {
            add(i, i % 2 == 0 ? first : second);
        }
        cipher.seal(burst);
        for (int i = 0; i < LENGTHS.length; i++) {
            if (burst.outcome(i) != CryptoBurst.DONE) {
                return "sealing " + texts[i].length + " bytes gave outcome " + burst.outcome(i);
            }
        }
        return digestOfAll().equals(digest) ? openingFault() : "the sealed packets are wrong";
    }

    /** Lays a packet out in three pieces, the middle one borrowed. */
    private void add(int index, CryptoKey key) {
        int step = transform.padBlock();
        byte[] text = pattern(SEED_TEXT + index, LENGTHS[index] - step * (index % (16 / step)));
        texts[index] = text;
        long number = NUMBER + index * 0x01010101L;
        int esp = esp(index);
        put(
                esp,
                ByteBuffer.allocate(ESP_HEADER)
                        .putInt(SPI + index)
                        .putInt((int) number)
                        .array(),
                0,
                ESP_HEADER);
        put(esp + ESP_HEADER, pattern(SEED_IV + index, transform.ivLength()), 0, transform.ivLength());
        int head = text.length / 3;
        int body = text.length / 2 - head;
        int start = esp + ESP_HEADER + transform.ivLength();
        put(start, text, 0, head);
        put(BORROWED + esp, text, head, body);
        put(start + head + body, text, head + body, text.length - head - body);
        burst.add(null, key, memory.address() + esp, number);
        long borrowed = body == 0 ? 0 : memory.address() + BORROWED + esp;
        burst.text(index, memory.address() + start, head, borrowed, body, text.length - head - body);
        describe(index, number);
    }

    /** Nonce and AAD, as the contract of the burst says. */
    private void describe(int index, long number) {
        int salt = transform.saltLength();
        if (salt != 0) {
            byte[] material = pattern(1 + index % 2, transform.materialLength());
            byte[] nonce = Arrays.copyOfRange(
                    material, transform.keyLength(), transform.keyLength() + salt + transform.ivLength());
            System.arraycopy(pattern(SEED_IV + index, transform.ivLength()), 0, nonce, salt, transform.ivLength());
            putAt(burst.nonceAddress(index), nonce);
        }
        if (index % 2 == 1) {
            ByteBuffer aad = ByteBuffer.allocate(ESP_HEADER + Integer.BYTES);
            putAt(
                    burst.aadScratch(index),
                    aad.putInt(SPI + index).putLong(number).array());
            burst.aad(index, burst.aadScratch(index), aad.capacity());
        } else {
            burst.aad(index, memory.address() + esp(index), ESP_HEADER);
        }
    }

    /** 1. open with some packets forged, 2. mend and open those. @return nothing when all is well. */
    private String openingFault() {
        boolean forgeable = transform.icvLength() > 0;
        for (int i = 0; i < LENGTHS.length; i++) {
            burst.text(i, burst.headAddress(i), texts[i].length, 0, 0, 0);
            if (forgeable && i % FORGED == 0) {
                flip(i);
            }
        }
        byte[] sealed = memory.asSlice(esp(0), sealedLength(0)).toArray(ValueLayout.JAVA_BYTE);
        cipher.open(burst);
        for (int i = 0; i < LENGTHS.length; i++) {
            boolean forged = forgeable && i % FORGED == 0;
            if (forged && burst.outcome(i) != CryptoBurst.BAD_ICV) {
                return "a broken ICV was not noticed";
            }
            if (!forged && !isOpened(i)) {
                return "opening " + texts[i].length + " bytes gave outcome " + burst.outcome(i) + " or a wrong text";
            }
        }
        if (!forgeable) {
            return NONE;
        }
        if (!Arrays.equals(sealed, memory.asSlice(esp(0), sealed.length).toArray(ValueLayout.JAVA_BYTE))) {
            return "text was released although the ICV was wrong";
        }
        flip(0);
        cipher.open(burst, 0, 1);
        return isOpened(0) ? NONE : "a packet was refused after a forged one";
    }

    private boolean isOpened(int index) {
        int start = esp(index) + ESP_HEADER + transform.ivLength();
        byte[] opened = memory.asSlice(start, texts[index].length).toArray(ValueLayout.JAVA_BYTE);
        return burst.outcome(index) == CryptoBurst.DONE && Arrays.equals(opened, texts[index]);
    }

    private void flip(int index) {
        long last = esp(index) + sealedLength(index) - 1L;
        memory.set(ValueLayout.JAVA_BYTE, last, (byte) (memory.get(ValueLayout.JAVA_BYTE, last) ^ 1));
    }

    private String digestOfAll() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < LENGTHS.length; i++) {
                digest.update(memory.asSlice(esp(i), sealedLength(i)).toArray(ValueLayout.JAVA_BYTE));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private int sealedLength(int index) {
        return ESP_HEADER + transform.ivLength() + texts[index].length + transform.icvLength();
    }

    /** Where a packet begins, at an alignment of its own. */
    private static int esp(int index) {
        return index * SLOT + index * 7 % 64;
    }

    private void put(int at, byte[] bytes, int from, int length) {
        MemorySegment.copy(bytes, from, memory, ValueLayout.JAVA_BYTE, at, length);
    }

    @SuppressWarnings("restricted") // the scratch of an entry of its own burst
    private static void putAt(long address, byte[] bytes) {
        MemorySegment scratch = MemorySegment.ofAddress(address).reinterpret(bytes.length);
        MemorySegment.copy(bytes, 0, scratch, ValueLayout.JAVA_BYTE, 0, bytes.length);
    }

    /** Bytes that only a mistake repeats: the top byte of a linear congruence. */
    private static byte[] pattern(long seed, int length) {
        byte[] bytes = new byte[length];
        long x = seed;
        for (int i = 0; i < length; i++) {
            x = x * 6364136223846793005L + 1442695040888963407L;
            bytes[i] = (byte) (x >>> 56);
        }
        return bytes;
    }
}
