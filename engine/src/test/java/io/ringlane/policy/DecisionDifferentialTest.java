// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random policies, SAs and flows: policy table and resolver must come to what a scan of plain lists comes to. SAs die,
 * begin to die, come and go between the flows.
 */
class DecisionDifferentialTest {
    private static final XfrmMode[] MODES = {XfrmMode.TUNNEL, XfrmMode.TUNNEL, XfrmMode.TRANSPORT, XfrmMode.BEET};

    private final PolicyTable table = new PolicyTable();
    private final LinearPolicies linear = new LinearPolicies();
    private final SaTable states = new SaTable(400);
    private final TemplateResolver resolver = new TemplateResolver(states);
    private final List<XfrmState> inOrderOfAdding = new ArrayList<>();
    private final List<SecretKey> keys = new ArrayList<>();
    private final Map<Resolution, Integer> seen = new EnumMap<>(Resolution.class);

    @AfterEach
    void closeKeys() {
        keys.forEach(SecretKey::close);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 24, 26, 27})
    void shouldDecideAsPlainListsDoWhenConfigurationIsRandom(long seed) {
        Random random = new Random(seed);
        RandomTraffic traffic = new RandomTraffic(random);
        FlowKey key = new FlowKey();
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 12; i++) {
                Policy policy = traffic.policy(templates(random, traffic));
                assertThat(table.add(policy)).isEqualTo(linear.add(policy));
                addState(random, traffic);
                changeState(random);
            }
            for (int i = 0; i < 60; i++) {
                traffic.flow(key);
                assertSameDecision(key, "seed " + seed + " round " + round + " flow " + i);
            }
        }
        assertThat(seen.keySet())
                .as("seed %d", seed)
                .containsAll(EnumSet.complementOf(EnumSet.of(Resolution.ELSEWHERE, Resolution.APART)));
        assertThat(seen.get(Resolution.PROTECT)).as("seed %d", seed).isGreaterThan(10);
    }

    private void assertSameDecision(FlowKey key, String what) {
        Policy policy = linear.find(Policy.Direction.OUT, key);
        assertThat(table.find(key)).as(what).isSameAs(policy);
        if (policy == null) {
            return;
        }
        List<XfrmState> wanted = new ArrayList<>();
        Resolution resolution;
        if (policy.action() == Policy.Action.BLOCK) {
            resolution = Resolution.BLOCK;
        } else {
            resolution = states(policy, key, wanted);
        }
        assertThat(resolver.resolve(policy, key)).as(what).isEqualTo(resolution);
        if (resolution == Resolution.PROTECT) {
            List<XfrmState> found = Arrays.asList(resolver.states()).subList(0, resolver.count());
            assertThat(found).as(what).isEqualTo(wanted);
        }
        seen.merge(resolution, 1, Integer::sum);
    }

    /** The ends of a tunnel are those of the templates behind it, too. */
    private Resolution states(Policy policy, FlowKey key, List<XfrmState> wanted) {
        FlowKey ends = new FlowKey();
        ends.destinationHigh = key.destinationHigh;
        ends.destinationLow = key.destinationLow;
        ends.sourceHigh = key.sourceHigh;
        ends.sourceLow = key.sourceLow;
        for (Template template : policy.templates()) {
            XfrmState state = state(template, policy, key, ends);
            if (state == null && template.level() == Template.Level.REQUIRED) {
                return Resolution.NO_STATE;
            }
            if (state == null) {
                continue;
            }
            wanted.add(state);
            if (template.mode() != XfrmMode.TRANSPORT) {
                boolean any = template.source().high() == 0 && template.source().low() == 0;
                IpAddress source = any ? state.config().source() : template.source();
                ends.destinationHigh = template.destination().high();
                ends.destinationLow = template.destination().low();
                ends.sourceHigh = source.high();
                ends.sourceLow = source.low();
            }
        }
        return wanted.isEmpty() ? Resolution.CLEAR : Resolution.PROTECT;
    }

    /** Best by three questions in turn: source named or left open, not dying or dying, added later or earlier. */
    private XfrmState state(Template template, Policy policy, FlowKey key, FlowKey ends) {
        for (boolean open : new boolean[] {false, true}) {
            for (boolean dying : new boolean[] {false, true}) {
                for (XfrmState state : inOrderOfAdding.reversed()) {
                    if (state.dying() == dying
                            && fits(state, template, policy, key, ends)
                            && sourceFits(state.config().source(), template, ends, open)) {
                        return state;
                    }
                }
            }
        }
        return null;
    }

    private static boolean fits(XfrmState state, Template template, Policy policy, FlowKey key, FlowKey ends) {
        SaConfig config = state.config();
        boolean outer = template.mode() != XfrmMode.TRANSPORT;
        IpAddress destination = config.id().destination();
        long high = outer ? template.destination().high() : ends.destinationHigh;
        long low = outer ? template.destination().low() : ends.destinationLow;
        return state.status() == XfrmState.Status.VALID
                && destination.family() == template.destination().family()
                && destination.high() == high
                && destination.low() == low
                && config.reqid() == template.reqid()
                && config.mode() == template.mode()
                && config.interfaceId() == policy.interfaceId()
                && (template.spi() == 0 || config.id().spi() == template.spi())
                && config.id().protocol() == template.protocol()
                && (policy.mark() & policy.markMask() & config.id().markMask())
                        == config.id().mark()
                && (config.flags() & SaFlags.WILDRECV) == 0
                && (config.selector().family() == 0 || LinearPolicies.takes(config.selector(), key));
    }

    private static boolean sourceFits(IpAddress source, Template template, FlowKey key, boolean open) {
        if (open) {
            return source.high() == 0 && source.low() == 0;
        }
        boolean outer = template.mode() != XfrmMode.TRANSPORT;
        boolean any = template.source().high() == 0 && template.source().low() == 0;
        long high = outer ? template.source().high() : key.sourceHigh;
        long low = outer ? template.source().low() : key.sourceLow;
        return outer && any || source.high() == high && source.low() == low;
    }

    private static IpAddress gateway(Random random, int family) {
        int host = random.nextInt(3);
        return family == 4 ? IpAddress.ofIpv4(0xc0000200 + host) : new IpAddress(6, 0x20010db800000000L, 1 + host);
    }

    private static IpAddress source(Random random, int family) {
        return random.nextInt(4) == 0 ? IpAddress.any(family) : gateway(random, family);
    }

    private List<Template> templates(Random random, RandomTraffic traffic) {
        int count = new int[] {0, 1, 1, 1, 1, 2, 2, 2}[random.nextInt(8)];
        List<Template> templates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int family = traffic.family();
            templates.add(new Template(
                    source(random, family),
                    gateway(random, family),
                    random.nextInt(3) == 0 ? 0x100 + random.nextInt(6) : 0,
                    random.nextInt(12) == 0 ? 51 : 50,
                    MODES[random.nextInt(MODES.length)],
                    random.nextInt(2),
                    random.nextInt(4) == 0 ? Template.Level.USE : Template.Level.REQUIRED));
        }
        return templates;
    }

    private void addState(Random random, RandomTraffic traffic) {
        int family = traffic.family();
        XfrmMode mode = MODES[random.nextInt(MODES.length)];
        boolean inner = mode == XfrmMode.TRANSPORT;
        SaConfigBuilder settings = new SaConfigBuilder()
                .between(
                        inner && random.nextBoolean() ? traffic.address(family) : source(random, family),
                        inner ? traffic.address(family) : gateway(random, family))
                .spi(0x100 + random.nextInt(6))
                .reqid(random.nextInt(2))
                .mode(mode)
                .flags(random.nextInt(15) == 0 ? SaFlags.WILDRECV : 0)
                .selector(random.nextInt(3) == 0 ? traffic.selector(traffic.family()) : Selector.ANY)
                .limits(new SaLimits(1, 100, 100, 100));
        settings.interfaceId(random.nextInt(8) == 0 ? 1 + random.nextInt(2) : 0);
        if (random.nextInt(3) == 0) {
            settings.mark(random.nextInt(2), 1);
        }
        SecretKey key = new SecretKey(new byte[20]);
        keys.add(key);
        XfrmState state = new XfrmState(settings.build(), key);
        boolean known = inOrderOfAdding.stream()
                .anyMatch(other -> other.config().id().equals(state.config().id()));
        boolean added = states.add(state);
        assertThat(added).isEqualTo(!known && inOrderOfAdding.size() < states.capacity());
        if (added) {
            inOrderOfAdding.add(state);
        }
    }

    private void changeState(Random random) {
        if (inOrderOfAdding.isEmpty()) {
            return;
        }
        XfrmState state = inOrderOfAdding.get(random.nextInt(inOrderOfAdding.size()));
        switch (random.nextInt(8)) {
            case 0 -> {
                state.count(1);
                state.checkExpire(1);
            }
            case 1 -> state.kill();
            case 2 -> {
                states.remove(state);
                inOrderOfAdding.remove(state);
            }
            case 3 -> {
                states.retire(state);
                inOrderOfAdding.remove(state);
            }
            default -> {
                // most stay as they are
            }
        }
    }
}
