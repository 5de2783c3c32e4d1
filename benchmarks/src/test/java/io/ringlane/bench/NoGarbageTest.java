// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.bench.crypto.BareCipherBenchmark;
import io.ringlane.bench.crypto.SealBenchmark;
import io.ringlane.bench.flow.DeviceFlowBenchmark;
import io.ringlane.bench.flow.EngineFlowBenchmark;
import io.ringlane.bench.flow.SuperPacketBenchmark;
import io.ringlane.bench.micro.BacklogBenchmark;
import io.ringlane.bench.micro.ChecksumBenchmark;
import io.ringlane.bench.micro.CompletionBenchmark;
import io.ringlane.bench.micro.HeaderPrepBenchmark;
import io.ringlane.bench.micro.LookupBenchmark;
import io.ringlane.bench.micro.PoolBenchmark;
import io.ringlane.bench.micro.SegmentBenchmark;
import io.ringlane.bench.micro.ValidateBenchmark;
import io.ringlane.bench.ring.RingBenchmark;
import io.ringlane.bench.scale.CoresBenchmark;
import io.ringlane.crypto.choice.CryptoProviders;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The allocation gate over the benchmarks: 0 B/op in look-up, preparation, validate, segmentation, the ring steps and
 * the whole path, with the NULL cipher and with each native provider that is installed. The figures to publish come
 * from forked runs, see docs/performance.md; this notices what breaks them.
 */
final class NoGarbageTest {
    /** What a whole iteration allocates besides is a few hundred bytes, spread over its operations. */
    private static final double NOTHING = 0.5;
    /** Nor in a burst, where an operation is many of them. */
    private static final int A_BURST = 32;

    private static final int LONG_WARM_UP = 100;
    private static final int LONG_CALLS = 20;

    static Stream<Arguments> hotPaths() {
        return Stream.of(
                Arguments.of(PoolBenchmark.class, "takeAndGive", ""),
                Arguments.of(RingBenchmark.class, "spscOfferPoll", ""),
                Arguments.of(RingBenchmark.class, "mpscOfferPoll", ""),
                Arguments.of(RingBenchmark.class, "ingressBurst", ""),
                Arguments.of(RingBenchmark.class, "homeBurst", ""),
                Arguments.of(RingBenchmark.class, "cryptoBurst", ""),
                Arguments.of(HeaderPrepBenchmark.class, "encapsulateAndPrepare", "mode=TRANSPORT family=4"),
                Arguments.of(HeaderPrepBenchmark.class, "encapsulateAndPrepare", "mode=TRANSPORT family=6"),
                Arguments.of(HeaderPrepBenchmark.class, "encapsulateAndPrepare", "mode=TUNNEL family=4"),
                Arguments.of(HeaderPrepBenchmark.class, "encapsulateAndPrepare", "mode=TUNNEL family=6"),
                Arguments.of(HeaderPrepBenchmark.class, "encapsulateAndPrepare", "mode=BEET family=4"),
                Arguments.of(HeaderPrepBenchmark.class, "encapsulateAndPrepare", "mode=BEET family=6"),
                Arguments.of(ValidateBenchmark.class, "packets", "sealing=device size=1400"),
                Arguments.of(ValidateBenchmark.class, "packets", "sealing=null size=1400"),
                Arguments.of(ValidateBenchmark.class, "superPacket", "sealing=device size=1400"),
                Arguments.of(ValidateBenchmark.class, "superPacket", "sealing=null size=1400"),
                Arguments.of(SegmentBenchmark.class, "cut", "body=borrow checksum=software"),
                Arguments.of(SegmentBenchmark.class, "cut", "body=borrow checksum=device"),
                Arguments.of(SegmentBenchmark.class, "cut", "body=copy checksum=software"),
                Arguments.of(SegmentBenchmark.class, "cut", "body=copy checksum=device"),
                Arguments.of(BacklogBenchmark.class, "throughBacklog", ""),
                Arguments.of(ChecksumBenchmark.class, "checksum", "size=1420"),
                Arguments.of(CompletionBenchmark.class, "producerSlots", ""),
                Arguments.of(LookupBenchmark.class, "policyAndState", "states=64"),
                Arguments.of(DeviceFlowBenchmark.class, "dutyCycles", "burst=64 size=64 states=64"));
    }

