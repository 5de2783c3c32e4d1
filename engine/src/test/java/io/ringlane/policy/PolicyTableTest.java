// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.Selector;
import io.ringlane.testing.AllocationGate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which of several policies a packet meets. */
class PolicyTableTest {
    private final PolicyTable table = new PolicyTable();

    private static Policy policy(String destination, int prefix, long priority) {
        return policy(destination, prefix, priority, Policy.Direction.OUT, 0, 0);
    }

    private static Policy policy(
            String destination, int prefix, long priority, Policy.Direction direction, int mark, int mask) {
        IpAddress network = IpAddress.parse(destination);
        Selector selector = Selector.of(IpAddress.any(network.family()), 0, network, prefix);
        return new Policy(selector, direction, Policy.Action.ALLOW, priority, mark, mask, 0, List.of());
    }

    private static FlowKey to(String destination) {
        FlowKey key = new FlowKey();
        IpAddress address = IpAddress.parse(destination);
        key.family = address.family();
        key.destinationHigh = address.high();
        key.destinationLow = address.low();
        return key;
    }

    @Test
    void shouldFindLowestPriorityNumberWhenSeveralMatch() {
        table.add(policy("10.0.0.0", 8, 30));
        Policy wanted = policy("10.1.0.0", 16, 0x80000000L);
        Policy first = policy("10.1.2.0", 24, 20);
        table.add(wanted);
        table.add(first);
        table.add(policy("10.1.2.3", 32, 0xffffffffL));

        assertThat(table.find(to("10.1.2.3"))).isSameAs(first);
        assertThat(table.remove(first)).isTrue();
        assertThat(table.find(to("10.1.2.3")).priority()).isEqualTo(30);
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.remove(first)).isFalse();
        assertThat(table.add(first)).isTrue();
    }

    @Test
    void shouldFindEarlierAddedWhenPrioritiesAreEqual() {
        Policy wide = policy("10.0.0.0", 8, 5);
        Policy narrow = policy("10.1.2.3", 32, 5);
        table.add(wide);
        table.add(narrow);

        assertThat(table.find(to("10.1.2.3"))).isSameAs(wide);
    }

    @Test
    void shouldFindNothingWhenFamilyMarkOrDirectionDiffers() {
        table.add(policy("0.0.0.0", 0, 0, Policy.Direction.OUT, 0x10, 0xf0));
        table.add(policy("::", 0, 0, Policy.Direction.IN, 0, 0));
        FlowKey key = to("10.1.2.3");
        assertThat(table.find(key)).isNull();
        key.mark = 0x1f;
        assertThat(table.find(key)).isNotNull();
        assertThat(table.find(Policy.Direction.IN, key)).isNull();
        assertThat(table.find(to("fd00::1"))).isNull();
        assertThat(table.find(Policy.Direction.IN, to("fd00::1"))).isNotNull();
    }

    @Test
    void shouldRefuseWhenSelectorMarkAndDirectionExist() {
        assertThat(table.add(policy("10.0.0.0", 8, 1))).isTrue();
        assertThat(table.add(policy("10.0.0.0", 8, 2))).isFalse();
        assertThat(table.add(policy("10.0.0.0", 8, 2, Policy.Direction.FORWARD, 0, 0)))
                .isTrue();
        assertThat(table.add(policy("10.0.0.0", 8, 2, Policy.Direction.OUT, 1, 1)))
                .isTrue();
        assertThat(table.size()).isEqualTo(3);
    }

    /** The kernel's test of random insertion order: the order of adding must not matter between priorities. */
    @Test
    void shouldFindSamePolicyWhenAddedInAnyOrder() {
        List<Policy> policies = new ArrayList<>();
        for (int prefix = 8; prefix <= 32; prefix++) {
            policies.add(policy("10.1.2.3", prefix, 100 - prefix));
        }
        for (int seed = 0; seed < 50; seed++) {
            PolicyTable shuffled = new PolicyTable();
            Collections.shuffle(policies, new Random(seed));
            policies.forEach(shuffled::add);
            assertThat(shuffled.find(to("10.1.2.3")).priority())
                    .as("seed %d", seed)
                    .isEqualTo(68);
            assertThat(shuffled.find(to("10.1.2.2")).priority())
                    .as("seed %d", seed)
                    .isEqualTo(69);
        }
    }

    @Test
    void shouldCountGenerationsWhenPoliciesComeAndGo() {
        Policy policy = policy("10.0.0.0", 8, 1);
        table.add(policy);
        long added = table.generation();
        assertThat(added).isPositive();
        table.add(policy("10.0.0.0", 8, 2));
        table.remove(policy("10.0.0.0", 8, 2));
        table.find(to("10.1.2.3"));
        assertThat(table.generation()).isEqualTo(added);
        table.remove(policy);
        assertThat(table.generation()).isGreaterThan(added);
    }

    @Test
    void shouldFindTheOneWhenTenThousandHaveTheSameShape() {
        for (int i = 0; i < 10_000; i++) {
            IpAddress network = IpAddress.ofIpv4(0x0a000000 + (i << 8));
            table.add(policy(network.toString(), 24, i));
        }
        assertThat(table.find(to("10.38.255.9")).priority()).isEqualTo(9983);
        assertThat(table.find(to("10.39.16.1"))).isNull();
    }

    @Test
    void shouldAllocateNothingWhenLookingUp() {
        table.add(policy("10.0.0.0", 8, 30));
        table.add(policy("10.0.0.0", 16, 20));
        table.add(policy("10.0.0.0", 32, 10));
        table.add(policy("fd00::", 8, 30));
        FlowKey key = to("fd00::1");

        AllocationGate.assertNoAllocation("PolicyTable.find", () -> {
            if (table.find(key) == null) {
                throw new IllegalStateException();
            }
        });
    }

    @Test
    void shouldRefusePolicyWhenFieldsDoNotFit() {
        assertThatThrownBy(() -> policy("10.0.0.0", 8, 1L << 32)).hasMessageContaining("priority");
        assertThatThrownBy(() ->
                        new Policy(Selector.ANY, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of()))
                .hasMessageContaining("family");
    }
}
