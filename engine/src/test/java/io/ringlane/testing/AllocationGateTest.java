// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Shows that the gate stays open for what makes no garbage and shuts for what does. */
final class AllocationGateTest {
    private long count;
    private Object kept;

    @Test
    void shouldPassWhenOperationAllocatesNothing() {
        assertThatCode(() -> AllocationGate.assertNoAllocation("counting", () -> count++))
                .doesNotThrowAnyException();
        assertThat(count).isGreaterThanOrEqualTo(40_000);
    }

    @Test
    void shouldFailWhenOperationAllocates() {
        assertThatThrownBy(() -> AllocationGate.assertNoAllocation("boxing", () -> kept = new long[1]))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("boxing allocates")
                .hasMessageContaining("0 is allowed");
        assertThat(kept).isNotNull();
    }

    @Test
    void shouldFailWhenOnlyOneOperationInAHundredAllocates() {
        assertThat(AllocationGate.fewestBytes(this::allocateRarely, 1_000, 10_000))
                .isGreaterThanOrEqualTo(100 * 16);
    }

    private void allocateRarely() {
        if (++count % 100 == 0) {
            kept = new long[1];
        }
    }
}
