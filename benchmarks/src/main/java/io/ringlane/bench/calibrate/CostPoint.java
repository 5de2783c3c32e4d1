// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.calibrate;

import io.ringlane.bench.pipeline.Stage;

/**
 * What the outbound work up to a stage costs on this machine, as measured. Immutable.
 *
 * @param size   bytes of the frame, Ethernet header included, FCS not.
 * @param states SAs used in turn.
 * @param burst  packets handed over at once.
 * @param ns     nanoseconds a packet, the median of quiet runs.
 */
record CostPoint(Stage stage, int size, int states, int burst, double ns) {}
