// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/**
 * Who goes first when events of a model fall on the same picosecond: what makes room goes before what needs it, so the
 * order is from the wire back to the source.
 */
public final class Priority {
    /** A fault of a rehearsal begins or ends. */
    public static final int FAULT = 0;
    /** Last bit of a frame has left, pause frames. */
    public static final int WIRE = 10;

    public static final int SCHEDULER = 20;
    /** A packet leaves a crypto lane. */
    public static final int LANE = 30;
    /** An SA context has been read. */
    public static final int CONTEXT = 40;
    /** A transfer over the PCIe link has ended. */
    public static final int PCIE = 50;
    /** Completions and interrupts. */
    public static final int COMPLETION = 60;
    /** A duty cycle of a host core. */
    public static final int HOST = 70;
    /** A frame has come in from the wire. */
    public static final int RECEIVE = 80;

    public static final int SOURCE = 90;
    /** Samples and measuring windows. */
    public static final int PROBE = 100;

    private Priority() {}
}
