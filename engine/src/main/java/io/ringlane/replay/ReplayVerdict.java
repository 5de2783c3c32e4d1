// SPDX-License-Identifier: Apache-2.0
package io.ringlane.replay;

/** What a window says of a number. Only a fresh one may pass. */
public enum ReplayVerdict {
    /** Not seen before, and not too old. */
    FRESH,
    /** A duplicate (kernel {@code stats.replay}). */
    SEEN,
    /** Below the window (kernel {@code stats.replay_window}). */
    TOO_OLD,
    /** A number that no sender gives: 0, or one on the other side of an end of the 64-bit space. */
    NOT_A_NUMBER,
    /** The number stood for another one when the packet was authenticated: the window went on between. */
    OTHER_EPOCH
}
