// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

import org.agrona.MutableDirectBuffer;

/**
 * Where packets come from: a cursor that is moved to a packet, asked about it, and made to copy it into a buffer of
 * the caller's choice. Who has no room yet leaves the cursor where it is. One thread; allocates nothing per packet.
 */
public interface TrafficSource extends AutoCloseable {
    /** Moves to the next packet; false when there is none, and then nothing below may be asked. */
    boolean advance();

    /** Number of the packet in its source, from 1. */
    long number();

    /** When the packet is due, nanoseconds after the start of the source. Never less than that of the one before. */
    long dueNanos();

    LinkType linkType();

    /** EtherType behind the link header, as {@link CaptureRecord#protocol()}. */
    int protocol();

    /** Bytes before the network header that are present. */
    int linkHeaderLength();

    /** Bytes to copy, link header included. */
    int length();

    /** Whether bytes at the end of the packet are missing from the source. */
    boolean isCut();

    /** Copies the packet from its link header on, at most {@code max} bytes. Returns the count copied. */
    int copyTo(MutableDirectBuffer target, int targetOffset, int max);

    /** Copies the packet from behind its link header on, at most {@code max} bytes. Returns the count copied. */
    int copyNetworkTo(MutableDirectBuffer target, int targetOffset, int max);

    @Override
    void close();
}
