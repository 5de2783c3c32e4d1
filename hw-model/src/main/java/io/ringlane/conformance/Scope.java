// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.GoldenCase;
import io.ringlane.golden.Road;
import java.util.List;
import java.util.Set;

/** Which cases the engine is run on, and which roads of each. What is left out is said, with its reason. */
final class Scope {
    /** Kinds of cases, by the first word of their names. */
    private static final Set<String> KINDS = Set.of(
            "mx",
            "pad",
            "esnx",
            "esngso",
            "seqbmp",
            "seqwrap",
            "seqwrapgso",
            "seqovf",
            "seqovfgso",
            "hdr",
            "gso",
            "gsolay",
            "gsoflags",
            "gsobig",
            "udpgso",
            "dodgy",
            "dodgytun",
            "ipopt",
            "ip6ext",
            "hw",
            "hwreroute",
            "vlan",
            "tcp",
            "lo",
            "async",
            "natt",
            "life",
            "polblock",
            "nostate",
            "polallow",
            "nest",
            "tfc",
            "omark",
            "mtu",
            "bigmtu",
            "proto",
            "gsofit");

    private Scope() {}

    /** Why a case is left out, null if it is run. */
    static String reasonToSkip(GoldenCase golden) {
        if (!KINDS.contains(golden.info().family())) {
            return "kind " + golden.info().family() + " is not covered yet";
        }
        return Road.of(golden.info().path()) == null
                ? "unknown path " + golden.info().path()
                : null;
    }

    /** The case's own road, and the inline one too when ESP was deferred. */
    static List<Road> roads(GoldenCase golden) {
        Road own = Road.of(golden.info().path());
        return own == Road.DEFERRED ? List.of(own, Road.INLINE) : List.of(own);
    }
}
