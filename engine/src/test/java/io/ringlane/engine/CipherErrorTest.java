// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static io.ringlane.engine.EngineFixture.tcp;
import static io.ringlane.engine.EngineFixture.tunnel;
import static io.ringlane.engine.EngineFixture.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.dev.Features;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.FakeDevice;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cipher that fails on one number: sections 1.6 and 3.3 of the semantics on every road, all the way to the wire. */
final class CipherErrorTest {
    private final FakeDevice device = FakeDevice.of("eth0", Features.SG | Features.HW_CSUM);

    /** The JDK's cipher, which cannot do the packet with one number. */
    private record Failing(CryptoProvider jdk, long number) implements CryptoProvider {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public boolean supports(EspTransform transform) {
            return jdk.supports(transform);
        }

        @Override
        public CryptoKey newKey(EspTransform transform, SecretKey key) {
            return jdk.newKey(transform, key);
        }

        @Override
        public BurstCipher newCipher() {
            return new FailingCipher(jdk.newCipher(), number);
        }
    }

    private record FailingCipher(BurstCipher cipher, long number) implements BurstCipher {
        @Override
        public void seal(CryptoBurst burst, int from, int to) {
            cipher.seal(burst, from, to);
            for (int i = from; i < to; i++) {
                if (burst.sequence(i) == number) {
                    burst.outcome(i, CryptoBurst.FAILED);
                }
            }
        }

        @Override
        public void open(CryptoBurst burst, int from, int to) {
            cipher.open(burst, from, to);
        }

        @Override
        public void close() {
            cipher.close();
        }
    }

    private EngineFixture failingOn(long number, int workers, boolean deferred) {
        EngineFixture fixture = new EngineFixture(
                context -> context.crypto(new Failing(new JdkProvider(), number))
                        .asyncWorkers(workers)
                        .deferredEsp(deferred),
                device);
        fixture.protect(tunnel());
        return fixture;
    }

    private List<Integer> numbers() {
        return device.sent().stream().map(EngineFixture::number).toList();
    }

    @ParameterizedTest(
            name = "V10, 3.3: single packet, {0} workers, deferred {1}: XfrmOutStateProtoError, dropped, no more")
    @CsvSource({"0,true", "0,false", "1,true", "1,false"})
    void shouldDropOnlyThePacketWhenCipherFailsOnIt(int workers, boolean deferred) {
        try (EngineFixture fixture = failingOn(2, workers, deferred)) {
            fixture.send(udp(), udp(), udp());
            assertThat(numbers()).containsExactly(1, 3);
            assertThat(fixture.count(XfrmCounter.OUT_STATE_PROTO_ERROR)).isEqualTo(1);
            assertThat(fixture.count(DropReason.PROTOCOL_ERROR)).isEqualTo(1);
            assertThat(device.counters().txDropped()).isZero();
        }
    }

    @ParameterizedTest(
            name = "V14: segment {0} of a list sealed by the core: the list goes, the packets around it do not")
    @ValueSource(longs = {2, 3, 4})
    void shouldDropTheListWhenCipherFailsOnOneSegment(long number) {
        try (EngineFixture fixture = failingOn(number, 0, true)) {
            fixture.send(udp(), tcp(3), udp());
            assertThat(numbers()).containsExactly(1, 5);
            assertThat(fixture.count(XfrmCounter.OUT_STATE_PROTO_ERROR)).isEqualTo(1);
            assertThat(fixture.count(DropReason.PROTOCOL_ERROR)).isEqualTo(3);
        }
    }

    @ParameterizedTest(name = "3.3: segment {0} fails at a worker: it alone is dropped, the others leave in order")
    @ValueSource(longs = {2, 3, 4})
    void shouldDropOnlyTheSegmentWhenWorkerFailsOnIt(long number) {
        try (EngineFixture fixture = failingOn(number, 2, true)) {
            fixture.send(udp(), tcp(3), udp());
            assertThat(numbers()).hasSize(4).isSorted().doesNotContain((int) number);
            assertThat(fixture.count(XfrmCounter.OUT_STATE_PROTO_ERROR)).isEqualTo(1);
            assertThat(fixture.count(DropReason.PROTOCOL_ERROR)).isEqualTo(1);
        }
    }
}
