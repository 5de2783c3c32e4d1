// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points.intake;

import io.ringlane.plan.points.PublishedPoint.Ask;

/**
 * A figure out of a result of somebody's tester. Immutable.
 *
 * @param id       of small letters, digits and hyphens.
 * @param measured in the units of {@code ask}, above 0.
 * @param load     packets per second that were offered; 0: the greatest load that loses no more than it may.
 * @param loss     share that might be lost at that greatest load.
 * @param note     on how it is to be understood; may be empty.
 */
public record Imported(String id, String what, Ask ask, double measured, double load, double loss, String note) {
    public Imported {
        if (!(measured > 0) || Double.isInfinite(measured)) {
            throw new IllegalArgumentException("'" + id + "' is " + measured + ", must be above 0");
        }
    }
}
