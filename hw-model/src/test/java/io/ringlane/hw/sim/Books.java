// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.sim.stage.Sink;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Counts for itself what is where in a model, and compares it with the accounts of the stages at random moments: what
 * came in has left or is held, the area under each occupancy is the sum of the times stayed, for tests.
 */
public final class Books implements Probe {
    private static final int NOWHERE = -1;

    private Model model;
    private long[] held;
    private long[] enteredPs;
    private long[] stayedPs;
    private long[] since;
    private int[] where;
    private boolean[] isNew;
    private int mostComing;
    private long taken;
    private long ended;
    private long lost;
    private long checks;

    /**
     * Its model, said before the run.
     *
     * @param meanPs how far apart the checks are in the mean.
     * @param coming packets at most that have a row and are at no stage yet: frames on a line.
     */
    public void check(Model of, long meanPs, int coming) {
        model = of;
        mostComing = coming;
        isNew = new boolean[of.packets().capacity()];
        Arrays.fill(isNew, true);
        held = new long[of.stages().size()];
        enteredPs = new long[held.length];
        stayedPs = new long[held.length];
        since = new long[of.packets().capacity()];
        where = new int[since.length];
        Arrays.fill(where, NOWHERE);
        SplittableRandom random = new SplittableRandom(meanPs);
        Simulation simulation = of.simulation();
        int[] handle = new int[1];
        handle[0] = simulation.add(
                now -> {
                    check();
                    if (simulation.nextPs() != Simulation.NEVER) {
                        simulation.schedule(handle[0], now + 1 + random.nextLong(2 * meanPs));
                    }
                },
                Priority.PROBE);
        simulation.schedule(handle[0], 0);
    }

    @Override
    public void entered(Stage stage, int packet, long nowPs) {
        assertThat(where[packet]).as("a packet is at one stage at a time").isEqualTo(NOWHERE);
        where[packet] = stage.number();
        since[packet] = nowPs;
        held[stage.number()]++;
        enteredPs[stage.number()] += nowPs;
        taken += isNew[packet] ? 1 : 0;
        isNew[packet] = false;
    }

    @Override
    public void left(Stage stage, int packet, long nowPs) {
        assertThat(where[packet]).isEqualTo(stage.number());
        where[packet] = NOWHERE;
        held[stage.number()]--;
        enteredPs[stage.number()] -= since[packet];
        stayedPs[stage.number()] += nowPs - since[packet];
        if (stage instanceof Sink) {
            ended++;
            isNew[packet] = true;
        }
    }

    @Override
    public void lost(Stage stage, int packet, long nowPs) {
        assertThat(where[packet]).isEqualTo(NOWHERE);
        lost++;
        isNew[packet] = true;
    }

    /** Compares everything, now. */
    public void check() {
        checks++;
        long now = model.simulation().nowPs();
        long heldByAll = 0;
        long lostByAll = 0;
        for (Stage stage : model.stages()) {
            int number = stage.number();
            heldByAll += stage.held();
            lostByAll += stage.lost();
            // said without an assertion for each, of which a run has millions
            boolean isEven = stage.held() == held[number]
                    && stage.in() == stage.out() + stage.held()
                    && stage.sojournPs() == stayedPs[number]
                    && stage.areaPs() == stayedPs[number] + held[number] * now - enteredPs[number]
                    && stage.busyPs() >= 0
                    && stage.busyPs() <= now * Math.max(1, stage.servers());
            assertThat(isEven).as(() -> describe(stage, now)).isTrue();
        }
        assertThat(model.packets().used() - heldByAll).as("packets at no stage").isBetween(0L, (long) mostComing);
        assertThat(taken).isEqualTo(ended + lost + heldByAll);
        assertThat(lostByAll).isEqualTo(lost);
    }

    private String describe(Stage stage, long now) {
        int number = stage.number();
        return stage.name() + " at " + now + " ps: in " + stage.in() + ", out " + stage.out() + ", held " + stage.held()
                + ", counted here " + held[number] + "; stayed " + stage.sojournPs() + ", counted here "
                + stayedPs[number] + "; area " + stage.areaPs() + ", counted here "
                + (stayedPs[number] + held[number] * now - enteredPs[number]) + "; busy " + stage.busyPs() + " of "
                + stage.servers() + " servers";
    }

    /** Packets that came in by the sources. */
    public long taken() {
        return taken;
    }

    public long lost() {
        return lost;
    }

    /** How often everything was compared. */
    public long checks() {
        return checks;
    }
}
