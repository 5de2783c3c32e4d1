// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.EnumSet;
import java.util.Set;

/** Device features, named as the engine's constants. */
public enum Feature {
    SG,
    IP_CSUM,
    IPV6_CSUM,
    HW_CSUM,
    TSO,
    TSO_ECN,
    TSO6,
    TSO_MANGLEID,
    GSO_PARTIAL,
    GSO_UDP_L4,
    GSO_ESP,
    HW_ESP,
    HW_ESP_TX_CSUM;

    static EnumSet<Feature> without(Set<Feature> features, Feature... gone) {
        EnumSet<Feature> left = EnumSet.noneOf(Feature.class);
        left.addAll(features);
        for (Feature feature : gone) {
            left.remove(feature);
        }
        return left;
    }

    static EnumSet<Feature> union(Set<Feature> one, Set<Feature> other) {
        EnumSet<Feature> all = EnumSet.noneOf(Feature.class);
        all.addAll(one);
        all.addAll(other);
        return all;
    }
}
