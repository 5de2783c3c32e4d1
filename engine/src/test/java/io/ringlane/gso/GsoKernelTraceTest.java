// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.PoolLeakCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Deferred super-packets cut byte for byte as a real kernel cut them; columns are told in the resource's head. */
final class GsoKernelTraceTest {
    private static final int SPI = 3;
    private static final int MAC_LENGTH = 14;

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(64, 0, 1);
    private final GsoSegmenter segmenter = new GsoSegmenter();

    /** A line of the resource, printed by its case's name. */
    record Trace(String[] columns) {
        int number(int column) {
            return (int) Long.parseLong(columns[column]);
        }

        @Override
        public String toString() {
            return columns[0];
        }
    }

    static List<Trace> traces() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                GsoKernelTraceTest.class.getResourceAsStream("/gso-kernel-traces.txt"), StandardCharsets.US_ASCII))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> new Trace(line.split(" ")))
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void shouldCutAsTheKernelDid(Trace trace) {
        Packet packet = superPacket(trace);
        boolean complete = trace.number(13) != ChecksumMode.PARTIAL;
        String[] expected = trace.columns[15].split(",");

        GsoResult result = segmenter.segment(
                packet, new SegmentPlan().deferred(state(trace)).softwareChecksum(complete), pool);

        assertThat(result).isEqualTo(GsoResult.CUT);
        List<Packet> segments = Segments.list(segmenter.head());
        assertThat(segments).hasSize(expected.length);
        for (int k = 0; k < expected.length; k++) {
            Packet segment = segments.get(k);
            byte[] bytes = new byte[segment.tail() - segment.network()];
            segment.buffer().getBytes(segment.network(), bytes);
            assertThat(HexFormat.of().formatHex(bytes)).as("segment %d", k).isEqualTo(expected[k]);
            assertThat(segment.transport() - segment.network()).isEqualTo(trace.number(12));
            assertThat(segment.checksumMode()).isEqualTo(trace.number(13));
            assertThat(segment.macLength()).isEqualTo(MAC_LENGTH);
        }
        Segments.free(segmenter.head(), packet);
    }

    private static XfrmState state(Trace trace) {
        String prefix = trace.number(2) == 4 ? "192.0.2." : "2001:db8::";
        return new XfrmState(
                new SaConfigBuilder()
                        .between(prefix + 1, prefix + 2)
                        .spi(trace.number(SPI))
                        .mode(XfrmMode.valueOf(trace.columns[1].toUpperCase(java.util.Locale.ROOT)))
                        .transform(new EspTransform("any", 16, 4, trace.number(4), 16, 4))
                        .build(),
                new SecretKey(new byte[20]));
    }

    private Packet superPacket(Trace trace) {
        byte[] bytes = HexFormat.of().parseHex(trace.columns[14]);
        Packet packet = pool.take(SlotClass.SUPER);
        packet.put(MAC_LENGTH + bytes.length);
        int network = packet.data() + MAC_LENGTH;
        packet.buffer().putBytes(network, bytes);
        packet.mac(packet.data());
        packet.network(network);
        packet.gsoType(trace.number(5));
        packet.gsoSize(trace.number(6));
        packet.checksumMode(ChecksumMode.PARTIAL);
        packet.checksumStart(network + trace.number(7));
        packet.checksumOffset(trace.number(8));
        packet.espOffset(network + trace.number(9));
        packet.sequenceLow(trace.number(10));
        packet.nextProtocol(trace.number(11));
        packet.secPathDepth(1);
        return packet;
    }
}
