// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What the same input gives when ESP is done inside output. Immutable.
 *
 * @param outputs for each packet group its records in the inline capture; null when the packets are the same but for
 *     IV and outer ID.
 * @param pcap name of the inline capture, null without.
 * @param highHalves authenticated high halves, null when those of the case hold.
 */
public record InlineResult(
        List<String> differs,
        @JsonProperty("out") List<List<Integer>> outputs,
        @JsonProperty("xfrm_stat") Map<String, Long> xfrmStat,
        @JsonProperty("state_after") List<StateCounters> stateAfter,
        @JsonProperty("esp_hi") List<Long> highHalves,
        String pcap) {}
