// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

import java.util.Arrays;

/** Writes down when each packet came into and left each stage, by its number since the start, for tests. */
public final class Moves implements Probe {
    private final long[][] entered;
    private final long[][] left;
    private final String[] lostAt;
    private PacketTable table;

    public Moves(int packets, int stages) {
        entered = new long[stages][packets];
        left = new long[stages][packets];
        lostAt = new String[packets];
        for (int i = 0; i < stages; i++) {
            Arrays.fill(entered[i], Simulation.NEVER);
            Arrays.fill(left[i], Simulation.NEVER);
        }
    }

    /** Its model; said before the run. */
    public void of(Model model) {
        table = model.packets();
    }

    private int serial(int packet) {
        return (int) table.serial(packet);
    }

    @Override
    public void entered(Stage stage, int packet, long nowPs) {
        entered[stage.number()][serial(packet)] = nowPs;
    }

    @Override
    public void left(Stage stage, int packet, long nowPs) {
        left[stage.number()][serial(packet)] = nowPs;
    }

    @Override
    public void lost(Stage stage, int packet, long nowPs) {
        lostAt[serial(packet)] = stage.name();
    }

    public long[] entered(Stage stage) {
        return entered[stage.number()];
    }

    public long[] left(Stage stage) {
        return left[stage.number()];
    }

    /** Name of the stage that lost a packet, null where none did. */
    public String lostAt(int serial) {
        return lostAt[serial];
    }
}
