// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

/** What a policy comes to for one packet. */
public enum Resolution {
    /** One or more SAs protect the packet. */
    PROTECT,
    /** The packet goes as it is. */
    CLEAR,
    /** The policy forbids it (kernel {@code XfrmOutPolBlock}). */
    BLOCK,
    /** A required SA is missing or not valid (kernel {@code XfrmOutNoStates}). */
    NO_STATE,
    /** The SA belongs to another core, which is to decide. */
    ELSEWHERE,
    /** The SAs that are to protect it one after the other belong to different cores. */
    APART
}
