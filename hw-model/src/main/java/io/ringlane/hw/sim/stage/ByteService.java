// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import io.ringlane.hw.sim.ByteClock;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Service;

/** A fixed time and one per byte: {@code a + b * bytes}. What is left of a picosecond is carried over. */
public final class ByteService implements Service {
    private final PacketTable packets;
    private final long fixedPs;
    private final ByteClock clock;
    private final PacketBytes size;

    public ByteService(PacketTable packets, long fixedPs, ByteClock clock, PacketBytes size) {
        this.packets = packets;
        this.fixedPs = fixedPs;
        this.clock = clock;
        this.size = size;
    }

    @Override
    public long servicePs(int packet) {
        return fixedPs + clock.take(size.of(packets, packet));
    }
}
