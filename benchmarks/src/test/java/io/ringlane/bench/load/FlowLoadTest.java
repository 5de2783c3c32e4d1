// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.dev.Features;
import io.ringlane.header.InternetChecksum;
import io.ringlane.header.Ipv4;
import io.ringlane.packet.Packet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Figures are worth something only if the loads do what they say. */
final class FlowLoadTest {
    private static final int PACKETS = 256;
    private static final int ESP_OFFSET = Frames.LINK_LENGTH + Ipv4.LENGTH;
    private static final long DEVICE = Features.SG | Features.HW_CSUM | Features.HW_ESP | Features.HW_ESP_TX_CSUM;

    private final Set<Integer> spis = new HashSet<>();
    private int seen;

    @Test
    void shouldUseEverySaWhenThereAreMany() {
        assertThat(spisOf(new FlowSettings().states(200).frames(100))).hasSize(200);
    }

    @Test
    void shouldUseEverySaWhenTheOrderIsRandom() {
        assertThat(spisOf(new FlowSettings().states(200).random(true).frames(100)))
                .hasSize(200);
    }

    @Test
    void shouldUseOneSaWhenPoliciesAreMoreAndOfManyShapes() {
        assertThat(spisOf(new FlowSettings().policies(100).manyShapes(true).frames(100)))
                .hasSize(1);
    }

    @Test
    void shouldSendAllWhenSlotsGoRoundAndLengthsDiffer() {
        assertThatCode(() -> spisOf(new FlowSettings().slots(2048).frames(64, 594, 1400)))
                .doesNotThrowAnyException();
        assertThat(seen).isGreaterThanOrEqualTo(PACKETS);
    }

    @Test
    void shouldCutWhenPacketsAreSuperPackets() {
        FlowLoad load = new FlowLoad(new FlowSettings()
                .superSegments(10)
                .frames(1400)
                .device(new SinkDevice(Features.SG, 1500, this::look)));
        load.cycle(3);
        load.close();

        assertThat(seen).isGreaterThanOrEqualTo(30);
    }

    @Test
    void shouldSayThatPacketsWereDroppedWhenTheyDoNotFitTheDevice() {
        FlowLoad load = new FlowLoad(new FlowSettings().frames(1514));
        load.cycle(1);

        assertThatThrownBy(load::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dropped");
    }

    @Test
    void shouldLeaveTheSealingToTheDeviceWhenItHasTheSas() {
        FlowLoad load = new FlowLoad(new FlowSettings()
                .cipher("jdk")
                .frames(100)
                .device(new SinkDevice(DEVICE, 1500, (taken, count) -> clear(taken, count))));
        load.cycle(PACKETS);
        load.close();

        assertThat(seen).isGreaterThanOrEqualTo(PACKETS);
    }

    @Test
    void shouldKeepHeaderChecksumRightWhenAFrameGoesToAnotherFlow() {
        FlowLoad load = new FlowLoad(new FlowSettings()
                .states(70_000)
                .random(true)
                .frames(100)
                .device(new SinkDevice(DEVICE, 1500, this::checkInner)));
        load.cycle(PACKETS);
        load.close();

        assertThat(seen).isGreaterThanOrEqualTo(PACKETS);
    }

    private Set<Integer> spisOf(FlowSettings settings) {
        FlowLoad load = new FlowLoad(settings.device(new SinkDevice(Features.SG, 1500, this::look)));
        load.cycle(PACKETS);
        load.close();
        return spis;
    }

    private void look(Packet[] taken, int count) {
        for (int i = 0; i < count; i++) {
            spis.add(taken[i].buffer().getInt(taken[i].data() + ESP_OFFSET));
            seen++;
        }
    }

    /** What a device is to seal is handed over as it is: the inner source address can be read. */
    private void clear(Packet[] taken, int count) {
        for (int i = 0; i < count; i++) {
            int inner = taken[i].data() + ESP_OFFSET + 16;
            assertThat(Ipv4.source(taken[i].buffer(), inner)).isEqualTo(10 << 24 | 1 << 16 | 1);
            seen++;
        }
    }

    private void checkInner(Packet[] taken, int count) {
        for (int i = 0; i < count; i++) {
            int inner = taken[i].data() + ESP_OFFSET + 16;
            assertThat(InternetChecksum.finish(InternetChecksum.sum(taken[i].buffer(), inner, Ipv4.LENGTH, 0)))
                    .isZero();
            seen++;
        }
    }
}
