// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.PacketGroup;
import io.ringlane.golden.PacketMeta;
import io.ringlane.golden.StateCounters;
import java.util.List;
import java.util.Map;

/**
 * What an engine did with a case. Immutable.
 *
 * @param sent in the order in which the device was handed them.
 * @param xfrmStat the counters that changed, by the kernel's names.
 * @param states the SAs afterwards, innermost first; without those that are gone.
 * @param told what senders of packets that were too big were told, in order.
 */
public record Observation(
        List<Sent> sent, Map<String, Long> xfrmStat, List<StateCounters> states, List<PacketGroup.Icmp> told) {
    /** One packet the device got, from the IP header on, and what it was told beside the bytes. */
    public record Sent(byte[] bytes, PacketMeta meta) {}
}
