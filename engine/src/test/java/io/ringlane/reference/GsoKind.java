// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.EnumSet;
import java.util.Set;

/** Kinds of super-packet, named as the engine's constants, and the device feature that each asks for. */
public enum GsoKind {
    TCPV4(Feature.TSO),
    TCPV6(Feature.TSO6),
    TCP_ECN(Feature.TSO_ECN),
    TCP_FIXEDID(Feature.TSO_MANGLEID),
    UDP_L4(Feature.GSO_UDP_L4),
    ESP(Feature.GSO_ESP),
    DODGY(null),
    PARTIAL(null);

    private final Feature needed;

    GsoKind(Feature needed) {
        this.needed = needed;
    }

    static Set<Feature> needed(Set<GsoKind> kinds) {
        Set<Feature> all = EnumSet.noneOf(Feature.class);
        for (GsoKind kind : kinds) {
            if (kind.needed != null) {
                all.add(kind.needed);
            }
        }
        return all;
    }
}
