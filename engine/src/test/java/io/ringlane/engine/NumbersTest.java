// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static io.ringlane.engine.EngineFixture.tunnel;
import static io.ringlane.engine.EngineFixture.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.checkpoint.Checkpoint;
import io.ringlane.life.NumberRules;
import io.ringlane.offload.OffloadResult;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SecretKey;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.TestPackets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which numbers an SA may send with: a fresh key's, leased ones, or any where nothing leaves. */
final class NumbersTest {
    private static final int BLOCK = 256;

    @TempDir
    private Path folder;

    private FakeDevice device;

    private EngineFixture launch(UnaryOperator<EngineContext> change) {
        device = FakeDevice.of("eth0", 0);
        device.queue(0).completesAtOnce();
        return new EngineFixture(context -> change.apply(context.offline(false)), device);
    }

    private static OffloadResult add(EngineFixture fixture, SaConfigBuilder settings) {
        SecretKey key = CoresFixture.key();
        OffloadResult result = fixture.engine.addState(settings.build(), key);
        if (result.isRefused()) {
            key.close();
        }
        return result;
    }

    // ---- without a checkpoint

    static Stream<EspTransform> counterModes() {
        return Stream.of(
                EspTransform.aesGcm(128, 128),
                EspTransform.aead(EspCipher.AES_GMAC, 16, 16),
                EspTransform.aead(EspCipher.AES_CCM, 16, 16),
                EspTransform.aead(EspCipher.CHACHA20_POLY1305, 32, 16),
                EspTransform.cipher(EspCipher.AES_CTR, 16, EspAuth.HMAC_SHA256, 32, 16));
    }

    private static NumberRules.Start start(EspTransform transform, int low, boolean offline) {
        SaConfig config = tunnel().transform(transform).sequence(0, low).build();
        try (SecretKey key = new SecretKey(new byte[transform.materialLength()])) {
            return new NumberRules(null, offline).start(config, key);
        }
    }

    @ParameterizedTest
    @MethodSource("counterModes")
    void shouldRefuseCounterModeWhenNumbersMayHaveBeenUsed(EspTransform transform) {
        assertThat(start(transform, 1, false))
                .isEqualTo(new NumberRules.Start.Refused("numbers up to 0x1 may have been used with this key, and a"
                        + " nonce must not come twice: give the engine a checkpoint, or the SA a fresh key that begins"
                        + " with 0"));
        assertThat(start(transform, 0, false)).isInstanceOf(NumberRules.Start.Allowed.class);
        assertThat(start(transform, 1, true)).isInstanceOf(NumberRules.Start.Allowed.class);
    }

    @Test
    void shouldAllowOthersWhenNumbersMayHaveBeenUsed() {
        EspTransform cbc = EspTransform.cipher(EspCipher.AES_CBC, 16, EspAuth.HMAC_SHA256, 32, 16);
        EspTransform none = EspTransform.cipher(EspCipher.NULL, 0, EspAuth.HMAC_SHA256, 32, 16);

        assertThat(start(cbc, 1, false)).isInstanceOf(NumberRules.Start.Allowed.class);
        assertThat(start(none, 1, false)).isInstanceOf(NumberRules.Start.Allowed.class);
    }

    @Test
    void shouldTellWhyWhenEngineRefuses() {
        try (EngineFixture fixture = launch(context -> context)) {
            assertThat(add(fixture, tunnel().sequence(0, 41)).toString()).contains("numbers up to 0x29 may have been");
            assertThat(add(fixture, tunnel().esn(true).sequence(1, 0)).isRefused())
                    .isTrue();
            assertThat(add(fixture, tunnel()).isRefused()).isFalse();
        }
    }

    // ---- with one

    @ParameterizedTest(name = "flows remembered: {0}")
    @ValueSource(ints = {0, 1024})
    void shouldSendNoNumberTwiceWhenEngineStartsAgainAndAgain(int cachedFlows) {
        Set<Integer> numbers = new HashSet<>();
        Set<Long> ivs = new HashSet<>();
        int frames = 0;
        Checkpoint.create(folder.resolve("numbers"), 8).close();
        for (int run = 0; run < 4; run++) {
            try (Checkpoint checkpoint =
                            Checkpoint.open(folder.resolve("numbers")).block(BLOCK);
                    EngineFixture fixture =
                            launch(context -> context.checkpoint(checkpoint).cachedFlows(cachedFlows))) {
                fixture.protect(tunnel().ivSalt(run));
                for (int i = 0; i < 3 * BLOCK / 16; i++) {
                    fixture.send(Stream.generate(EngineFixture::udp).limit(16).toArray(TestPackets[]::new));
                }
                assertThat(fixture.snapshot().drops()).isEmpty();
            }
            for (byte[] frame : device.sent()) {
                numbers.add(EngineFixture.number(frame));
                ivs.add(EngineFixture.iv(frame));
                assertThat(EngineFixture.open(frame)).isNotNull();
                frames++;
            }
        }
        assertThat(frames).isEqualTo(4 * 3 * BLOCK);
        assertThat(numbers).hasSize(frames);
        assertThat(ivs).hasSize(frames);
        assertThat(numbers).as("closed in order: none is left out").contains(1, frames);
    }

