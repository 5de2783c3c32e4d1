// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * A case.json of packets that a kernel received one by one. Immutable after reading.
 *
 * @param setup lines of {@code ip -batch}.
 * @param setupError what the kernel's tool said of a line that failed, null if none did.
 * @param before commands before a packet, by its number.
 * @param initial fields of each SA before the first packet, null for one that is not there.
 */
record InboundCase(
        String name,
        List<String> tags,
        List<Sa> sas,
        List<String> setup,
        @JsonProperty("setup_err") String setupError,
        List<Socket> sockets,
        Map<Integer, List<String>> before,
        @JsonProperty("sa_initial") List<JsonNode> initial,
        List<Packet> packets) {
    /** Fills in what a case need not have. */
    InboundCase {
        tags = tags == null ? List.of() : tags;
        setup = setup == null ? List.of() : setup;
        sockets = sockets == null ? List.of() : sockets;
        before = before == null ? Map.of() : before;
        packets = packets == null ? List.of() : packets;
    }

    /** What names an SA, to find its fields. */
    record Sa(
            @JsonProperty("src") String source,
            @JsonProperty("dst") String destination,
            String spi,
            boolean esn,
            @JsonProperty("replay_window") int replayWindow) {}

    /** A UDP socket of the receiver. @param encap 2 ESP in UDP, 1 with the older marker, 0 none. */
    record Socket(
            int family,
            int port,
            @JsonProperty("udp_encap") int encap,
            @JsonProperty("bypass_policy") boolean bypass) {}

    /**
     * What the kernel did with one packet.
     *
     * @param input record of in.pcap.
     * @param seq 64-bit number it was sealed with, null where it does not say.
     * @param accepted an SA counted it and its mode's header was good.
     * @param output records of out.pcap.
     * @param delivered udp or forward, null when no one took it.
     * @param reached how far it got if it was not delivered.
     * @param counters change of the {@code xfrm_stat} table.
     * @param states changed fields of each SA, null for one that is gone; the whole list may lack.
     */
    record Packet(
            @JsonProperty("in") int input,
            BigInteger seq,
            boolean accepted,
            @JsonProperty("out") List<Integer> output,
            String delivered,
            String reached,
            @JsonProperty("xfrm_stat") Map<String, Long> counters,
            @JsonProperty("sa") List<JsonNode> states,
            int mark,
            @JsonProperty("out_mark") Integer outputMark) {
        /** Fills in what a packet need not have. */
        Packet {
            output = output == null ? List.of() : output;
            counters = counters == null ? Map.of() : counters;
            states = states == null ? List.of() : states;
        }
    }
}
