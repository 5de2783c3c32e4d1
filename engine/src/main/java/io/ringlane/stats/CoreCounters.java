// SPDX-License-Identifier: Apache-2.0
package io.ringlane.stats;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The kernel's MIB counters of one core, off-heap. One writer, the core's thread; any thread may read. */
public final class CoreCounters {
    private static final int COUNT = XfrmCounter.values().length;

    private final UnsafeBuffer counters = new UnsafeBuffer(ByteBuffer.allocateDirect(COUNT * Long.BYTES));

    public void increment(XfrmCounter counter) {
        int at = counter.ordinal() * Long.BYTES;
        counters.putLongOrdered(at, counters.getLong(at) + 1);
    }

    public long get(XfrmCounter counter) {
        return counters.getLongVolatile(counter.ordinal() * Long.BYTES);
    }
}
