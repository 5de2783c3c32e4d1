// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.testing.TestStates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Places, identities and generations of the SA table. */
final class SaTableTest {
    private final SaTable table = new SaTable(2);

    @Test
    void shouldFindStateByIdentityAndIndexWhenAdded() {
        XfrmState state = TestStates.state(0x1000);
        assertThat(table.add(state)).isTrue();
        assertThat(table.find(state.config().id())).isSameAs(state);
        assertThat(table.get(state.index(), state.generation())).isSameAs(state);
        IpAddress to = state.config().id().destination();
        assertThat(table.lookup(4, to.high(), to.low(), 0x1000, 50, 0)).isSameAs(state);
        assertThat(table.firstTowards(to.high(), to.low(), 1)).isSameAs(state);
        assertThat(table.nextTowards(state)).isNull();
        assertThat(table.firstNamed(to.high(), to.low(), 0x1000, 50)).isSameAs(state);
        assertThat(table.nextNamed(state)).isNull();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void shouldLookUpUnderMaskWhenStateIsConfinedToMark() {
        XfrmState state = TestStates.state(0x1000, settings -> settings.mark(0x20, 0xf0));
        table.add(state);
        IpAddress to = state.config().id().destination();
        assertThat(table.lookup(4, to.high(), to.low(), 0x1000, 50, 0x2f)).isSameAs(state);
        assertThat(table.lookup(4, to.high(), to.low(), 0x1000, 50, 0x3f)).isNull();
    }

    @Test
    void shouldRefuseAndChangeNothingWhenIdentityExists() {
        XfrmState first = TestStates.state(0x1000);
        table.add(first);
        assertThat(table.add(TestStates.state(0x1000))).isFalse();
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.find(first.config().id())).isSameAs(first);
        assertThat(table.add(TestStates.state(0x1001))).isTrue();
    }

    @Test
    void shouldRefuseWhenFull() {
        table.add(TestStates.state(0x1000));
        table.add(TestStates.state(0x1001));
        assertThat(table.add(TestStates.state(0x1002))).isFalse();
        assertThat(table.size()).isEqualTo(table.capacity());
    }

    @Test
    void shouldHideStateFromLookUpsWhenItIsOnlyPlaced() {
        XfrmState state = TestStates.state(0x1000);
        assertThat(table.place(state)).isTrue();
        IpAddress to = state.config().id().destination();
        assertThat(table.find(state.config().id())).isNull();
        assertThat(table.lookup(4, to.high(), to.low(), 0x1000, 50, 0)).isNull();
        assertThat(table.firstTowards(to.high(), to.low(), 1)).isNull();
        assertThat(table.get(state.index())).isSameAs(state);
        table.remove(state);
        assertThat(table.size()).isZero();
        assertThat(table.get(state.index())).isNull();
    }

