// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One SA of a case as the kernel had it. Immutable.
 *
 * @param spi as text, hexadecimal with {@code 0x}.
 * @param sequenceLow low half of the number last used before the case, {@code sequenceHigh} the high half.
 * @param authentication what authenticates beside the encryption; null for an AEAD, and for none.
 * @param selector two networks, or null.
 * @param ivSalt the IV generator's salt as hexadecimal, null if no packet told it.
 * @param padBlock of what a payload with its trailer is a multiple.
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
        @JsonProperty("auth") Algorithm authentication,
        @JsonProperty("sel") List<String> selector,
        List<String> flags,
        @JsonProperty("extra_flags") List<String> extraFlags,
        @JsonProperty("iv_salt") String ivSalt,
        @JsonProperty("ip_xfrm_options") String options,
        Offload offload,
        Encapsulation encap,
        int tfcpad,
        @JsonProperty("iv_len") int ivLength,
        @JsonProperty("icv_len") int icvLength,
        @JsonProperty("pad_block") int padBlock) {
    private static final int TRAILER = 2;

    /** An algorithm by the name {@code ip xfrm} uses, its key material as hexadecimal. */
    public record Algorithm(
            String name,
            String key,
            @JsonProperty("icv_bits") int icvBits) {}

    /** ESP in UDP. */
    public record Encapsulation(
            String type,
            @JsonProperty("sport") int sourcePort,
            @JsonProperty("dport") int destinationPort) {}

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

    /** Largest packet, IP header included, that fits a link behind this SA, from the lengths that the case states. */
    public int mtu(int link) {
        int kept = isTunnel() ? 0 : ipLength();
        int over = front() + icvLength + kept;
        int text = link <= over ? 0 : (link - over) / padBlock * padBlock;
        return text <= TRAILER ? 1 : text + kept - TRAILER;
    }

    /** The same behind several SAs, the last of them next to the link. */
    public static int mtu(List<GoldenSa> sas, int link) {
        int left = link;
        for (GoldenSa sa : sas.reversed()) {
            left = Math.min(link, sa.mtu(left));
        }
        return left;
    }

    /** Length of what ESP in transport mode makes of a packet with headers of this length in front of the payload. */
    public int sealedLength(int headers, int payload) {
        return headers + front() + (payload + TRAILER + padBlock - 1) / padBlock * padBlock + icvLength;
    }

    private int ipLength() {
        return outerFamily == 4 ? 20 : 40;
    }

    /** ESP header, IV, UDP header, and what the mode adds. */
    private int front() {
        int esp = 8 + ivLength + (encap == null ? 0 : 8);
        if (isTunnel()) {
            return esp + ipLength();
        }
        return isBeet() && innerFamily != 6 ? esp + (outerFamily == 6 ? 28 : 8) : esp;
    }

    public boolean isTunnel() {
        return mode.equals("tunnel");
    }

    public boolean isBeet() {
        return mode.equals("beet");
    }
}
