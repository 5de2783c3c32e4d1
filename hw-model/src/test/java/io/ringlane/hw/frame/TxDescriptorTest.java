// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The layout of a descriptor: no two fields share a byte, each lies on its own size, hot ones on the first line. */
final class TxDescriptorTest {
    private static final Map<String, Integer> WIDE =
            Map.of("ADDRESS_OFFSET", 8, "BODY_ADDRESS_OFFSET", 8, "POSTED_OFFSET", 8, "INGRESS_OFFSET", 8);
    private static final List<String> FOUR = List.of(
            "LENGTH_OFFSET",
            "BODY_PLACE_OFFSET",
            "BODY_LENGTH_OFFSET",
            "FLAGS_OFFSET",
            "SA_HANDLE_OFFSET",
            "SEQUENCE_LOW_OFFSET",
            "SEQUENCE_HIGH_OFFSET",
            "SEGMENTS_OFFSET");
    private static final List<String> ONE = List.of("ICV_LENGTH_OFFSET", "NEXT_HEADER_OFFSET", "STATUS_OFFSET");

    private static int width(String name) {
        int narrow = ONE.contains(name) ? 1 : 2;
        return WIDE.getOrDefault(name, FOUR.contains(name) ? 4 : narrow);
    }

    @Test
    void shouldGiveEachFieldBytesOfItsOwnWhenLaidOut() throws IllegalAccessException {
        boolean[] taken = new boolean[TxDescriptor.LENGTH];
        int fields = 0;
        for (Field field : TxDescriptor.class.getFields()) {
            if (field.getName().endsWith("_OFFSET")) {
                int offset = field.getInt(null);
                int width = width(field.getName());
                assertThat(offset % width).as(field.getName()).isZero();
                for (int i = 0; i < width; i++) {
                    assertThat(taken[offset + i]).as(field.getName()).isFalse();
                    taken[offset + i] = true;
                }
                fields++;
            }
        }
        assertThat(fields).isEqualTo(23);
    }

    @Test
    void shouldKeepWhatEveryPacketNeedsOnTheFirstLineWhenLaidOut() {
        int[] hot = {
            TxDescriptor.ADDRESS_OFFSET,
            TxDescriptor.LENGTH_OFFSET,
            TxDescriptor.FLAGS_OFFSET,
            TxDescriptor.SA_HANDLE_OFFSET,
            TxDescriptor.SEGMENTS_OFFSET,
            TxDescriptor.PLAINTEXT_OFFSET
        };
        assertThat(Arrays.stream(hot).max().orElseThrow()).isLessThan(64);
    }
}
