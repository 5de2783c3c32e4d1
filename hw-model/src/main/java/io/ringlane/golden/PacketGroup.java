// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What became of one or more packets handed in together. Immutable.
 *
 * @param inputs record numbers of in.pcap, {@code outputs} those of out.pcap, both from 0.
 * @param icmp what was reported back to the sender.
 */
public record PacketGroup(
        @JsonProperty("in") List<Integer> inputs,
        @JsonProperty("out") List<Integer> outputs,
        List<Icmp> icmp) {
    /** An ICMP error: IPv4 or IPv6 type and code, and the MTU it names. */
    public record Icmp(
            @JsonProperty("icmp") String ipv4,
            @JsonProperty("icmp6") String ipv6,
            int mtu) {
        /** For a message: type and code, and the MTU. */
        public String text() {
            return (ipv4 == null ? "ICMPv6 " + ipv6 : "ICMPv4 " + ipv4) + " MTU " + mtu;
        }
    }

    /** Empty lists in place of absent ones. */
    public PacketGroup {
        inputs = inputs == null ? List.of() : List.copyOf(inputs);
        outputs = outputs == null ? List.of() : List.copyOf(outputs);
        icmp = icmp == null ? List.of() : List.copyOf(icmp);
    }

    /** The MTU reported back, 0 if none was. */
    public int reportedMtu() {
        return icmp.isEmpty() ? 0 : icmp.getFirst().mtu();
    }
}
