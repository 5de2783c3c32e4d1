// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.sa.EspTransform;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every provider must do in every algorithm that it has, checked against {@link EspReference}. A class per
 * provider extends it; an algorithm that the provider lacks is skipped, and so is all where its library is missing. The
 * build takes a sample of the lengths; {@code -Dringlane.crypto.lengths=all} takes 0 to 9000.
 */
public abstract class AlgorithmContract {
    private static final boolean ALL_LENGTHS = "all".equals(System.getProperty("ringlane.crypto.lengths"));
    private static final int LONGEST = 9_000;
    /** The last leaves room for the rest of a packet, which has 65,535 bytes at most. */
    private static final int[] LONG = {8_991, 8_992, LONGEST, 16_384, 65_472};

    private static final int BURST = 32;

    private final CryptoProvider provider;
    private final Random random = new Random(2026);
    private EspSlots slots;
    private BurstCipher cipher;

    protected AlgorithmContract(CryptoProvider provider) {
        this.provider = provider;
    }

    static List<EspTransform> transforms() {
        return EspSample.transforms();
    }

    @BeforeEach
    void open() {
        String absence = provider.absence();
        assumeTrue(absence == null, () -> provider.name() + " is skipped: " + absence);
        slots = new EspSlots(BURST, 66_000);
        cipher = provider.newCipher();
    }

    @AfterEach
    void close() {
        if (cipher != null) {
            cipher.close();
            slots.close();
        }
    }

    private void assumeSupported(EspTransform transform) {
        assumeTrue(provider.supports(transform), () -> provider.name() + " has no " + transform.label());
    }

    private byte[] material(EspTransform transform) {
        return EspSample.bytes(random, transform.materialLength());
    }

    private static IntStream lengths(EspTransform transform) {
        int step = EspSample.step(transform);
        IntStream all = ALL_LENGTHS
                ? IntStream.rangeClosed(0, LONGEST)
                : IntStream.concat(
                        IntStream.rangeClosed(0, 160),
                        IntStream.iterate(161, length -> length < 2_200, length -> length + 37));
        return IntStream.concat(all, Arrays.stream(LONG))
                .map(length -> length / step * step)
                .distinct();
    }

