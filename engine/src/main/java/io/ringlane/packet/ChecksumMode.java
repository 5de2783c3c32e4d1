// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

/** What is known of a packet's transport checksum on output: the kernel's {@code ip_summed}. */
public final class ChecksumMode {
    /** The field holds whatever the sender put there; nothing is to be done. */
    public static final int NONE = 0;
    /** The field holds the pseudo-header sum; somebody must complete it from {@code checksumStart} to the end. */
    public static final int PARTIAL = 3;

    private ChecksumMode() {}
}
