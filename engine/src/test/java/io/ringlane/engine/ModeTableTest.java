// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Features;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.TestPackets;
import io.ringlane.xfrm.ModeRow;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Table 1.5 of the semantics on the wire: every mode through a whole engine, on both roads, with and without GSO, VLAN
 * tag and UDP encapsulation: lengths, place of ESP, next header, and the payload that comes out of the peer's cipher.
 */
final class ModeTableTest {
    private static final int DATA = 100;
    private static final int SEGMENTS = 3;

    private final FakeDevice device = FakeDevice.of("eth0", Features.SG | Features.HW_CSUM);

    static Stream<Arguments> cases() {
        return ModeRow.TABLE.stream()
                .flatMap(row -> Stream.of("", "vlan", "NAT-T")
                        .flatMap(extra -> Stream.of(true, false)
                                .flatMap(deferred -> Stream.of(1, SEGMENTS)
                                        .map(packets -> Arguments.of(row, extra, deferred, packets)))));
    }

    @ParameterizedTest(name = "1.5 {0} {1}: deferred {2}, {3} on the wire")
    @MethodSource("cases")
    void shouldSendWhatTheTableSays(ModeRow row, String extra, boolean deferred, int packets) {
        boolean vlan = extra.equals("vlan");
        int udp = extra.equals("NAT-T") ? 8 : 0;
        int link = vlan ? 18 : 14;
        try (EngineFixture fixture = new EngineFixture(context -> context.deferredEsp(deferred), device)) {
            SaConfigBuilder settings = row.settings();
            fixture.protect(
                    udp > 0 ? settings.encap(4500, 4500) : settings, row.inner().family(), null);
            TestPackets packet = row.packet(packets * DATA, packets > 1 ? DATA : 0);

            fixture.send(vlan ? packet.vlan(5) : packet);

            assertThat(device.sent()).hasSize(packets);
            for (int i = 0; i < packets; i++) {
                check(row, device.sent().get(i), link, udp, i);
            }
        }
    }

    private static void check(ModeRow row, byte[] frame, int link, int udp, int index) {
        assertThat(frame).hasSize(link + row.lengthGcm() + udp);
        int esp = link + row.transportAfter() - 14 + udp;
        byte[] text = EngineFixture.open(frame, esp, null);
        assertThat(text).as("opened").isNotNull();
        assertThat(text[text.length - 1]).as("next header").isEqualTo((byte) row.nextHeader());
        int padding = text[text.length - 2];
        assertThat(text.length - padding - 2).as("plain length").isEqualTo(row.plain());
        assertThat(frame[link - 2] << 8 | frame[link - 1] & 0xff)
                .as("EtherType")
                .isEqualTo(row.outer() == 4 ? 0x0800 : (short) 0x86dd);
        byte[] data = Arrays.copyOfRange(text, row.plain() - DATA, row.plain());
        byte[] whole = row.packet(SEGMENTS * DATA, 0).bytes();
        int first = whole.length - SEGMENTS * DATA + index * DATA;
        assertThat(data).isEqualTo(Arrays.copyOfRange(whole, first, first + DATA));
    }
}
