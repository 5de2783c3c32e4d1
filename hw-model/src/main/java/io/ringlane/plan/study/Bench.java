// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.study;

import io.ringlane.hw.device.Fault;
import io.ringlane.plan.trial.Transient;
import io.ringlane.plan.trial.TrialSpec;
import java.util.List;

/** Runs trials. Any thread; calls do not share anything. */
public interface Bench {
    Run run(Point point);

    /**
     * Runs a trial in which something goes wrong, and says what course it took.
     *
     * @throws IllegalArgumentException where the scenario has nothing of the kind that goes wrong.
     */
    Transient rehearse(Rehearsal rehearsal);

    /**
     * A trial in which something goes wrong. Immutable.
     *
     * @param burst beside the load; null: none.
     * @param usual packets under way at most where nothing goes wrong.
     */
    record Rehearsal(Point point, List<Fault> faults, TrialSpec.Burst burst, long usual) {
        /** Copies the list. */
        public Rehearsal {
            faults = List.copyOf(faults);
        }
    }
}
