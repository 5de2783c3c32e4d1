// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One SA of a case as the kernel had it. Immutable.
 *
 * @param spi as text, hexadecimal with {@code 0x}.
 * @param sequenceLow low half of the number last used before the case, {@code sequenceHigh} the high half.
 * @param selector two networks, or null.
 * @param ivSalt the IV generator's salt as hexadecimal, null if no packet told it.
 * @param options further words of {@code ip xfrm state add}, such as limits; null without.
 */
public record GoldenSa(
        String mode,
        @JsonProperty("outer_family") int outerFamily,
        @JsonProperty("inner_family") int innerFamily,
        @JsonProperty("src") String source,
        @JsonProperty("dst") String destination,
        String spi,
        int reqid,
        boolean esn,
        @JsonProperty("replay_window") int replayWindow,
        @JsonProperty("oseq_start") long sequenceLow,
        @JsonProperty("oseq_hi_start") long sequenceHigh,
        Algorithm aead,
        @JsonProperty("enc") Algorithm encryption,
        @JsonProperty("sel") List<String> selector,
        List<String> flags,
        @JsonProperty("extra_flags") List<String> extraFlags,
        @JsonProperty("iv_salt") String ivSalt,
        @JsonProperty("ip_xfrm_options") String options,
        Offload offload,
        Object encap,
        int tfcpad) {
    /** An algorithm by the name {@code ip xfrm} uses, its key material as hexadecimal. */
    public record Algorithm(
            String name,
            String key,
            @JsonProperty("icv_bits") int icvBits) {}

    /** The device that the state was bound to. */
    public record Offload(
            @JsonProperty("dev") String device,
            @JsonProperty("dir") String direction) {}

    /** Empty lists in place of absent ones. */
    public GoldenSa {
        flags = flags == null ? List.of() : List.copyOf(flags);
        extraFlags = extraFlags == null ? List.of() : List.copyOf(extraFlags);
    }

    /** The SPI as the 32 bits on the wire. */
    public int spiBits() {
        return Integer.parseUnsignedInt(spi.startsWith("0x") ? spi.substring(2) : spi, spi.startsWith("0x") ? 16 : 10);
    }

    /** Name of the AEAD or of the cipher. */
    public String algorithm() {
        return aead != null ? aead.name() : encryption == null ? "none" : encryption.name();
    }

    public boolean isTunnel() {
        return mode.equals("tunnel");
    }

    public boolean isBeet() {
        return mode.equals("beet");
    }
}
