// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.PacketMeta;
import io.ringlane.golden.StateCounters;
import java.util.List;
import java.util.Map;

/**
 * What an engine did with a case. Immutable.
 *
 * @param sent in the order in which the device was handed them.
 * @param xfrmStat the counters that changed, by the kernel's names.
 * @param state the SA afterwards, null if it is gone.
 */
public record Observation(List<Sent> sent, Map<String, Long> xfrmStat, StateCounters state) {
    /** One packet the device got, from the IP header on, and what it was told beside the bytes. */
    public record Sent(byte[] bytes, PacketMeta meta) {}
}