    @Test
    void shouldGiveThePublishedAnswers() throws Exception {
        List<PublishedAnswer> answers = PublishedAnswer.all();
        assertThat(answers).hasSizeGreaterThan(50);
        for (PublishedAnswer answer : answers) {
            EspSample sample = answer.sample();
            if (!provider.supports(sample.transform())) {
                continue;
            }
            int length = sample.text().length;
            try (CryptoKey key = EspSlots.key(provider, sample)) {
                slots.burst().clear();
                slots.add(key, sample, 3, length, 0);
                cipher.seal(slots.burst());
                assertThat(slots.burst().outcome(0)).as(answer.source()).isEqualTo(CryptoBurst.DONE);
                assertThat(slots.read(0, sample.sealedLength()))
                        .as(answer.source())
                        .isEqualTo(answer.packet());
                slots.receive(sample, 0);
                cipher.open(slots.burst());
                assertThat(slots.burst().outcome(0)).as(answer.source()).isEqualTo(CryptoBurst.DONE);
                assertThat(slots.text(sample, 0)).as(answer.source()).isEqualTo(sample.text());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void shouldGiveTheReferencesBytesWhenTextHasAnyLength(EspTransform transform) throws Exception {
        assumeSupported(transform);
        byte[] material = material(transform);
        try (CryptoKey key = EspSlots.key(provider, EspSample.draw(random, transform, material, 0))) {
            for (int length : lengths(transform).toArray()) {
                roundTrip(key, EspSample.draw(random, transform, material, length));
            }
        }
    }

    /** Seals pieces at a random alignment, compares, opens, and compares again. */
    private void roundTrip(CryptoKey key, EspSample sample) throws GeneralSecurityException {
        int length = sample.text().length;
        int head = random.nextInt(length + 1);
        int body = random.nextInt(length - head + 1);
        int offset = random.nextInt(64);
        slots.burst().clear();
        slots.add(key, sample, offset, head, body);
        seal(sample, offset, head, body);

        slots.receive(sample, 0);
        cipher.open(slots.burst());
        assertThat(slots.burst().outcome(0)).as("opening %s", sample).isEqualTo(CryptoBurst.DONE);
        assertThat(slots.text(sample, 0)).as("opened %s", sample).isEqualTo(sample.text());
        assertThat(slots.surroundingsUntouched(0, sample.sealedLength()))
                .as("around %s", sample)
                .isTrue();
    }

    private void seal(EspSample sample, int offset, int head, int body) throws GeneralSecurityException {
        byte[] expected = sample.expected();
        byte[] borrowed = slots.body(0, offset, body);
        cipher.seal(slots.burst());
        assertThat(slots.burst().outcome(0)).as("sealing %s", sample).isEqualTo(CryptoBurst.DONE);
        assertThat(slots.read(0, expected.length)).as("sealed %s", sample).isEqualTo(expected);
        assertThat(slots.surroundingsUntouched(0, expected.length))
                .as("around %s", sample)
                .isTrue();
        assertThat(slots.body(0, offset, body)).as("borrowed of %s", sample).isEqualTo(borrowed);
        assertThat(borrowed).isEqualTo(Arrays.copyOfRange(sample.text(), head, head + body));
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void shouldGiveTheReferencesBytesWhenTextStandsElsewhere(EspTransform transform) throws Exception {
        assumeSupported(transform);
        byte[] material = material(transform);
        try (CryptoKey key = EspSlots.key(provider, EspSample.draw(random, transform, material, 0))) {
            for (int length : new int[] {16, 64, 80, 240, 1_424, 4_096}) {
                EspSample sample = EspSample.draw(random, transform, material, length);
                int offset = random.nextInt(64);
                slots.burst().clear();
                slots.add(key, sample, offset, 0, length);
                seal(sample, offset, 0, length);
                slots.receive(sample, 0);
                slots.borrow(sample, 0, length / 32 * 16, length / 64 * 16);
                cipher.open(slots.burst());
                assertThat(slots.burst().outcome(0)).as("opening %s", sample).isEqualTo(CryptoBurst.DONE);
                assertThat(slots.text(sample, 0)).as("opened %s", sample).isEqualTo(sample.text());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void shouldReleaseNothingWhenAnyByteIsForged(EspTransform transform) throws Exception {
        assumeSupported(transform);
        assumeTrue(transform.icvLength() > 0, "nothing is authenticated");
        byte[] material = material(transform);
        for (boolean esn : new boolean[] {false, true}) {
            EspSample sample = new EspSample(
                    transform,
                    material,
                    0x1234_5678,
                    0x9_0000_0007L,
                    esn,
                    EspSample.bytes(random, transform.ivLength()),
                    EspSample.bytes(random, 48));
            try (CryptoKey key = EspSlots.key(provider, sample)) {
                forgeEachByte(key, sample);
            }
        }
    }

    private void forgeEachByte(CryptoKey key, EspSample sample) throws GeneralSecurityException {
        byte[] expected = sample.expected();
        slots.burst().clear();
        slots.add(key, sample, 5, 48, 0);
        cipher.seal(slots.burst());
        for (int at = 0; at < expected.length; at++) {
            slots.flip(0, at);
            assertRefused(sample, expected.length, at);
            slots.flip(0, at);
        }
        if (sample.esn()) {
            EspSample otherHalf = new EspSample(
                    sample.transform(),
                    sample.material(),
                    sample.spi(),
                    sample.number() + (1L << 32),
                    true,
                    sample.iv(),
                    sample.text());
            openAs(key, otherHalf, expected);
            assertThat(slots.burst().outcome(0)).isEqualTo(CryptoBurst.BAD_ICV);
        }
        openAs(key, sample, expected);
        assertThat(slots.burst().outcome(0)).isEqualTo(CryptoBurst.DONE);
        assertThat(slots.text(sample, 0)).isEqualTo(sample.text());
    }

    private void assertRefused(EspSample sample, int length, int at) {
        byte[] before = slots.read(0, length);
        slots.receive(sample, 0);
        cipher.open(slots.burst());
        assertThat(slots.burst().outcome(0)).as("byte %d of %s", at, sample).isEqualTo(CryptoBurst.BAD_ICV);
        assertThat(slots.read(0, length)).as("byte %d of %s", at, sample).isEqualTo(before);
    }

    /** Opens bytes that came as if the receiver believed in this sample's number. */
    private void openAs(CryptoKey key, EspSample sample, byte[] bytes) {
        slots.burst().clear();
        slots.add(key, sample, 0, sample.text().length, 0);
        for (int i = 0; i < bytes.length; i++) {
            slots.put(0, i, bytes[i]);
        }
        slots.receive(sample, 0);
        cipher.open(slots.burst());
    }

    @Test
    void shouldTakeEachEntryByItsOwnKeyWhenBurstIsMixed() throws Exception {
        List<EspTransform> able =
                transforms().stream().filter(provider::supports).toList();
        for (int round = 0; round < 40; round++) {
            List<EspSample> samples = new ArrayList<>();
            List<CryptoKey> keys = new ArrayList<>();
            slots.burst().clear();
            for (int i = 0; i < BURST; i++) {
                EspTransform transform = able.get(random.nextInt(able.size()));
                int length = random.nextInt(1_500) / 16 * 16;
                EspSample sample = EspSample.draw(random, transform, material(transform), length);
                // a run of one key now and then
                boolean same = i > 0 && random.nextInt(3) == 0;
                EspSample before = same ? samples.getLast() : null;
                samples.add(same ? EspSample.draw(random, before.transform(), before.material(), length) : sample);
                keys.add(same ? keys.getLast() : EspSlots.key(provider, sample));
                slots.add(keys.getLast(), samples.getLast(), random.nextInt(64), length, 0);
            }
            cipher.seal(slots.burst());
            int forged = random.nextInt(BURST);
            for (int i = 0; i < BURST; i++) {
                byte[] expected = samples.get(i).expected();
                assertThat(slots.burst().outcome(i)).as("entry %d", i).isEqualTo(CryptoBurst.DONE);
                assertThat(slots.read(i, expected.length))
                        .as("%s", samples.get(i))
                        .isEqualTo(expected);
                slots.receive(samples.get(i), i);
            }
            slots.flip(forged, 4);
            slots.receive(samples.get(forged), forged);
            cipher.open(slots.burst());
            assertOpened(samples, forged);
            keys.forEach(CryptoKey::close);
        }
    }

    private void assertOpened(List<EspSample> samples, int forged) {
        for (int i = 0; i < BURST; i++) {
            EspSample sample = samples.get(i);
            boolean noticed = i == forged && sample.transform().icvLength() > 0;
            assertThat(slots.burst().outcome(i))
                    .as("%s", sample)
                    .isEqualTo(noticed ? CryptoBurst.BAD_ICV : CryptoBurst.DONE);
            if (i != forged) {
                assertThat(slots.text(sample, i)).as("%s", sample).isEqualTo(sample.text());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void shouldFailAndWriteNothingWhenKeyIsClosed(EspTransform transform) {
        assumeSupported(transform);
        EspSample sample = EspSample.draw(random, transform, material(transform), 64);
        CryptoKey key = EspSlots.key(provider, sample);
        slots.burst().clear();
        key.close();
        slots.add(key, sample, 0, 64, 0);
        byte[] before = slots.read(0, 96);
        cipher.seal(slots.burst());
        assertThat(slots.burst().outcome(0)).isEqualTo(CryptoBurst.FAILED);
        cipher.open(slots.burst());
        assertThat(slots.burst().outcome(0)).isEqualTo(CryptoBurst.FAILED);
        assertThat(slots.read(0, 96)).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("transforms")
    void shouldOpenAgainWhenTheSamePacketComesTwice(EspTransform transform) {
        assumeSupported(transform);
        EspSample sample = EspSample.draw(random, transform, material(transform), 64);
        try (CryptoKey key = EspSlots.key(provider, sample)) {
            slots.burst().clear();
            slots.add(key, sample, 0, 64, 0);
            cipher.seal(slots.burst());
            byte[] sealed = slots.read(0, 128);
            for (int copy = 0; copy < 3; copy++) {
                openAs(key, sample, Arrays.copyOf(sealed, sample.sealedLength()));
                assertThat(slots.burst().outcome(0)).isEqualTo(CryptoBurst.DONE);
                assertThat(slots.text(sample, 0)).isEqualTo(sample.text());
            }
        }
    }

    /** RFC 2104: any length will do, one above the block is hashed first. */
    @Test
    void shouldTakeAnyKeyWhenHmacAuthenticates() throws Exception {
        for (EspAuth auth : EspAuth.values()) {
            for (int length : new int[] {1, 16, auth.blockLength(), auth.blockLength() + 1, 200}) {
                EspTransform transform = auth.isHmac() ? withAuthKey(auth, length) : null;
                if (transform != null && provider.supports(transform)) {
                    EspSample sample = EspSample.draw(random, transform, material(transform), 160);
                    try (CryptoKey key = EspSlots.key(provider, sample)) {
                        roundTrip(key, sample);
                    }
                }
            }
        }
    }

    private static EspTransform withAuthKey(EspAuth auth, int length) {
        return transforms().stream()
                .filter(transform -> transform.authName().equals(auth.label()))
                .map(transform -> transform.authenticatedBy(auth.label(), length, transform.icvLength()))
                .findFirst()
                .orElseThrow();
    }
}