    /** What seals, by the name of who does it. */
    static Stream<Arguments> sealing() {
        return Stream.of("null", "ipsec-mb", "openssl")
                .flatMap(cipher -> Stream.of(
                        Arguments.of(SealBenchmark.class, "fillAndSeal", cipher, "keyBits=128 size=1420 states=64"),
                        Arguments.of(SealBenchmark.class, "sealAndOpen", cipher, "keyBits=256 size=512 states=1"),
                        Arguments.of(EngineFlowBenchmark.class, "dutyCycles", cipher, "burst=32 size=512 states=64"),
                        Arguments.of(SuperPacketBenchmark.class, "superPackets", cipher, "")));
    }

    @ParameterizedTest(name = "{0}.{1} {2}")
    @MethodSource("hotPaths")
    void shouldAllocateNothingWhenThePathIsMeasured(Class<?> benchmark, String method, String parameters)
            throws Exception {
        assertThat(GarbageMeter.bytesPerOperation(benchmark, method, parameters))
                .as("B/op of %s.%s %s", benchmark.getSimpleName(), method, parameters)
                .isLessThan(NOTHING);
    }

    @ParameterizedTest(name = "{0}.{1} {2} {3}")
    @MethodSource("sealing")
    void shouldAllocateNothingWhenANativeProviderSeals(
            Class<?> benchmark, String method, String cipher, String parameters) throws Exception {
        assumeInstalled(cipher);

        assertThat(GarbageMeter.bytesPerOperation(benchmark, method, "cipher=" + cipher + " " + parameters))
                .as("B/op of %s.%s %s %s", benchmark.getSimpleName(), method, cipher, parameters)
                .isLessThan(NOTHING);
    }

    /** An operation is a whole run of both threads, thousands of packets; the meter sees the garbage of either. */
    @ParameterizedTest
    @CsvSource({"OWN,null", "HANDED,null", "SPREAD,null", "SPREAD,ipsec-mb"})
    void shouldAllocateNothingWhenTwoCoresShareTheWork(String steering, String cipher) throws Exception {
        assumeInstalled(cipher);
        String parameters = "cores=2 size=64 steering=" + steering + " cipher=" + cipher;

        assertThat(GarbageMeter.bytesPerOperation(CoresBenchmark.class, "path", parameters, LONG_WARM_UP, LONG_CALLS))
                .as("B/op of CoresBenchmark.path %s", parameters)
                .isLessThan(NOTHING * CoresBenchmark.PACKETS / A_BURST);
    }

    private static void assumeInstalled(String cipher) {
        if (!"null".equals(cipher) && !CryptoProviders.names().contains(cipher)) {
            Assumptions.abort("no crypto provider " + cipher + " on this machine, only " + CryptoProviders.names());
        }
    }

    /**
     * Stated, not hidden; and it shows that the meter sees garbage where there is some. How much it is depends on what
     * the compiler takes away, so the two are not compared.
     */
    @Test
    void shouldReportTheGarbageOfTheCipherWhenTheJdkSeals(TestReporter reporter) throws Exception {
        double bare = GarbageMeter.bytesPerOperation(BareCipherBenchmark.class, "bareCipher", "size=1420");
        double burst = GarbageMeter.bytesPerOperation(BareCipherBenchmark.class, "jdkBurst", "size=1420");
        reporter.publishEntry("JDK cipher, bare, B/op", Double.toString(bare));
        reporter.publishEntry("JDK cipher, burst interface, B/op", Double.toString(burst));

        assertThat(bare).isBetween(100.0, 5000.0);
        assertThat(burst).isBetween(100.0, 5000.0);
    }
}
