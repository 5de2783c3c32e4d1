// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.testing.AllocationGate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The order in which a simulation lets things happen, by hand and against a sorted set of the JDK's. */
final class SimulationTest {
    private record Pending(long atPs, int priority, long order, int handle) {}

    private final Simulation simulation = new Simulation();
    private final List<String> fired = new ArrayList<>();

    private int add(String name, int priority) {
        return simulation.add(now -> fired.add(name + "@" + now), priority);
    }

    @Test
    void shouldFireLowerPriorityFirstWhenTimesAreEqual() {
        int source = add("source", Priority.SOURCE);
        int wire = add("wire", Priority.WIRE);
        int early = add("early", Priority.PROBE);
        simulation.schedule(source, 10);
        simulation.schedule(wire, 10);
        simulation.schedule(early, 9);
        simulation.run(10);
        assertThat(fired).containsExactly("early@9", "wire@10", "source@10");
    }

    @Test
    void shouldFireInOrderOfSchedulingWhenTimesAndPrioritiesAreEqual() {
        int first = add("first", 5);
        int second = add("second", 5);
        simulation.schedule(first, 10);
        simulation.schedule(second, 10);
        simulation.schedule(first, 10);
        simulation.run(10);
        assertThat(fired).containsExactly("second@10", "first@10");
    }

    @Test
    void shouldReplaceWhatIsPendingWhenScheduledAgain() {
        int one = add("one", 5);
        simulation.schedule(one, 10);
        simulation.schedule(one, 30);
        assertThat(simulation.duePs(one)).isEqualTo(30);
        simulation.scheduleBy(one, 40);
        assertThat(simulation.duePs(one)).isEqualTo(30);
        simulation.scheduleBy(one, 20);
        simulation.run(100);
        assertThat(fired).containsExactly("one@20");
        assertThat(simulation.events()).isEqualTo(1);
        assertThat(simulation.duePs(one)).isEqualTo(Simulation.NEVER);
    }

    @Test
    void shouldNotFireWhenCancelled() {
        int one = add("one", 5);
        int other = add("other", 5);
        simulation.cancel(one);
        simulation.schedule(one, 10);
        simulation.schedule(other, 20);
        simulation.cancel(one);
        assertThat(simulation.nextPs()).isEqualTo(20);
        simulation.run(100);
        assertThat(fired).containsExactly("other@20");
        assertThat(simulation.nextPs()).isEqualTo(Simulation.NEVER);
    }

    @Test
    void shouldStopAtTheEndWhenMoreIsDueLater() {
        int one = add("one", 5);
        simulation.schedule(one, 11);
        simulation.run(10);
        assertThat(fired).isEmpty();
        assertThat(simulation.nowPs()).isEqualTo(10);
        simulation.run(11);
        assertThat(fired).containsExactly("one@11");
    }

    @Test
    void shouldFireAtTheSameTimeWhenScheduledFromAnEvent() {
        int second = add("second", 1);
        int first = simulation.add(
                now -> {
                    fired.add("first@" + now);
                    simulation.schedule(second, now);
                },
                9);
        simulation.schedule(first, 7);
        simulation.run(7);
        assertThat(fired).containsExactly("first@7", "second@7");
    }

    @Test
    void shouldRefuseWhenEventLiesInThePast() {
        int one = add("one", 5);
        simulation.run(10);
        assertThatThrownBy(() -> simulation.schedule(one, 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("event in the past: 9 ps, it is 10 ps");
    }

    @Test
    void shouldAgreeWithSortedSetWhenManyComponentsAreScheduledAndCancelledAtRandom() {
        Random random = new Random(7);
        TreeSet<Pending> sorted = new TreeSet<>(Comparator.comparingLong(Pending::atPs)
                .thenComparingInt(Pending::priority)
                .thenComparingLong(Pending::order));
        Pending[] pending = new Pending[300];
        int[] last = {-1};
        long order = 0;
        for (int i = 0; i < pending.length; i++) {
            int handle = i;
            simulation.add(now -> last[0] = handle, i % 7);
        }
        for (int i = 0; i < 200_000; i++) {
            int handle = random.nextInt(pending.length);
            int what = random.nextInt(8);
            if (what < 5) {
                sorted.remove(orNone(pending[handle]));
                pending[handle] = new Pending(simulation.nowPs() + random.nextInt(60), handle % 7, order++, handle);
                sorted.add(pending[handle]);
                simulation.schedule(handle, pending[handle].atPs());
            } else if (what == 5) {
                sorted.remove(orNone(pending[handle]));
                pending[handle] = null;
                simulation.cancel(handle);
            } else if (!sorted.isEmpty()) {
                Pending first = sorted.pollFirst();
                simulation.step();
                assertThat(last[0]).isEqualTo(first.handle());
                assertThat(simulation.nowPs()).isEqualTo(first.atPs());
                pending[first.handle()] = null;
            }
            assertThat(simulation.nextPs())
                    .isEqualTo(
                            sorted.isEmpty() ? Simulation.NEVER : sorted.first().atPs());
        }
        assertThat(simulation.events()).isGreaterThan(30_000);
    }

    private static Pending orNone(Pending pending) {
        return pending == null ? new Pending(-1, 0, -1, 0) : pending;
    }

    @Test
    void shouldAllocateNothingWhenEventsFollowEachOther() {
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            long stepPs = 1L + random.nextInt(50);
            int[] handle = new int[1];
            handle[0] = simulation.add(now -> simulation.schedule(handle[0], now + stepPs), i % 3);
            simulation.schedule(handle[0], i);
        }
        AllocationGate.assertNoAllocation("a simulation", simulation::step);
    }
}
