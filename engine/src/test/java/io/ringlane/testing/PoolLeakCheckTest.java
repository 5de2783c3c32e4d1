// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import org.junit.jupiter.api.Test;

final class PoolLeakCheckTest {
    @Test
    void shouldFailWhileAPacketIsOutAndPassWhenItIsHome() {
        PoolLeakCheck check = new PoolLeakCheck();
        try (PacketPool pool = check.pool(2, 0, 0)) {
            Packet packet = pool.take(SlotClass.WIRE);
            assertThatThrownBy(check::check)
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("pool test0 leaked 1 packets");
            pool.give(packet);
            assertThatCode(check::check).doesNotThrowAnyException();
        }
    }
}
