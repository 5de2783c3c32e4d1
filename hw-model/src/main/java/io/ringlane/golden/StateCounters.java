// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Numbers and lifetime counters of one SA after the case ({@code ip -s xfrm state}). Immutable. */
public record StateCounters(
        long spi,
        @JsonProperty("oseq_hi") long sequenceHigh,
        @JsonProperty("oseq") long sequenceLow,
        long bytes,
        long packets) {}
