// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.sa.FlowKey;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random policies, added and removed, against {@link LinearPolicies}: the same policy for every flow, always. */
class PolicyDifferentialTest {
    private final PolicyTable table = new PolicyTable();
    private final LinearPolicies linear = new LinearPolicies();
    private final FlowKey key = new FlowKey();
    private int found;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldFindWhatLinearScanFindsWhenPoliciesComeAndGo(long seed) {
        Random random = new Random(seed);
        RandomTraffic traffic = new RandomTraffic(random);
        for (int wanted : new int[] {1, 5, 60, 1500, 40, 3000, 0, 300, 3}) {
            while (linear.all().size() < wanted) {
                Policy policy = traffic.policy(List.of());
                assertSameChange(table.add(policy), linear.add(policy), seed);
                Policy stranger = traffic.policy(List.of());
                assertSameChange(table.remove(stranger), linear.remove(stranger), seed);
            }
            while (linear.all().size() > wanted) {
                remove(linear.all().get(random.nextInt(linear.all().size())), seed);
            }
            assertSameFinds(traffic, wanted > 1000 ? 400 : 200, seed);
        }
        assertThat(found).as("seed %d", seed).isGreaterThan(1000);
    }

    /** Removes the policies in the order in which they are asked: the bounds of shapes are wrong most often then. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void shouldFindWhatLinearScanFindsWhenBestGoesFirst(long seed) {
        RandomTraffic traffic = new RandomTraffic(new Random(seed));
        for (int i = 0; i < 800; i++) {
            Policy policy = traffic.policy(List.of());
            assertSameChange(table.add(policy), linear.add(policy), seed);
        }
        List<Policy> order = linear.all().stream()
                .sorted((a, b) -> Long.compare(a.priority(), b.priority()))
                .toList();
        for (Policy policy : order) {
            remove(policy, seed);
            assertSameFinds(traffic, 8, seed);
        }
        assertThat(table.size()).isZero();
    }

    private void remove(Policy policy, long seed) {
        assertSameChange(table.remove(policy), linear.remove(policy), seed);
        assertThat(table.remove(policy)).as("seed %d", seed).isFalse();
    }

    private void assertSameChange(boolean changed, boolean wanted, long seed) {
        assertThat(changed).as("seed %d, %d policies", seed, table.size()).isEqualTo(wanted);
    }

    private void assertSameFinds(RandomTraffic traffic, int flows, long seed) {
        assertThat(table.size()).as("seed %d", seed).isEqualTo(linear.all().size());
        for (int i = 0; i < flows; i++) {
            traffic.flow(key);
            for (Policy.Direction direction : Policy.Direction.values()) {
                Policy policy = table.find(direction, key);
                assertThat(policy)
                        .as("seed %d, %d policies", seed, table.size())
                        .isSameAs(linear.find(direction, key));
                found += policy == null ? 0 : 1;
            }
        }
    }
}
