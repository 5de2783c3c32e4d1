// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.sa.FlowKey;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.AllocationGate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which SA a template finds, criterion by criterion. */
class TemplateResolverTest {
    private static final String SOURCE = "192.0.2.1";
    private static final String DESTINATION = "198.51.100.2";
    private static final Selector SELECTOR =
            Selector.of(IpAddress.parse("10.1.0.0"), 16, IpAddress.parse("10.2.0.0"), 16);

    private final SaTable table = new SaTable(16);
    private final TemplateResolver resolver = new TemplateResolver(table);
    private final FlowKey key = key("10.1.0.2", "10.2.0.2");
    private final List<SecretKey> keys = new ArrayList<>();

    @AfterEach
    void closeKeys() {
        keys.forEach(SecretKey::close);
    }

    private static FlowKey key(String source, String destination) {
        FlowKey key = new FlowKey();
        IpAddress from = IpAddress.parse(source);
        IpAddress to = IpAddress.parse(destination);
        key.family = from.family();
        key.sourceHigh = from.high();
        key.sourceLow = from.low();
        key.destinationHigh = to.high();
        key.destinationLow = to.low();
        return key;
    }

    private static SaConfigBuilder tunnel(int spi) {
        return new SaConfigBuilder()
                .between(SOURCE, DESTINATION)
                .spi(spi)
                .reqid(100)
                .mode(XfrmMode.TUNNEL)
                .selector(SELECTOR);
    }

    private XfrmState add(SaConfigBuilder builder) {
        SecretKey secret = new SecretKey(new byte[20]);
        keys.add(secret);
        XfrmState state = new XfrmState(builder.build(), secret);
        assertThat(table.add(state)).isTrue();
        return state;
    }

    private static Template template(XfrmMode mode, int reqid, int spi) {
        return new Template(
                IpAddress.parse(SOURCE), IpAddress.parse(DESTINATION), spi, 50, mode, reqid, Template.Level.REQUIRED);
    }

    private static Policy policy(Template... templates) {
        return policy(Policy.Action.ALLOW, 0, 0, templates);
    }

    private static Policy policy(Policy.Action action, int mark, int mask, Template... templates) {
        return new Policy(SELECTOR, Policy.Direction.OUT, action, 0, mark, mask, 0, List.of(templates));
    }

    private void assertFinds(XfrmState state, Policy policy) {
        assertThat(resolver.resolve(policy, key)).isEqualTo(Resolution.PROTECT);
        assertThat(resolver.state()).isSameAs(state);
    }

    private void assertFindsNone(Template template) {
        assertThat(resolver.resolve(policy(template), key)).isEqualTo(Resolution.NO_STATE);
        assertThat(resolver.state()).isNull();
    }

    @Test
    void shouldPassOrBlockWhenPolicyNeedsNoState() {
        assertThat(resolver.resolve(policy(), key)).isEqualTo(Resolution.CLEAR);
        Template template = template(XfrmMode.TUNNEL, 100, 0);
        assertThat(resolver.resolve(policy(Policy.Action.BLOCK, 0, 0, template), key))
                .isEqualTo(Resolution.BLOCK);
        assertThat(resolver.state()).isNull();
    }

    @Test
    void shouldFindAllStatesInTheirOrderWhenPolicyHasSeveralTemplates() {
        XfrmState inner = add(tunnel(0x1000).between("10.1.0.2", "10.2.0.2").mode(XfrmMode.TRANSPORT));
        XfrmState outer = add(tunnel(0x1001).reqid(101));
        Policy policy = policy(template(XfrmMode.TRANSPORT, 100, 0), template(XfrmMode.TUNNEL, 101, 0));

        assertThat(resolver.resolve(policy, key)).isEqualTo(Resolution.PROTECT);
        assertThat(resolver.count()).isEqualTo(2);
        assertThat(resolver.states()).startsWith(inner, outer);
        assertThat(resolver.state()).isNull();

        table.remove(outer);
        assertThat(resolver.resolve(policy, key)).isEqualTo(Resolution.NO_STATE);
    }

