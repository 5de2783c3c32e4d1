// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static io.ringlane.engine.EngineFixture.tunnel;
import static io.ringlane.engine.EngineFixture.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Errno;
import io.ringlane.dev.TxQueue;
import io.ringlane.life.MonitorPrinter;
import io.ringlane.life.MonitorQueue;
import io.ringlane.life.StateImage;
import io.ringlane.life.StateUse;
import io.ringlane.life.XfrmEvent;
import io.ringlane.offload.OffloadResult;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.stats.DropReason;
import io.ringlane.testing.FakeDevice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What key managers ask for and are told. */
final class KeyManagerTest {
    private static final long SECOND = 1_000_000_000;
    private static final IpAddress FROM = IpAddress.parse("203.0.113.9");
    private static final IpAddress TO = IpAddress.parse("203.0.113.10");

    private final MonitorQueue queue = new MonitorQueue(64);
    private FakeDevice device;

    private EngineFixture launch() {
        return launch(false);
    }

    private EngineFixture launch(boolean offline) {
        device = FakeDevice.of("eth0", 0);
        device.queue(0).completesAtOnce();
        return new EngineFixture(context -> context.offline(offline).monitor(queue), device);
    }

    private List<XfrmEvent> events() {
        List<XfrmEvent> events = new ArrayList<>();
        queue.poll(events::add);
        return events;
    }

    private String words() {
        StringBuilder words = new StringBuilder();
        queue.poll(event -> words.append(MonitorPrinter.print(event)));
        return words.toString();
    }

    // ---- events

    @Test
    void shouldTellOfStatesAndPoliciesWhenTheyChange() {
        try (EngineFixture fixture = launch()) {
            SaConfig config = tunnel().build();
            fixture.protect(tunnel());
            fixture.engine.keyManager().update(config.id(), SaLimits.NONE.seconds(5, 9, 0, 0));
            fixture.engine.deleteState(config.id());
            fixture.engine.deleteState(config.id());

            assertThat(events())
                    .hasSize(4)
                    .containsSubsequence(
                            new XfrmEvent.StateAdded(config),
                            new XfrmEvent.StateUpdated(config, SaLimits.NONE.seconds(5, 9, 0, 0)),
                            new XfrmEvent.StateDeleted(config))
                    .anyMatch(XfrmEvent.PolicyAdded.class::isInstance);
        }
    }

    @Test
    void shouldTellNothingWhenStateIsRefused() {
        try (EngineFixture fixture = launch()) {
            fixture.engine.addState(tunnel().sequence(0, 5).build(), CoresFixture.key());

            assertThat(events()).isEmpty();
        }
    }

    @Test
    void shouldTellOfLimitsWithCounts() {
        try (EngineFixture fixture = launch()) {
            fixture.protect(tunnel().limits(new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, 1, 2)));
            events();
            fixture.send(udp()).send(udp()).send(udp());
            SaConfig config = tunnel().limits(new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, 1, 2))
                    .build();

