// SPDX-License-Identifier: Apache-2.0
package io.ringlane.stats;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Counters of one device, off-heap, readable by any thread. Several cores may count: additions are atomic. */
public final class DeviceCounters {
    private static final int TX_PACKETS = 0;
    private static final int TX_BYTES = 8;
    private static final int TX_DROPPED = 16;
    private static final int LENGTH = 64;

    private final UnsafeBuffer counters = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));

    /** Packets that left, and their bytes from the MAC header on. */
    public void sent(int packets, long bytes) {
        counters.getAndAddLong(TX_PACKETS, packets);
        counters.getAndAddLong(TX_BYTES, bytes);
    }

    /** The kernel's {@code tx_dropped}: see the drop table of the transmit path for what counts here. */
    public void dropped(int packets) {
        counters.getAndAddLong(TX_DROPPED, packets);
    }

    public long txPackets() {
        return counters.getLongVolatile(TX_PACKETS);
    }

    public long txBytes() {
        return counters.getLongVolatile(TX_BYTES);
    }

    public long txDropped() {
        return counters.getLongVolatile(TX_DROPPED);
    }
}
