// SPDX-License-Identifier: Apache-2.0
package io.ringlane.gso;

/** What became of an attempt to cut a super-packet. Only {@link #CUT} changes anything. */
public enum GsoResult {
    /** The segments stand in the segmenter, ready to be taken over. */
    CUT,
    /** Too few free slots for all segments: the super-packet waits where it is and the producer is held. */
    NO_SLOTS,
    /** Not a packet that can be cut (the kernel's {@code -EINVAL}); trying again gives the same answer. */
    INVALID
}
