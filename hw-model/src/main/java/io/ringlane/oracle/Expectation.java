// SPDX-License-Identifier: Apache-2.0
package io.ringlane.oracle;

import io.ringlane.golden.StateCounters;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an engine must do with a case on one road. Immutable.
 *
 * @param packets in the order in which the device gets them.
 * @param xfrmStat the counters that change, by the kernel's names.
 * @param state the SA afterwards; null if it is gone, or if there is none in the case.
 * @param deviations the kernel's faults that this differs by; none when it is what the kernel did.
 */
public record Expectation(
        List<ExpectedPacket> packets, Map<String, Long> xfrmStat, StateCounters state, Set<Deviation> deviations) {}
