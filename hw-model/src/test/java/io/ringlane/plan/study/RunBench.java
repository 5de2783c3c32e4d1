// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.study;

import io.ringlane.plan.trial.Transient;
import java.util.function.Function;

/** For tests that ask for runs only. */
public record RunBench(Function<Point, Run> runs) implements Bench {
    @Override
    public Run run(Point point) {
        return runs.apply(point);
    }

    @Override
    public Transient rehearse(Rehearsal rehearsal) {
        throw new AssertionError("no rehearsal was expected: " + rehearsal);
    }
}
