// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.bench.flow.EngineFlowBenchmark;
import io.ringlane.bench.micro.BacklogBenchmark;
import io.ringlane.bench.micro.HeaderPrepBenchmark;
import io.ringlane.bench.micro.PoolBenchmark;
import io.ringlane.bench.micro.RingBenchmark;
import io.ringlane.bench.micro.SealBenchmark;
import io.ringlane.bench.micro.SegmentBenchmark;
import io.ringlane.bench.micro.ValidateBenchmark;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The allocation gate over the benchmarks: 0 B/op in validate, preparation, segmentation and the ring steps with the
 * NULL cipher. The figures to publish come from forked runs, see docs/performance.md; this notices what breaks them.
 */
final class NoGarbageTest {
    /** What a whole iteration allocates besides is a few hundred bytes, spread over its operations. */
    private static final double NOTHING = 0.5;

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
                Arguments.of(SealBenchmark.class, "nullBurst", "size=1400"),
                Arguments.of(EngineFlowBenchmark.class, "dutyCycles", "burst=32 cipher=null size=1400 kind=plain"),
                Arguments.of(EngineFlowBenchmark.class, "dutyCycles", "burst=32 cipher=null size=1400 kind=gso"));
    }

    @ParameterizedTest(name = "{0}.{1} {2}")
    @MethodSource("hotPaths")
    void shouldAllocateNothingWhenThePathIsMeasured(Class<?> benchmark, String method, String parameters)
            throws Exception {
        assertThat(GarbageMeter.bytesPerOperation(benchmark, method, parameters))
                .as("B/op of %s.%s %s", benchmark.getSimpleName(), method, parameters)
                .isLessThan(NOTHING);
    }

    /**
     * Stated, not hidden; and it shows that the meter sees garbage where there is some. How much it is depends on what
     * the compiler takes away, so the two are not compared.
     */
    @Test
    void shouldReportTheGarbageOfTheCipherWhenTheJdkSeals(TestReporter reporter) throws Exception {
        double bare = GarbageMeter.bytesPerOperation(SealBenchmark.class, "bareCipher", "size=1400");
        double burst = GarbageMeter.bytesPerOperation(SealBenchmark.class, "jdkBurst", "size=1400");
        reporter.publishEntry("JDK cipher, bare, B/op", Double.toString(bare));
        reporter.publishEntry("JDK cipher, burst interface, B/op", Double.toString(burst));

        assertThat(bare).isBetween(100.0, 5000.0);
        assertThat(burst).isBetween(100.0, 5000.0);
    }
}
