// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/** Is told what happens to the packets of a model, in order, by the thread that steps it. Allocates nothing. */
public interface Probe {
    /** Listens to nothing. */
    Probe NONE = new Probe() {};

    /** A stage has taken a packet in, and counts it already. */
    default void entered(Stage stage, int packet, long nowPs) {}

    /** A packet has left a stage, which counts it no longer. */
    default void left(Stage stage, int packet, long nowPs) {}

    /** A packet ends on account of a stage, unsent. */
    default void lost(Stage stage, int packet, long nowPs) {}

    /** A stage has cut a segment out of a super-packet that it holds, and takes it in next. */
    default void cutOut(Stage stage, int whole, int segment, long nowPs) {}

    /** A super-packet has been cut up, and is no more. */
    default void cutUp(Stage stage, int whole, long nowPs) {}

    /** A stage was refused room by another and begins to wait for it. */
    default void waits(Stage stage, Stage by, long nowPs) {}

    /** A stage that waited is told that there is room. */
    default void resumes(Stage stage, Stage by, long nowPs) {}
}