    @Test
    void shouldUseEndsOfTunnelWhenTransportTemplateStandsBehindIt() {
        XfrmState tunnel = add(tunnel(0x1000));
        add(tunnel(0x1001)
                .between("10.1.0.2", "10.2.0.2")
                .mode(XfrmMode.TRANSPORT)
                .reqid(101));
        Policy policy = policy(template(XfrmMode.TUNNEL, 100, 0), template(XfrmMode.TRANSPORT, 101, 0));
        assertThat(resolver.resolve(policy, key)).isEqualTo(Resolution.NO_STATE);

        XfrmState between = add(tunnel(0x1002).mode(XfrmMode.TRANSPORT).reqid(101));
        assertThat(resolver.resolve(policy, key)).isEqualTo(Resolution.PROTECT);
        assertThat(resolver.states()).startsWith(tunnel, between);
    }

    @Test
    void shouldFindOthersWhenOptionalOneIsMissing() {
        Template optional =
                new Template(IpAddress.any(4), IpAddress.any(4), 0, 50, XfrmMode.TRANSPORT, 7, Template.Level.USE);
        XfrmState state = add(tunnel(0x1000));
        assertFinds(state, policy(optional, template(XfrmMode.TUNNEL, 100, 0)));
    }

    @Test
    void shouldSendPacketElsewhereOnlyWhenItsFirstStateIsThere() {
        TemplateResolver one = new TemplateResolver(table, (high, low, reqid) -> reqid == 101 ? 3 : StateOwners.NONE);
        Policy policy = policy(template(XfrmMode.TUNNEL, 101, 0), template(XfrmMode.TUNNEL, 100, 0));
        assertThat(one.resolve(policy, key)).isEqualTo(Resolution.ELSEWHERE);
        assertThat(one.owner()).isEqualTo(3);
        add(tunnel(0x1000));
        Policy turned = policy(template(XfrmMode.TUNNEL, 100, 0), template(XfrmMode.TUNNEL, 101, 0));
        assertThat(one.resolve(turned, key)).isEqualTo(Resolution.APART);
    }

    @Test
    void shouldFindStateWhenEverythingFits() {
        XfrmState state = add(tunnel(0x1000));
        assertFinds(state, policy(template(XfrmMode.TUNNEL, 100, 0)));
        assertFinds(state, policy(template(XfrmMode.TUNNEL, 100, 0x1000)));
    }

    @Test
    void shouldFindNoneWhenReqidModeSpiOrProtocolDiffers() {
        add(tunnel(0x1000));
        assertFindsNone(template(XfrmMode.TUNNEL, 101, 0));
        assertFindsNone(template(XfrmMode.TUNNEL, 0, 0));
        assertFindsNone(template(XfrmMode.BEET, 100, 0));
        assertFindsNone(template(XfrmMode.TUNNEL, 100, 0x1001));
        Template tunnel = template(XfrmMode.TUNNEL, 100, 0);
        assertFindsNone(new Template(
                tunnel.source(), tunnel.destination(), 0, 51, XfrmMode.TUNNEL, 100, Template.Level.REQUIRED));
    }

    @Test
    void shouldFindNoneWhenAddressesDiffer() {
        add(tunnel(0x1000));
        assertFindsNone(addressed(SOURCE, "198.51.100.3"));
        assertFindsNone(addressed("192.0.2.2", DESTINATION));
        assertFindsNone(addressed("2001:db8::1", "2001:db8::2"));
    }

    private static Template addressed(String source, String destination) {
        return new Template(
                IpAddress.parse(source),
                IpAddress.parse(destination),
                0,
                50,
                XfrmMode.TUNNEL,
                100,
                Template.Level.REQUIRED);
    }

    @Test
    void shouldTakeAnySourceWhenTemplateOrStateLeavesItOpen() {
        XfrmState state = add(tunnel(0x1000));
        assertFinds(state, policy(addressed("0.0.0.0", DESTINATION)));
        XfrmState open = add(tunnel(0x1001).between("0.0.0.0", DESTINATION));
        assertFinds(open, policy(addressed("192.0.2.9", DESTINATION)));
        assertFinds(state, policy(addressed(SOURCE, DESTINATION)));
    }