    @Test
    void shouldKeepPublishedStateWhenPlacedOneOfSameIdentityIsRemoved() {
        XfrmState published = TestStates.state(0x1000);
        table.add(published);
        XfrmState placed = TestStates.state(0x1000);
        table.place(placed);
        assertThat(table.publish(placed)).isFalse();
        table.remove(placed);
        assertThat(table.find(published.config().id())).isSameAs(published);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void shouldKeepIndexWhenStateIsRetired() {
        XfrmState state = TestStates.state(0x1000);
        table.add(state);
        assertThat(table.retire(state)).isTrue();
        assertThat(table.retire(state)).isFalse();
        assertThat(table.find(state.config().id())).isNull();
        assertThat(table.get(state.index(), state.generation())).isSameAs(state);
        // the identity is free at once, the place is not
        assertThat(table.add(TestStates.state(0x1000))).isTrue();
        assertThat(table.add(TestStates.state(0x1001))).isFalse();
    }

    @Test
    void shouldTellStatesApartByGenerationWhenIndexIsUsedAgain() {
        XfrmState old = TestStates.state(0x1000);
        table.add(old);
        table.remove(old);
        table.add(TestStates.state(0x1001));
        XfrmState later = TestStates.state(0x1002);
        table.add(later);
        assertThat(later.index()).isEqualTo(old.index());
        assertThat(table.get(old.index(), old.generation())).isNull();
        assertThat(table.get(later.index(), later.generation())).isSameAs(later);
    }

    @Test
    void shouldLeadFromStateAddedLastToFirstWhenDestinationAndReqidAreOne() {
        SaTable roomy = new SaTable(8);
        XfrmState[] states = new XfrmState[8];
        for (int i = 0; i < states.length; i++) {
            states[i] = TestStates.state(0x1000 + i);
            roomy.add(states[i]);
        }
        assertThat(towards(roomy, states[0])).extracting(XfrmState::index).containsExactly(7, 6, 5, 4, 3, 2, 1, 0);
        roomy.retire(states[7]);
        roomy.remove(states[0]);
        roomy.remove(states[4]);
        XfrmState again = TestStates.state(0x1000);
        roomy.add(again);
        assertThat(towards(roomy, again)).extracting(XfrmState::index).containsExactly(0, 6, 5, 3, 2, 1);
    }

    private static List<XfrmState> towards(SaTable table, XfrmState like) {
        IpAddress to = like.config().id().destination();
        List<XfrmState> found = new ArrayList<>();
        XfrmState state = table.firstTowards(to.high(), to.low(), like.config().reqid());
        while (state != null) {
            found.add(state);
            state = table.nextTowards(state);
        }
        return found;
    }

    @Test
    void shouldCountGenerationsWhenLookUpsChange() {
        XfrmState state = TestStates.state(0x1000, settings -> settings.limits(new SaLimits(1, 10, 100, 100)));
        List<Runnable> changes = List.of(
                () -> table.add(state),
                () -> {
                    state.count(1);
                    state.checkExpire(1);
                },
                () -> state.limits(new SaLimits(20, 30, 100, 100)),
                () -> {
                    state.count(30);
                    state.checkExpire(2);
                },
                state::kill,
                () -> table.retire(state));
        long before = table.generation();
        for (Runnable change : changes) {
            change.run();
            assertThat(table.generation()).isGreaterThan(before);
            before = table.generation();
        }
        state.kill();
        state.count(1);
        table.place(TestStates.state(0x1001));
        table.find(state.config().id());
        table.remove(state);
        assertThat(table.generation()).as("nothing that a look-up could see").isEqualTo(before);
    }

    /** Adds, publishes, retires and removes at random; a map and a list say what must be found. */
    @Test
    void shouldHoldWhatMapHoldsWhenStatesComeAndGo() {
        Random random = new Random(5);
        SaTable busy = new SaTable(300);
        Map<SaId, XfrmState> listed = new LinkedHashMap<>();
        List<XfrmState> placed = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(2) == 0) {
                int spi = 0x1000 + random.nextInt(400);
                int host = random.nextInt(3);
                XfrmState state = TestStates.state(
                        spi, settings -> settings.reqid(spi & 1).between("192.0.2.1", "198.51.100." + host));
                boolean fits = placed.size() < 300
                        && !listed.containsKey(state.config().id());
                assertThat(busy.add(state)).isEqualTo(fits);
                if (fits) {
                    placed.add(state);
                    listed.put(state.config().id(), state);
                }
            } else if (!placed.isEmpty()) {
                boolean remove = random.nextInt(3) > 0;
                XfrmState state = placed.get(random.nextInt(placed.size()));
                assertThat(remove || busy.retire(state) == listed.containsValue(state))
                        .isTrue();
                listed.remove(state.config().id(), state);
                if (remove) {
                    busy.remove(state);
                    placed.remove(state);
                    assertThat(busy.get(state.index(), state.generation())).isNull();
                }
            }
            assertThat(busy.size()).isEqualTo(placed.size());
        }
        assertThat(placed).allSatisfy(state -> {
            assertThat(busy.get(state.index(), state.generation())).isSameAs(state);
            assertThat(busy.find(state.config().id()))
                    .isSameAs(listed.get(state.config().id()));
        });
        for (XfrmState like : listed.values()) {
            assertThat(towards(busy, like).stream().filter(state -> sameDestination(state, like)))
                    .containsExactlyElementsOf(listed.values().stream()
                            .filter(state -> sameDestination(state, like))
                            .toList()
                            .reversed());
        }
    }

    private static boolean sameDestination(XfrmState one, XfrmState other) {
        return one.config().reqid() == other.config().reqid()
                && one.config().id().destination().equals(other.config().id().destination());
    }
}
