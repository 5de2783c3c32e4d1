// SPDX-License-Identifier: Apache-2.0
package io.ringlane.life;

import io.ringlane.ring.MpscRing;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Keeps events for one thread that polls them, in the order in which they came. What has no place is lost and counted,
 * as on a netlink socket: whoever reads too slowly asks for everything again.
 */
public final class MonitorQueue implements XfrmMonitor {
    private final MpscRing<XfrmEvent> events;
    private final AtomicLong lost = new AtomicLong();

    /** @param capacity events that may wait. */
    public MonitorQueue(int capacity) {
        events = new MpscRing<>(capacity);
    }

    @Override
    public void event(XfrmEvent event) {
        if (!events.offer(event)) {
            lost.incrementAndGet();
        }
    }

    /** Hands over what waits, oldest first; by one thread. @return how many there were. */
    public int poll(Consumer<? super XfrmEvent> reader) {
        return events.drain(reader, events.capacity());
    }

    /** Events that had no place, since the queue was made. */
    public long lost() {
        return lost.get();
    }
}
