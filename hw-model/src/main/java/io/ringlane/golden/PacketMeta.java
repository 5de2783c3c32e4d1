// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What the kernel knew of one packet beside its bytes, on the way in or out. Immutable; absent numbers are 0.
 *
 * @param at {@code ingress} when the packet never reached {@code xfrm_output}, else null.
 * @param checksumStart from the start of the record, {@code checksumOffset} from there.
 * @param offloadFlags the kernel's {@code xo.flags}, of an output.
 * @param dstMtu MTU of the xfrm route for this packet, 0 when it is the case's.
 */
public record PacketMeta(
        String at,
        @JsonProperty("ip_summed") int ipSummed,
        @JsonProperty("csum_start") int checksumStart,
        @JsonProperty("csum_offset") int checksumOffset,
        @JsonProperty("gso_size") int gsoSize,
        @JsonProperty("gso_segs") int gsoSegs,
        @JsonProperty("gso_type") int gsoType,
        int mark,
        @JsonProperty("dst_mtu") int dstMtu,
        @JsonProperty("xo_flags") int offloadFlags) {
    /** Checksum left to be completed. */
    public static final int PARTIAL = 3;

    /** {@code XFRM_XMIT}: left to the device. */
    public static final int XMIT = 0x100;

    private static final PacketMeta NONE = new PacketMeta(null, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** All default. */
    public static PacketMeta none() {
        return NONE;
    }

    /** The packet was on its way to be forwarded and never came to {@code xfrm_output}. */
    public boolean isIngress() {
        return "ingress".equals(at);
    }

    public boolean isGso() {
        return gsoSize != 0;
    }

    public boolean isPartial() {
        return ipSummed == PARTIAL;
    }

    public boolean isLeftToDevice() {
        return (offloadFlags & XMIT) != 0;
    }
}
