// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.ring;

import io.ringlane.packet.Packet;

/**
 * One way of handing packets from one thread to another, as the harness sees all of them. Producer's side:
 * {@link #offer}. Consumer's side: {@link #poll}. Neither blocks.
 */
interface Way {
    /** Most packets of one call. */
    int BURST = 32;

    /** Packets that any way can hold. */
    int CAPACITY = 1024;

    /**
     * Hands packets over.
     *
     * @param packets  an array of at least {@code from + count} packets.
     * @param count at most {@link #BURST}.
     * @return how many were taken, from the first on.
     */
    int offer(Packet[] packets, int from, int count);

    /** Takes packets that have arrived, at most {@link #BURST}. @return how many stand in {@code into} now. */
    int poll(Packet[] into);
}
