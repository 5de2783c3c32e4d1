// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.testing.TestStates;
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
        assertThat(table.towards(to.high(), to.low(), 1)).containsExactly(state);
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
        assertThat(table.towards(to.high(), to.low(), 1)).isNull();
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
}