    @Test
    void shouldDropAndCountWhenNumbersAreNotOnRecordYet() {
        try (Checkpoint checkpoint =
                        Checkpoint.create(folder.resolve("numbers"), 8).block(BLOCK);
                EngineFixture fixture = launch(context -> context.checkpoint(checkpoint))) {
            fixture.protect(tunnel());
            int sent = 0;
            while (sent < 2 * BLOCK) {
                sent += fixture.offer(udp());
                // the core alone: nobody writes the record
                fixture.engine.doWork(0, sent);
            }
            assertThat(device.sent()).hasSize(BLOCK);
            assertThat(fixture.count(DropReason.SEQUENCE_NOT_ON_RECORD)).isEqualTo(BLOCK);
            assertThat(fixture.count(XfrmCounter.OUT_STATE_SEQ_ERROR)).isEqualTo(BLOCK);

            checkpoint.doWork();
            fixture.send(udp());
            assertThat(device.sent()).hasSize(BLOCK + 1);
            assertThat(EngineFixture.number(device.sent().getLast())).isEqualTo(BLOCK + 1);
        }
    }

    @Test
    void shouldRefuseSecondSaWhenItHasTheSameKey() {
        try (Checkpoint checkpoint = Checkpoint.create(folder.resolve("numbers"), 8);
                EngineFixture fixture = launch(context -> context.checkpoint(checkpoint))) {
            assertThat(add(fixture, tunnel()).isRefused()).isFalse();
            assertThat(add(fixture, tunnel().spi(0x2000)).toString()).contains("in use by another SA");
            fixture.engine.deleteState(tunnel().build().id());
            assertThat(add(fixture, tunnel().spi(0x2000)).isRefused()).isFalse();
        }
    }

    @Test
    void shouldGiveLeaseBackWhenSaIsRefusedForAnotherReason() {
        try (Checkpoint checkpoint = Checkpoint.create(folder.resolve("numbers"), 8);
                EngineFixture fixture = launch(context -> context.checkpoint(checkpoint))) {
            fixture.engine.addState(tunnel().build(), new SecretKey(new byte[20]));
            assertThat(add(fixture, tunnel()).isRefused())
                    .as("there is such an SA")
                    .isTrue();
            assertThat(add(fixture, tunnel().spi(0x2000)).isRefused()).isFalse();
        }
    }

    @Test
    void shouldRefuseWhenLeasedNumbersMayWrap() {
        try (Checkpoint checkpoint = Checkpoint.create(folder.resolve("numbers"), 8);
                EngineFixture fixture = launch(context -> context.checkpoint(checkpoint))) {
            assertThat(add(fixture, tunnel().flags(SaFlags.OSEQ_MAY_WRAP)).toString())
                    .contains("numbers that are leased from a checkpoint cannot wrap");
        }
    }

    @Test
    void shouldLeaseForAllCoresWhenSaIsSpread() {
        Set<Integer> numbers = new HashSet<>();
        int frames = 0;
        Checkpoint.create(folder.resolve("numbers"), 8).close();
        for (int run = 0; run < 3; run++) {
            try (Checkpoint checkpoint =
                    Checkpoint.open(folder.resolve("numbers")).block(BLOCK)) {
                CoresFixture fixture = new CoresFixture(
                        2,
                        context -> context.offline(false).checkpoint(checkpoint).spread(config -> true));
                fixture.protect(0);
                for (int i = 0; i < 4 * BLOCK; i++) {
                    fixture.send(CoresFixture.packet(0, 1000 + i % 50, i));
                    if (i % 8 == 0) {
                        fixture.step();
                    }
                }
                fixture.settle();
                for (byte[] frame : fixture.frames(0)) {
                    numbers.add(EngineFixture.number(frame));
                    frames++;
                }
                fixture.close();
            }
        }
        assertThat(numbers).hasSize(frames);
        assertThat(frames).isEqualTo(3 * 4 * BLOCK);
    }
}
