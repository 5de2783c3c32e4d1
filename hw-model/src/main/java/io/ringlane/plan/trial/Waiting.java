// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

/**
 * One stage held back by another in the measured part of a trial. Immutable.
 *
 * @param stage that waited.
 * @param by    that had no room.
 * @param share of the time.
 */
public record Waiting(String stage, String by, double share) {}
