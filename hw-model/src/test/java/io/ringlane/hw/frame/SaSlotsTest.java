// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.dev.Errno;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import org.junit.jupiter.api.Test;

/** The device's SA table. */
final class SaSlotsTest {
    private final SaTable table = new SaTable(64);

    private static SaConfigBuilder config(int spi) {
        return new SaConfigBuilder().between("192.0.2.1", "198.51.100.2").spi(spi);
    }

    private XfrmState state(SaConfigBuilder config) {
        XfrmState state = new XfrmState(config.build(), new SecretKey(material(config)));
        table.add(state);
        return state;
    }

    private static byte[] material(SaConfigBuilder config) {
        byte[] material = new byte[config.build().transform().materialLength()];
        java.util.Arrays.fill(material, (byte) 0x5a);
        return material;
    }

    private static int handle(SaSlots slots, XfrmState state) {
        return slots.handleOf(state.config().id().spi(), state.index(), state.generation());
    }

    @Test
    void shouldZeroKeyWhenSlotIsFreed() {
        try (SaSlots slots = new SaSlots(2, true)) {
            XfrmState state = state(config(0x100));
            assertThat(slots.add(state)).isZero();
            int slot = SaSlots.slot(handle(slots, state));
            assertThat(slots.key(slot).getByte(19)).isEqualTo((byte) 0x5a);
            slots.free(state);
            for (int i = 0; i < slots.key(slot).capacity(); i++) {
                assertThat(slots.key(slot).getByte(i)).isZero();
            }
            assertThat(handle(slots, state)).isEqualTo(SaSlots.NO_HANDLE);
        }
    }

    @Test
    void shouldGiveAnotherHandleWhenSlotIsUsedAgain() {
        try (SaSlots slots = new SaSlots(1, true)) {
            XfrmState first = state(config(0x100));
            slots.add(first);
            int before = handle(slots, first);
            slots.free(first);
            XfrmState second = state(config(0x101));
            slots.add(second);
            assertThat(handle(slots, second)).isNotEqualTo(before).isNotEqualTo(SaSlots.NO_HANDLE);
            assertThat(SaSlots.slot(handle(slots, second))).isEqualTo(SaSlots.slot(before));
        }
    }

    @Test
    void shouldTellStatesApartWhenTheirSpisAreTheSame() {
        try (SaSlots slots = new SaSlots(4, true)) {
            XfrmState one = state(config(0x100));
            XfrmState other = state(config(0x100).between("192.0.2.1", "198.51.100.3"));
            slots.add(one);
            slots.add(other);
            assertThat(slots.state(SaSlots.slot(handle(slots, one)))).isSameAs(one);
            assertThat(slots.state(SaSlots.slot(handle(slots, other)))).isSameAs(other);
            slots.free(one);
            assertThat(slots.state(SaSlots.slot(handle(slots, other)))).isSameAs(other);
            assertThat(slots.used()).isOne();
        }
    }

    @Test
    void shouldFindStateWhenItGotItsIndexAfterwards() {
        try (SaSlots slots = new SaSlots(4, true)) {
            XfrmState state = new XfrmState(config(0x100).build(), new SecretKey(material(config(0x100))));
            slots.add(state);
            table.add(state);
            assertThat(handle(slots, state)).isNotEqualTo(SaSlots.NO_HANDLE);
            assertThat(slots.handleOf(0x100, state.index(), state.generation() + 1))
                    .isEqualTo(SaSlots.NO_HANDLE);
        }
    }

    @Test
    void shouldSayInvalidWhenDeviceCannotDoIt() {
        try (SaSlots slots = new SaSlots(4, false)) {
            assertThat(slots.add(state(config(0x100).esn(true)))).isEqualTo(Errno.EINVAL);
            assertThat(slots.add(state(config(0x101).encap(4500, 4500)))).isEqualTo(Errno.EINVAL);
            assertThat(slots.add(state(config(0x102).transform(EspTransform.nullForBenchmarks()))))
                    .isEqualTo(Errno.EINVAL);
            assertThat(slots.used()).isZero();
        }
    }

    @Test
    void shouldRefuseWhenTableSizeIsOutOfRange() {
        assertThatThrownBy(() -> new SaSlots(0, true)).hasMessage("SA slots must be 1 to 65536, is 0");
        assertThatThrownBy(() -> new SaSlots(65_537, true)).hasMessage("SA slots must be 1 to 65536, is 65537");
    }
}
