// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/** Flags of an SA: the kernel's {@code XFRM_STATE_*} bits, and its extra flags from bit 16 on. */
public final class SaFlags {
    public static final int NOECN = 1;
    public static final int DECAP_DSCP = 2;
    public static final int NOPMTUDISC = 4;
    public static final int WILDRECV = 8;
    public static final int ICMP = 16;
    public static final int AF_UNSPEC = 32;
    public static final int ALIGN4 = 64;
    public static final int ESN = 128;
    public static final int DONT_ENCAP_DSCP = 1 << 16;
    public static final int OSEQ_MAY_WRAP = 1 << 17;
    /** Not a flag of the kernel's: the encapsulation in UDP has eight zero bytes ({@code espinudp-nonike}). */
    public static final int NON_IKE = 1 << 30;

    private SaFlags() {}
}
