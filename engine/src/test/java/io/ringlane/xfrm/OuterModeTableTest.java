// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.gso.GsoResult;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketList;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.PoolLeakCheck;
import io.ringlane.testing.TestStates;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Table 1.5 of the semantics: marks and lengths of every mode, for AES-GCM, for the lengths of CBC, with a VLAN tag and
 * with UDP encapsulation. Each step of the deferred road is looked at on its way: encapsulation, link header,
 * segmentation, preparation, ESP, IP length.
 */
final class OuterModeTableTest {
    private static final int UDP = 8;
    private static final int DATA = 100;
    private static final int SEGMENTS = 3;

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final FakeDevice device = FakeDevice.of("eth0", 0);
    private final XmitFixture fixture = new XmitFixture(pools.pool(16, 0, 1), 32);
    private ModeRow row;
    private Variant variant;
    private XfrmState state;

    /** What is added to the numbers of the table. */
    private enum Variant {
        GCM(0, 0, 0),
        CBC(8, 0, 0),
        GCM_VLAN(0, 4, 0),
        CBC_VLAN(8, 4, 0),
        GCM_NAT_T(0, 0, UDP),
        CBC_NAT_T(8, 0, UDP);

        private final int iv;
        private final int vlan;
        private final int udp;

        Variant(int iv, int vlan, int udp) {
            this.iv = iv;
            this.vlan = vlan;
            this.udp = udp;
        }

        boolean isCbc() {
            return iv > 0;
        }
    }

    static Stream<Arguments> rows() {
        return ModeRow.TABLE.stream()
                .flatMap(row -> Stream.of(Variant.values()).map(variant -> Arguments.of(row, variant)));
    }

    @AfterEach
    void finish() {
        fixture.finish();
    }

    private void use(ModeRow ofTable, Variant withVariant) {
        row = ofTable;
        variant = withVariant;
        SaConfigBuilder settings = row.settings();
        if (variant.isCbc()) {
            settings.transform(ModeRow.CBC);
        } else {
            settings.transform(EspTransform.aesGcm(128, 128));
        }
        if (variant.udp > 0) {
            settings.encap(4500, 4500);
        }
        state = fixture.add(TestStates.of(settings));
    }

    @ParameterizedTest(name = "1.5 {0}, {1}: no GSO")
    @MethodSource("rows")
    void shouldSetMarksAndLengthsWhenPacketIsSingle(ModeRow ofTable, Variant withVariant) {
        use(ofTable, withVariant);

        Packet packet = fixture.encapsulated(state, row.packet(DATA, 0), XmitFixture.ETHERNET + variant.vlan);

        assertThat(state.headerLength()).isEqualTo(row.headerLength() + variant.iv + variant.udp);
        assertThat(packet.transport() - packet.mac()).as("transport in").isEqualTo(row.transportIn() + variant.vlan);
        prepareAndProtect(packet);
        fixture.validated.add(packet);
    }

    @ParameterizedTest(name = "1.5 {0}, {1}: GSO segments")
    @MethodSource("rows")
    void shouldSetMarksAndLengthsWhenPacketsAreSegments(ModeRow ofTable, Variant withVariant) {
        use(ofTable, withVariant);
        Packet whole =
                fixture.encapsulated(state, row.packet(SEGMENTS * DATA, DATA), XmitFixture.ETHERNET + variant.vlan);

        assertThat(fixture.gso.cut(whole, state, 0, device, true)).isEqualTo(GsoResult.CUT);
        fixture.discard.cut(fixture.gso.count());
        PacketList segments = new PacketList();
        segments.addChain(fixture.gso.takeSegments());
        assertThat(segments.size()).isEqualTo(SEGMENTS);
        while (!segments.isEmpty()) {
            Packet segment = segments.poll();
            state.hold();
            assertThat(segment.transport() - segment.mac())
                    .as("transport in, GSO segment")
                    .isEqualTo(row.transportInSegment() + variant.iv + variant.vlan + variant.udp);
            prepareAndProtect(segment);
            fixture.validated.add(segment);
        }
    }

    /** Preparation and ESP; the packet is left with data at its MAC header. */
    private void prepareAndProtect(Packet packet) {
        int before = packet.data();
        assertThat(before).isEqualTo(packet.mac());

        assertThat(OuterModePrep.prepare(packet, state)).isTrue();

        int pulled = row.dataAfter() + variant.iv + variant.vlan + variant.udp;
        assertThat(packet.macLength()).as("mac_len").isEqualTo(XmitFixture.ETHERNET + variant.vlan);
        assertThat(packet.transport() - packet.mac())
                .as("transport after")
                .isEqualTo(row.transportAfter() + variant.vlan);
        assertThat(packet.data() - before).as("pull").isEqualTo(pulled);
        assertThat(packet.length()).as("plain length").isEqualTo(row.plain());
        assertThat(packet.espOffset() - packet.transport())
                .as("ESP behind the mark")
                .isEqualTo(variant.udp);
        XmitBurst burst = new XmitBurst(1);
        burst.add(packet, state, false, 0);
        fixture.esp.xmit(burst);
        assertThat(burst.result(0)).isEqualTo(XmitResult.DONE);
        checkFrame(packet);
        assertThat(packet.push(packet.data() - packet.mac())).isTrue();
    }

    private void checkFrame(Packet packet) {
        int network = packet.network();
        assertThat(packet.data()).as("data back at network").isEqualTo(network);
        int expected = (variant.isCbc() ? row.lengthCbc() : row.lengthGcm()) + variant.udp;
        int icv = state.config().transform().icvLength();
        int field = row.outer() == 4 ? network + 2 : network + 4;
        int said = packet.buffer().getShort(field, ByteOrder.BIG_ENDIAN) + (row.outer() == 4 ? 0 : 40);
        assertThat(packet.length()).as("IP length").isEqualTo(expected);
        assertThat(said).as("IP length field").isEqualTo(expected);
        assertThat(packet.buffer().getByte(packet.tail() - icv - 1))
                .as("next header")
                .isEqualTo((byte) row.nextHeader());
        assertThat(packet.buffer().getInt(packet.espOffset(), ByteOrder.BIG_ENDIAN))
                .isEqualTo(0x1000);
        assertThat(packet.buffer().getByte(packet.protocolByte())).isEqualTo((byte) (variant.udp > 0 ? 17 : 50));
    }
}
