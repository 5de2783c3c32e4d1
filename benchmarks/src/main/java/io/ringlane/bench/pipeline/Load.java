// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

/** Work that comes in bursts and is timed by the packet. Used by one thread, which it may bind memory to. */
interface Load extends AutoCloseable {
    /** Frames of so many bytes from now on, Ethernet header included. */
    void size(int bytes);

    /** So many bursts. @return nanoseconds a packet. */
    double run(long bursts);

    /** Shows that the work is done right. @throws IllegalStateException if anything is not as it must be. */
    void prove();

    /** Lets what is under way end, and looks at the account. @throws IllegalStateException if a packet is missing. */
    void check();

    @Override
    void close();
}
