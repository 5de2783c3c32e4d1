// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import org.agrona.MutableDirectBuffer;

/**
 * What a checkpoint is kept in: bytes that change at once, and are only sure to be there after a crash once they were
 * forced. Between two calls of {@link #force} any part of what changed may have reached the disk, in any order. Used
 * by one thread at a time.
 */
interface CheckpointMemory extends AutoCloseable {
    /** Words for messages: the file. */
    String name();

    MutableDirectBuffer bytes();

    /**
     * Returns when everything written is on the disk.
     *
     * @throws java.io.UncheckedIOException when that failed: nothing is known then of what was written since the last
     *     call.
     */
    void force();

    @Override
    void close();
}
