// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

/** Packets at given times, for tests; lengths and SAs by place, the last one for all the rest. */
public final class ListTraffic implements Traffic {
    private final long[] times;
    private int[] bytes = {64};
    private int[] states = {0};
    private int at = -1;

    public ListTraffic(long... times) {
        this.times = times;
    }

    public ListTraffic bytes(int... values) {
        bytes = values;
        return this;
    }

    public ListTraffic states(int... values) {
        states = values;
        return this;
    }

    @Override
    public long next() {
        at++;
        return at < times.length ? times[at] : Simulation.NEVER;
    }

    @Override
    public int clearBytes() {
        return bytes[Math.min(at, bytes.length - 1)];
    }

    @Override
    public int state() {
        return states[Math.min(at, states.length - 1)];
    }
}
