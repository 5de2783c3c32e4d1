// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

/** An engine as the conformance runner sees it. One thread. */
@FunctionalInterface
public interface EngineUnderTest {
    /** Builds an engine for the case, feeds it the packets in order, runs it until it is quiet, and closes it. */
    Observation run(CaseSetup setup);
}
