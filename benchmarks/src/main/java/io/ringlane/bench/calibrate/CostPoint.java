// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.traffic.WorkRow;

/**
 * What work costs on this machine, as measured. Immutable.
 *
 * @param ns nanoseconds a packet, the median of quiet runs.
 */
record CostPoint(WorkRow row, double ns) {}
