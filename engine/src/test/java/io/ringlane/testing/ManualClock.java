// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import org.agrona.concurrent.NanoClock;

/** A clock that stands still until the test moves it. Any thread may read it. */
public final class ManualClock implements NanoClock {
    private volatile long nowNs;

    /** Starts at zero. */
    public ManualClock() {}

    public ManualClock(long nowNs) {
        this.nowNs = nowNs;
    }

    @Override
    public long nanoTime() {
        return nowNs;
    }

    /** Moves on by so many nanoseconds. @return the new time. */
    public long advance(long ns) {
        long now = nowNs + ns;
        nowNs = now;
        return now;
    }

    public void set(long ns) {
        nowNs = ns;
    }
}
