// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.testing.AllocationGate;
import org.junit.jupiter.api.Test;

/** The benchmark's NIC does what it is measured for. */
final class PlainNicTest {
    @Test
    void shouldRunAtItsLoadWhenPacketsAreEven() {
        PlainNic nic = new PlainNic("cbr", 0.9);
        long startPs = nic.run(1);
        assertThat(nic.run(10_000) - startPs).isEqualTo(10_000 * Math.round(6_720 / 0.9));
        assertThat(nic.lost()).isZero();
        assertThat(nic.events()).isBetween(20_000L, 20_100L);
    }

    @Test
    void shouldLoseWhatTheLineCannotCarryWhenLoadIsAboveOne() {
        PlainNic nic = new PlainNic("mix", 1.25);
        nic.run(100_000);
        assertThat(nic.lost() / 100_000.0).isBetween(0.2, 0.3);
    }

    @Test
    void shouldAllocateNothingWhenPacketsGoThrough() {
        PlainNic nic = new PlainNic("mix", 0.9);
        AllocationGate.assertNoAllocation("a plain NIC", () -> nic.run(1));
    }
}
