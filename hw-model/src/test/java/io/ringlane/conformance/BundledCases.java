// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.CaseFolder;
import io.ringlane.golden.CaseLoader;
import io.ringlane.golden.GoldenCase;
import java.util.List;

/** The bundled cases, read once for all tests. */
public final class BundledCases {
    private static final List<GoldenCase> ALL = load();

    private BundledCases() {}

    private static List<GoldenCase> load() {
        CaseLoader loader = new CaseLoader();
        try (CaseFolder folder = CaseFolder.bundled()) {
            return folder.cases().stream().map(loader::load).toList();
        }
    }

    public static List<GoldenCase> all() {
        return ALL;
    }

    /** Those that the engine is run on. */
    public static List<GoldenCase> inScope() {
        return ALL.stream().filter(golden -> Scope.reasonToSkip(golden) == null).toList();
    }

    public static GoldenCase named(String name) {
        return ALL.stream()
                .filter(golden -> golden.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