            assertThat(events())
                    .containsExactly(
                            new XfrmEvent.StateExpired(config, false, 128, 1),
                            new XfrmEvent.StateExpired(config, true, 256, 2));
        }
    }

    @Test
    void shouldAskForStateOnceInAWhileWhenThereIsNone() {
        try (EngineFixture fixture = launch()) {
            fixture.protect(tunnel());
            fixture.engine.deleteState(tunnel().build().id());
            events();
            for (int i = 0; i < 10; i++) {
                fixture.send(udp());
            }
            assertThat(events()).singleElement().satisfies(event -> {
                XfrmEvent.Acquire acquire = (XfrmEvent.Acquire) event;
                assertThat(acquire.selector())
                        .isEqualTo(new Selector(
                                4,
                                IpAddress.parse("10.1.0.2"),
                                32,
                                IpAddress.parse("10.2.0.2"),
                                32,
                                17,
                                1000,
                                0xffff,
                                2000,
                                0xffff));
                assertThat(acquire.template().destination()).isEqualTo(IpAddress.parse("198.51.100.2"));
                assertThat(acquire.core()).isZero();
            });
            fixture.pass(29 * SECOND).send(udp());
            assertThat(events()).isEmpty();
            fixture.pass(2 * SECOND).send(udp());
            assertThat(events()).hasSize(1);
            assertThat(fixture.count(DropReason.NO_STATE)).isEqualTo(12);
        }
    }

    @Test
    void shouldAskForTheSaThatIsMissingWhenPolicyHasSeveralTemplates() {
        IpAddress from = IpAddress.parse("192.0.2.1");
        IpAddress to = IpAddress.parse("198.51.100.2");
        Template inner = new Template(from, to, 0, 50, XfrmMode.TUNNEL, 1, Template.Level.REQUIRED);
        Template outer = new Template(FROM, TO, 0, 50, XfrmMode.TUNNEL, 2, Template.Level.REQUIRED);
        Template last = new Template(FROM, TO, 0, 50, XfrmMode.TRANSPORT, 3, Template.Level.REQUIRED);
        Selector all = Selector.of(IpAddress.any(4), 0, IpAddress.any(4), 0);
        try (EngineFixture fixture = launch()) {
            fixture.engine.addPolicy(new Policy(
                    all, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(inner, outer, last)));
            events();
            fixture.send(udp());
            assertThat(acquired()).isEqualTo(inner);

            fixture.engine.addState(
                    new SaConfigBuilder().between(from, to).spi(0x1001).reqid(1).build(), CoresFixture.key());
            events();
            fixture.send(udp());
            assertThat(acquired()).isEqualTo(outer);

            fixture.engine.addState(
                    new SaConfigBuilder().between(FROM, TO).spi(0x1002).reqid(2).build(), CoresFixture.key());
            events();
            fixture.send(udp()).send(udp());
            assertThat(acquired())
                    .as("asked for once, though it has no address of its own")
                    .isEqualTo(last);

            SaConfig third = new SaConfigBuilder()
                    .between(FROM, TO)
                    .spi(0x1003)
                    .reqid(3)
                    .mode(XfrmMode.TRANSPORT)
                    .build();
            fixture.engine.addState(third, CoresFixture.key());
            fixture.engine.deleteState(third.id());
            events();
            fixture.send(udp());
            assertThat(acquired()).as("it came, by its address, and is gone").isEqualTo(last);
        }
    }

    @Test
    void shouldAskForOptionalSaAndSendWithoutItMeanwhile() {
        Template optional =
                new Template(IpAddress.any(4), IpAddress.any(4), 0, 50, XfrmMode.TRANSPORT, 7, Template.Level.USE);
        Template outer = new Template(FROM, TO, 0, 50, XfrmMode.TUNNEL, 2, Template.Level.REQUIRED);
        Selector all = Selector.of(IpAddress.any(4), 0, IpAddress.any(4), 0);
        SaConfig missing = new SaConfigBuilder()
                .between(IpAddress.parse("10.1.0.2"), IpAddress.parse("10.2.0.2"))
                .spi(0x1007)
                .reqid(7)
                .mode(XfrmMode.TRANSPORT)
                .build();
        try (EngineFixture fixture = launch()) {
            fixture.engine.addState(
                    new SaConfigBuilder().between(FROM, TO).spi(0x1002).reqid(2).build(), CoresFixture.key());
            fixture.engine.addPolicy(
                    new Policy(all, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(optional, outer)));
            events();
            fixture.send(udp()).send(udp()).send(udp());
            assertThat(acquired()).as("asked for once").isEqualTo(optional);
            assertThat(fixture.engine.snapshot().account().sent()).isEqualTo(3);

            fixture.engine.addState(missing, CoresFixture.key());
            events();
            fixture.send(udp()).send(udp());
            assertThat(events()).isEmpty();
            assertThat(fixture.engine.snapshot().account().sent()).isEqualTo(5);
        }
    }

    private Template acquired() {
        List<XfrmEvent> events = events();
        assertThat(events).singleElement().isInstanceOf(XfrmEvent.Acquire.class);
        return ((XfrmEvent.Acquire) events.getFirst()).template();
    }

    @Test
    void shouldAskAgainWhenStateCameAndIsGone() {
        try (EngineFixture fixture = launch()) {
            fixture.protect(tunnel());
            fixture.engine.deleteState(tunnel().build().id());
            fixture.send(udp());
            fixture.engine.addState(tunnel().build(), CoresFixture.key());
            fixture.engine.deleteState(tunnel().build().id());
            events();
            fixture.send(udp());

            assertThat(events()).singleElement().isInstanceOf(XfrmEvent.Acquire.class);
        }
    }

    @Test
    void shouldCountEventsThatHaveNoPlace() {
        MonitorQueue small = new MonitorQueue(4);
        for (int i = 0; i < 7; i++) {
            small.event(new XfrmEvent.StatesFlushed());
        }
        assertThat(small.lost()).isEqualTo(3);
        assertThat(small.poll(event -> {})).isEqualTo(4);
    }

    // ---- the words of ip xfrm monitor

    @Test
    void shouldSpeakAsIpXfrmMonitorDoes() {
        try (EngineFixture fixture = launch()) {
            fixture.protect(tunnel());
            fixture.engine.deleteState(tunnel().build().id());
            fixture.send(udp());
            String words = words();

            assertThat(words)
                    .startsWith("src 192.0.2.1 dst 198.51.100.2\n\tproto esp spi 0x00001000 reqid 1 mode tunnel\n")
                    .contains("<<Keys hidden>>")
                    .contains("\nDeleted src 192.0.2.1 dst 198.51.100.2\n\tproto esp spi 0x00001000")
                    .contains("\nacquire proto esp \n"
                            + "  sel src 10.1.0.2/32 dst 10.2.0.2/32 proto udp sport 1000 dport 2000 \n"
                            + "  policy src 0.0.0.0/0 dst 0.0.0.0/0 \n"
                            + "    \tdir out priority 0 ptype main \n"
                            + "    \ttmpl src 192.0.2.1 dst 198.51.100.2\n"
                            + "    \t\tproto esp reqid 1 mode tunnel\n");
        }
    }

    @Test
    void shouldSpeakOfTheRestAsIpXfrmMonitorDoes() {
        SaConfig config = tunnel().encap(4500, 4500).build();

        assertThat(MonitorPrinter.print(new XfrmEvent.StateExpired(config, true, 1, 2)))
                .startsWith("Expired src 192.0.2.1 dst 198.51.100.2\n")
                .endsWith("\thard 1\n");
        assertThat(MonitorPrinter.print(new XfrmEvent.StateUpdated(config, SaLimits.NONE.seconds(0, 77, 0, 0))))
                .startsWith("Updated src 192.0.2.1 dst 198.51.100.2\n")
                .contains("limit time-hard 77");
        assertThat(MonitorPrinter.print(
                        new XfrmEvent.MappingChanged(config, IpAddress.parse("192.0.2.1"), 4500, FROM, 1024)))
                .isEqualTo("Mapping change 192.0.2.1:4500 -> 203.0.113.9:1024\n"
                        + "\tdst 198.51.100.2  reqid 0x1 protocol esp  SPI 0x1000\n");
        assertThat(MonitorPrinter.print(new XfrmEvent.StatesFlushed())).isEqualTo("Flushed state proto esp\n");
    }

    // ---- SPIs

    @Test
    void shouldPromiseSpiUntilAnSaHasIt() {
        try (EngineFixture fixture = launch()) {
            KeyManager manager = fixture.engine.keyManager();
            IpAddress to = IpAddress.parse("198.51.100.2");
            fixture.protect(tunnel().spi(0x2000));

            assertThat(manager.allocateSpi(to, 0x2000, 0x2001)).isEqualTo(0x2001);
            assertThat(manager.allocateSpi(to, 0x2000, 0x2001)).isZero();
            fixture.engine.addState(tunnel().spi(0x2001).build(), CoresFixture.key());
            assertThat(manager.releaseSpi(to, 0x2001)).as("the SA took it").isFalse();
            assertThat(manager.allocateSpi(to, 0x2000, 0x2001)).isZero();
            fixture.engine.deleteState(tunnel().spi(0x2001).build().id());
            assertThat(manager.allocateSpi(to, 0x2000, 0x2001)).isEqualTo(0x2001);
        }
    }

    // ---- updates

    @Test
    void shouldAnswerWithErrnoWhenStateCannotBeUpdated() {
        try (EngineFixture fixture = launch()) {
            fixture.protect(tunnel());
            SaId other = tunnel().spi(0x9999).build().id();

            assertThat(fixture.engine.keyManager().update(other, SaLimits.NONE)).isEqualTo(Errno.ESRCH);
            assertThat(fixture.engine.keyManager().update(tunnel().build().id(), SaLimits.NONE))
                    .isZero();
        }
    }

    @Test
    void shouldObeyNewLimitsWhenStateIsUpdated() {
        try (EngineFixture fixture = launch()) {
            fixture.protect(tunnel().limits(SaLimits.NONE.seconds(0, 10, 0, 0)));
            fixture.settle().pass(8 * SECOND);
            fixture.engine.keyManager().update(tunnel().build().id(), SaLimits.NONE.seconds(0, 20, 0, 0));
            fixture.pass(8 * SECOND).send(udp());
            assertThat(device.sent()).hasSize(1);
            fixture.pass(8 * SECOND).send(udp());
            assertThat(device.sent()).hasSize(1);
        }
    }

    @Test
    void shouldReplacePolicyWhenItIsUpdated() {
        try (EngineFixture fixture = launch()) {
            Selector all = Selector.of(IpAddress.any(4), 0, IpAddress.any(4), 0);
            Policy block = new Policy(all, Policy.Direction.OUT, Policy.Action.BLOCK, 0, 0, 0, 0, List.of());
            Policy pass = new Policy(all, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of());
            fixture.engine.addPolicy(block);

            assertThat(fixture.engine.keyManager().update(pass, block)).isFalse();
            assertThat(fixture.engine.keyManager().update(block, pass)).isTrue();
            fixture.send(udp());
            assertThat(device.sent()).hasSize(1);
        }
    }

    // ---- moves

    @Test
    void shouldGoOnWithNumbersWhenStateIsMoved() {
        try (EngineFixture fixture = launch()) {
            SaConfig config = tunnel().limits(new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, 100, 6))
                    .build();
            fixture.engine.addState(config, EngineFixture.key());
            Policy before = policy(config.source(), config.id().destination());
            fixture.engine.addPolicy(before);
            fixture.send(udp(), udp(), udp());
            KeyManager manager = fixture.engine.keyManager();
            OffloadResult result = manager.migrate(config.id(), FROM, TO, 0, 0);
            assertThat(result.isRefused()).as(result.toString()).isFalse();
            assertThat(manager.update(before, policy(FROM, TO))).isTrue();
            for (int i = 0; i < 5; i++) {
                fixture.send(udp());
            }

            assertThat(device.sent()).hasSize(6);
            for (int i = 0; i < 6; i++) {
                byte[] frame = device.sent().get(i);
                assertThat(EngineFixture.number(frame)).isEqualTo(i + 1);
                assertThat(EngineFixture.open(frame)).isNotNull();
                assertThat(ByteBuffer.wrap(frame).getInt(30)).isEqualTo(i < 3 ? 0xc6336402 : 0xcb00710a);
            }
            assertThat(events()).anyMatch(XfrmEvent.StateMigrated.class::isInstance);
            assertThat(fixture.engine.coreOf(config.id())).isEqualTo(-1);
        }
    }

    @Test
    void shouldMoveWhileFormerPacketsAreUnderWay() {
        try (EngineFixture fixture = launch()) {
            fixture.protect(tunnel());
            device.queue(0).set(TxQueue.DRIVER_XOFF);
            fixture.send(udp(), udp());
            SaId id = tunnel().build().id();
            assertThat(fixture.engine.keyManager().migrate(id, FROM, TO, 0, 0).isRefused())
                    .isFalse();
            device.queue(0).clear(TxQueue.DRIVER_XOFF);
            fixture.settle();

            assertThat(device.sent()).hasSize(2).allMatch(frame -> EngineFixture.open(frame) != null);
            assertThat(fixture.snapshot().states())
                    .singleElement()
                    .satisfies(state -> assertThat(state.sequenceLow()).isEqualTo(2));
        }
    }

    /** Everything by way of an SA between two hosts. */
    private static Policy policy(IpAddress from, IpAddress to) {
        Template template = new Template(from, to, 0, 50, XfrmMode.TUNNEL, 1, Template.Level.REQUIRED);
        return new Policy(
                Selector.of(IpAddress.any(4), 0, IpAddress.any(4), 0),
                Policy.Direction.OUT,
                Policy.Action.ALLOW,
                0,
                0,
                0,
                0,
                List.of(template));
    }

    @Test
    void shouldRefuseMoveWhenItIsImpossible() {
        try (EngineFixture fixture = launch()) {
            fixture.protect(tunnel());
            fixture.engine.addState(tunnel().spi(0x2000).between(FROM, TO).build(), CoresFixture.key());
            KeyManager manager = fixture.engine.keyManager();
            SaId id = tunnel().build().id();

            assertThat(manager.migrate(tunnel().spi(0x9999).build().id(), FROM, TO, 0, 0))
                    .isEqualTo(new OffloadResult.Refused(Errno.ESRCH, "no such SA: dst 198.51.100.2 spi 0x00009999"));
            assertThat(manager.migrate(id, FROM, IpAddress.parse("::1"), 0, 0).isRefused())
                    .isTrue();
            fixture.engine.addState(tunnel().between(FROM, TO).build(), CoresFixture.key());
            assertThat(manager.migrate(id, FROM, TO, 0, 0)).isEqualTo(new OffloadResult.Refused(Errno.EEXIST, ""));
            fixture.send(udp());
            assertThat(device.sent()).hasSize(1);
        }
    }

    @Test
    void shouldMoveToAnotherCoreWhenThatOwnsTheDestination() {
        try (CoresFixture fixture =
                new CoresFixture(2, context -> context.offline(false).monitor(queue))) {
            fixture.protect(0);
            fixture.add(CoresFixture.settings(1).between(FROM, TO).build());
            SaId id = CoresFixture.settings(0).build().id();
            for (int i = 0; i < 10; i++) {
                fixture.send(CoresFixture.packet(0, 1000 + i, i));
            }
            fixture.settle();
            OffloadResult result = fixture.engine.keyManager().migrate(id, FROM, TO, 0, 0);

            assertThat(result.isRefused()).as(result.toString()).isFalse();
            StateUse use = fixture.engine.keyManager().image(0).states().stream()
                    .filter(state -> state.id().spi() == id.spi())
                    .findFirst()
                    .orElseThrow();
            assertThat(use.number()).isEqualTo(10);
            assertThat(use.packets()).isEqualTo(10);
        }
    }

    // ---- images

    @Test
    void shouldGoOnWhereItEndedWhenStateIsImported() {
        StateImage image;
        SaLimits limits = new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, 4, 7).seconds(0, 100, 0, 0);
        SaConfig config = tunnel().limits(limits).build();
        try (EngineFixture fixture = launch()) {
            fixture.protect(tunnel().limits(limits));
            fixture.send(udp(), udp(), udp()).pass(60 * SECOND);
            image = StateImage.parse(
                    "image", fixture.engine.keyManager().image(1000).print());
        }
        try (EngineFixture fixture = launch(true)) {
            fixture.protect(tunnel().spi(0x7777));
            fixture.engine.deleteState(tunnel().spi(0x7777).build().id());
            events();
            StateUse use = image.at(1030).find(config.id());
            assertThat(fixture.engine
                            .addState(config, CoresFixture.key(), null, use)
                            .isRefused())
                    .isFalse();
            fixture.send(udp(), udp());
            assertThat(events())
                    .hasSize(2)
                    .last()
                    .isEqualTo(new XfrmEvent.StateExpired(config.numbered(0, 3, 0), false, 512, 4));
            assertThat(EngineFixture.number(device.sent().getFirst())).isEqualTo(4);
            fixture.pass(11 * SECOND);
            assertThat(fixture.snapshot().states())
                    .as("60 + 30 + 11 seconds old")
                    .isEmpty();
        }
    }

    @Test
    void shouldRefuseImportedNumbersWhenNothingKeepsThemApart() {
        StateUse use = new StateUse(tunnel().build().id(), 0, 3, 0, 0, 0, 0, 0, -1, null);
        try (EngineFixture fixture = launch()) {
            assertThat(fixture.engine
                            .addState(tunnel().build(), CoresFixture.key(), null, use)
                            .isRefused())
                    .isTrue();
        }
    }
}
