// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.conformance.BundledCases;
import io.ringlane.golden.GoldenCase;
import io.ringlane.golden.Road;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OuterHeaderTest {
    @Test
    void shouldBuildTheKernelsPacketsWhenOnlyTheInputIsKnown() {
        int built = 0;
        for (GoldenCase golden : BundledCases.inScope()) {
            Road own = Road.of(golden.info().path());
            if (own == Road.DEFERRED || own == Road.ASYNC) {
                built += compareWithExpected(golden, own);
            }
        }
        assertThat(built).isGreaterThan(1_000);
    }

    @Test
    void shouldFollowTheCapturesWhenTheKernelHasNoFault() {
        int followed = 0;
        for (GoldenCase golden : BundledCases.inScope()) {
            Road own = Road.of(golden.info().path());
            Expectation expected = ExpectationBuilder.expect(golden, own);
            if (!expected.deviations().isEmpty()) {
                continue;
            }
            assertThat(expected.packets()).as(golden.name()).hasSameSizeAs(golden.output());
            for (int i = 0; i < golden.output().size(); i++) {
                Expectation.Packet packet = expected.packets().get(i);
                assertThat(packet.comparable(packet.bytes()))
                        .as(golden.name() + " packet " + i)
                        .isEqualTo(packet.comparable(golden.output().get(i)));
                followed++;
            }
            assertThat(expected.xfrmStat()).isEqualTo(golden.info().xfrmStat());
        }
        assertThat(followed).isGreaterThan(700);
    }

    private static int compareWithExpected(GoldenCase golden, Road road) {
        OuterHeader headers = new OuterHeader(golden.sa(), golden.info().outerTtl());
        EspCodec codec = new EspCodec(golden.sa());
        Map<Integer, Integer> places = new HashMap<>();
        List<Expectation.Packet> packets =
                ExpectationBuilder.expect(golden, road).packets();
        Set<Integer> cut = packets.stream()
                .filter(Expectation.Packet::fragment)
                .map(Expectation.Packet::input)
                .collect(Collectors.toSet());
        for (Expectation.Packet packet : packets) {
            if (cut.contains(packet.input()) || golden.sa().tfcpad() != 0) {
                continue;
            }
            int place = places.merge(packet.input(), 1, Integer::sum) - 1;
            byte[] plain = Segments.cut(golden.input().get(packet.input()), golden.inputMeta(packet.input()))
                    .get(place);
            OuterHeader.Encapsulated made = headers.encapsulate(plain, place);
            byte[] sealed = codec.seal(
                    made.outer(), Integer.toUnsignedLong(golden.sa().spiBits()), packet.number(), made.body());
            assertThat(packet.comparable(sealed))
                    .as(golden.name() + " input " + packet.input() + " segment " + place)
                    .isEqualTo(packet.comparable(packet.bytes()));
        }
        return packets.size();
    }
}
