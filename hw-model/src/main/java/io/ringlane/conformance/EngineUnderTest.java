// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.GoldenSa;

/** An engine as the conformance runner sees it. One thread. */
@FunctionalInterface
public interface EngineUnderTest {
    /** Builds an engine for the case, feeds it the packets in order, runs it until it is quiet, and closes it. */
    Observation run(CaseSetup setup);

    /** What it lacks that the SA needs, in one line; null when it can be run. */
    default String lacks(GoldenSa sa) {
        return null;
    }
}
