// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.study;

/** Runs trials. Any thread; calls do not share anything. */
@FunctionalInterface
public interface Bench {
    Run run(Point point);
}
