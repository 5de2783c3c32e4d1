// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

/** Flag bits of a packet's offload record, with the kernel's values ({@code struct xfrm_offload}, xfrm.h). */
public final class XfrmOffloadFlags {
    public static final int SA_DELETE_REQ = 1;
    public static final int CRYPTO_DONE = 2;
    public static final int CRYPTO_NEXT_DONE = 4;
    public static final int CRYPTO_FALLBACK = 8;
    public static final int GSO_SEGMENT = 16;
    public static final int GRO = 32;
    public static final int ESP_NO_TRAILER = 64;
    public static final int DEV_RESUME = 128;
    public static final int XMIT = 256;

    private XfrmOffloadFlags() {}
}
