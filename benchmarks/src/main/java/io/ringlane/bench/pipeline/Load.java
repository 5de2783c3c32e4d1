// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.traffic.FrameMix;
import io.ringlane.bench.traffic.TimedFrames;

/** Work that comes in bursts and is timed by the packet. Used by one thread, which it may bind memory to. */
interface Load extends AutoCloseable {
    /** Frames of so many bytes from now on, Ethernet header included. */
    void size(int bytes);

    /** Such frames from now on; by default only of one length. */
    default void frames(FrameMix mix) {
        if (!mix.isSingle()) {
            throw new IllegalArgumentException("frames of several lengths: only the whole outbound work has them");
        }
        size(mix.sizes().getFirst());
    }

    /** So many bursts. @return nanoseconds a packet. */
    double run(long bursts);

    /** Sends frames when they are due, until all have been told of. By default it cannot. */
    default void run(TimedFrames frames) {
        throw new UnsupportedOperationException("only the whole outbound work sends frames at times");
    }

    /** Shows that the work is done right. @throws IllegalStateException if anything is not as it must be. */
    void prove();

    /** Lets what is under way end, and looks at the account. @throws IllegalStateException if a packet is missing. */
    void check();

    @Override
    void close();
}