    @Test
    void shouldUseAddressesOfPacketWhenTransport() {
        XfrmState state = add(tunnel(0x1000).between("10.1.0.2", "10.2.0.2").mode(XfrmMode.TRANSPORT));
        add(tunnel(0x1001).mode(XfrmMode.TRANSPORT));
        assertFinds(state, policy(template(XfrmMode.TRANSPORT, 100, 0)));
        key.sourceLow++;
        assertFindsNone(template(XfrmMode.TRANSPORT, 100, 0));
    }

    @Test
    void shouldFindNoneWhenSelectorOfStateDoesNotMatch() {
        add(tunnel(0x1000).selector(Selector.of(IpAddress.parse("10.9.0.0"), 16, IpAddress.any(4), 0)));
        add(tunnel(0x1001).selector(Selector.of(IpAddress.any(6), 0, IpAddress.any(6), 0)));
        assertFindsNone(template(XfrmMode.TUNNEL, 100, 0));
        XfrmState open = add(tunnel(0x1002).selector(Selector.ANY));
        assertFinds(open, policy(template(XfrmMode.TUNNEL, 100, 0)));
    }

    @Test
    void shouldCompareMarkOfStateWithMarkOfPolicy() {
        XfrmState marked = add(tunnel(0x1000).mark(0x5, 0xf));
        assertFindsNone(template(XfrmMode.TUNNEL, 100, 0));
        key.mark = 5;
        assertFindsNone(template(XfrmMode.TUNNEL, 100, 0));
        assertFinds(marked, policy(Policy.Action.ALLOW, 0x25, 0xff, template(XfrmMode.TUNNEL, 100, 0)));
    }

    @Test
    void shouldFindStatesOfThePoliciesInterfaceOnly() {
        XfrmState plain = add(tunnel(0x1000));
        XfrmState own = add(tunnel(0x1001).interfaceId(7));
        Template template = template(XfrmMode.TUNNEL, 100, 0);
        Policy policy =
                new Policy(SELECTOR, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 7, 0, List.of(template));
        assertFinds(own, policy);
        assertFinds(plain, policy(template));
    }

    @Test
    void shouldLeaveOutStatesThatOnlyReceive() {
        add(tunnel(0x1000).flags(SaFlags.WILDRECV));
        assertFindsNone(template(XfrmMode.TUNNEL, 100, 0));
    }

    @Test
    void shouldPreferStateAddedLastWhenSeveralFit() {
        Policy policy = policy(template(XfrmMode.TUNNEL, 100, 0));
        add(tunnel(0x1001));
        XfrmState middle = add(tunnel(0x1000));
        XfrmState last = add(tunnel(0x1002));
        assertFinds(last, policy);
        table.remove(last);
        assertFinds(middle, policy);
    }

    @Test
    void shouldPreferStateThatIsNotDyingWhenOneIs() {
        Policy policy = policy(template(XfrmMode.TUNNEL, 100, 0));
        XfrmState fresh = add(tunnel(0x1000));
        XfrmState dying = add(tunnel(0x1001).limits(new SaLimits(1, 100, 1, 100)));
        dying.count(1);
        dying.checkExpire(1);
        assertFinds(fresh, policy);
        fresh.kill();
        assertFinds(dying, policy);
        dying.kill();
        assertThat(resolver.resolve(policy, key)).isEqualTo(Resolution.NO_STATE);
    }

    @Test
    void shouldPassInClearWhenOptionalStateIsMissing() {
        Template optional =
                new Template(IpAddress.any(4), IpAddress.any(4), 0, 50, XfrmMode.TRANSPORT, 100, Template.Level.USE);
        assertThat(resolver.resolve(policy(optional), key)).isEqualTo(Resolution.CLEAR);
        add(tunnel(0x1000).between("10.1.0.2", "10.2.0.2").mode(XfrmMode.TRANSPORT));
        assertThat(resolver.resolve(policy(optional), key)).isEqualTo(Resolution.PROTECT);
    }

    @Test
    void shouldAllocateNothingWhenResolving() {
        add(tunnel(0x1000));
        add(tunnel(0x1001));
        Policy policy = policy(template(XfrmMode.TUNNEL, 100, 0x1000));

        AllocationGate.assertNoAllocation("TemplateResolver.resolve", () -> {
            if (resolver.resolve(policy, key) != Resolution.PROTECT) {
                throw new IllegalStateException();
            }
        });
    }
}
