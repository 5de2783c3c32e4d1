// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.event;

/** Is told everything that happens in a model, in order, by the thread that steps it. */
@FunctionalInterface
public interface EventTrace {
    /** Listens to nothing. */
    EventTrace NONE = (timePs, kind, queue, descriptor, value) -> {};

    /**
     * @param kind       of the model's events.
     * @param queue      TX queue it concerns.
     * @param descriptor position in that queue, counted from the start of the run.
     * @param value      what else there is to say: a length, a lane.
     */
    void event(long timePs, int kind, int queue, long descriptor, long value);
}
