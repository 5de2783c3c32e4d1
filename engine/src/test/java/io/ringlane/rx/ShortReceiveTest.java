// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import static io.ringlane.rx.ReceivingCore.OUTER_FROM;
import static io.ringlane.rx.ReceivingCore.OUTER_TO;
import static io.ringlane.rx.ReceivingCore.SPI;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.EspSender;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way says of each packet what the long way says: random scripts go both. */
class ShortReceiveTest {
    private static final int STATES = 6;
    private static final int PACKETS = 3000;
    private static final int IPV4 = 4;
    private static final int IPV6 = 41;
    private static final int ESP = 50;
    private static final int UDP = 17;
    private static final String[] HOSTS = {"10.2.0.2", "10.2.0.3", OUTER_TO};
    private static final int[] PORTS = {9, 4500, 53};

    private final SplittableRandom random;
    /** Packets of an SA inside another's are opened in a later round, of which a burst has more the short way. */
    private boolean nests;

    ShortReceiveTest() {
        random = new SplittableRandom(7);
    }

    private static ReceivingCore core(int burst, int flows) {
        ReceivingCore core = new ReceivingCore(true, burst, flows);
        for (int i = 0; i < STATES; i++) {
            SaConfigBuilder state = new SaConfigBuilder()
                    .between(OUTER_FROM, OUTER_TO)
                    .spi(SPI + i)
                    .mode(i == 4 ? XfrmMode.TRANSPORT : XfrmMode.TUNNEL)
                    .esn(i == 1)
                    .reqid(i)
                    .replayWindow(i == 2 ? 0 : 64);
            if (i == 3) {
                state.limits(new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, 90, 160));
            }
            if (i == 5) {
                state.flags(SaFlags.DECAP_DSCP).limits(new SaLimits(4_000, 60_000, 800, SaLimits.INFINITE));
            }
            core.add(state.build(), i == 1 ? 0xffff_ff00L : 0);
        }
        for (Policy.Direction direction : List.of(Policy.Direction.IN, Policy.Direction.FORWARD)) {
            core.policies.add(policy(direction, "10.2.0.2", 32, 1, Policy.Action.ALLOW));
            core.policies.add(policy(direction, "10.2.0.3", 32, 5, Policy.Action.BLOCK));
            core.policies.add(policy(direction, "0.0.0.0", 0, 0, Policy.Action.ALLOW));
        }
        return core;
    }

    private static Policy policy(Policy.Direction direction, String to, int prefix, int reqid, Policy.Action action) {
        Selector selector = Selector.of(IpAddress.any(4), 0, IpAddress.parse(to), prefix);
        Template template = new Template(
                IpAddress.any(4), IpAddress.parse(OUTER_TO), 0, ESP, XfrmMode.TUNNEL, reqid, Template.Level.REQUIRED);
        return new Policy(selector, direction, action, 100 - prefix, 0, 0, 0, List.of(template));
    }

    private byte[] inner() {
        byte[] upper = EspSender.udp(
                7, PORTS[random.nextInt(PORTS.length)], new byte[random.nextInt(4) == 0 ? 1 : random.nextInt(80)]);
        byte[] packet = EspSender.ipv4(
                random.nextInt(12) == 0 ? 6 : UDP,
                random.nextInt(9) == 0 ? "10.9.9.9" : "10.1.0.2",
                HOSTS[random.nextInt(HOSTS.length)],
                random.nextInt(4),
                upper);
        return switch (random.nextInt(24)) {
            case 0 -> changed(packet);
            case 1 -> Arrays.copyOf(packet, random.nextInt(packet.length));
            case 2 -> Arrays.copyOf(packet, packet.length + random.nextInt(9));
            case 3 -> nests ? outer(EspSender.esp(SPI, 1 + random.nextInt(400), false, packet, IPV4), 0) : packet;
            default -> packet;
        };
    }

    private byte[] changed(byte[] packet) {
        byte[] bytes = packet.clone();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    private static byte[] outer(byte[] esp, int tos) {
        return EspSender.ipv4(ESP, OUTER_FROM, OUTER_TO, tos, esp);
    }

    private byte[] packet(int at) {
        int state = random.nextInt(STATES + 1);
        int back = random.nextInt(random.nextInt(20) == 0 ? 200 : 20);
        long number = 1L + Math.max(0, at / 6 + random.nextInt(12) - back);
        number += state == 1 ? 0xffff_ff00L : 0;
        int next = random.nextInt(30) == 0 ? random.nextInt(64) : IPV4;
        byte[] esp = EspSender.esp(SPI + state, number, state == 1, inner(), next == 6 ? IPV6 : next);
        byte[] packet = outer(esp, random.nextInt(5) == 0 ? 0x2b : random.nextInt(4) == 0 ? 0x28 : 0);
        return switch (random.nextInt(30)) {
            case 0 -> changed(packet);
            case 1 -> Arrays.copyOf(packet, random.nextInt(packet.length + 1));
            case 2 -> Arrays.copyOf(packet, packet.length + 4);
            case 3 -> inner();
            default -> packet;
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 32})
    void shouldSayTheSameWhenScriptsAreRandom(int burst) {
        nests = burst == 1;
        try (ReceivingCore shortWay = core(burst, 16);
                ReceivingCore longWay = core(burst, 0)) {
            List<byte[]> waiting = new ArrayList<>();
            for (int i = 0; i < PACKETS; i++) {
                waiting.add(packet(i));
                if (waiting.size() == burst) {
                    shortWay.receive(waiting.toArray(byte[][]::new));
                    longWay.receive(waiting.toArray(byte[][]::new));
                    assertSame(shortWay, longWay, burst);
                    waiting.clear();
                }
            }

            assertThat(longWay.clear).hasSizeGreaterThan(PACKETS / 8);
            assertThat(longWay.refusals)
                    .contains(
                            Refusal.REPLAY,
                            Refusal.PROTOCOL,
                            Refusal.EXPIRED,
                            Refusal.TEMPLATE,
                            Refusal.MALFORMED,
                            Refusal.MODE,
                            Refusal.UNKNOWN_SA,
                            Refusal.BLOCKED);
            assertThat(shortWay.pool.outstanding()).isEqualTo(longWay.pool.outstanding());
        }
    }

    /** In a burst the order may differ where packets go different ways, and which of its faults ends a packet. */
    private static void assertSame(ReceivingCore one, ReceivingCore other, int burst) {
        if (burst == 1) {
            assertThat(one.clear).usingElementComparator(Arrays::compare).containsExactlyElementsOf(other.clear);
            assertThat(one.forwarded).isEqualTo(other.forwarded);
            assertThat(one.refusals).isEqualTo(other.refusals);
            for (XfrmCounter counter : XfrmCounter.values()) {
                assertThat(one.counted(counter)).as(counter.name()).isEqualTo(other.counted(counter));
            }
            for (DropReason reason : DropReason.values()) {
                assertThat(one.ledger.dropped(reason)).as(reason.name()).isEqualTo(other.ledger.dropped(reason));
            }
        }
        assertThat(sorted(one.clear))
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(sorted(other.clear));
        assertThat(one.ledger.dropped()).isEqualTo(other.ledger.dropped());
        assertThat(one.ledger.sent()).isEqualTo(other.ledger.sent());
        assertThat(one.expired).hasSameSizeAs(other.expired);
        for (int i = 0; i < STATES; i++) {
            assertSame(one.added.get(i), other.added.get(i), burst);
        }
    }

    private static void assertSame(InboundState state, InboundState other, int burst) {
        assertThat(state.state().packets()).isEqualTo(other.state().packets());
        assertThat(state.state().bytes()).isEqualTo(other.state().bytes());
        assertThat(state.state().status()).isEqualTo(other.state().status());
        assertThat(state.state().dying()).isEqualTo(other.state().dying());
        assertThat(state.state().sequence().low())
                .isEqualTo(other.state().sequence().low());
        assertThat(state.window().top()).isEqualTo(other.window().top());
        if (burst == 1) {
            assertThat(state.window().duplicates()).isEqualTo(other.window().duplicates());
            assertThat(state.window().tooOld()).isEqualTo(other.window().tooOld());
            assertThat(state.integrityFailed()).isEqualTo(other.integrityFailed());
        }
    }

    private static List<byte[]> sorted(List<byte[]> packets) {
        return packets.stream().sorted(Comparator.comparing(ByteBuffer::wrap)).toList();
    }

    @Test
    void shouldAskPoliciesAgainWhenOneWasAdded() {
        try (ReceivingCore core = core(4, 16)) {
            byte[] inner = EspSender.ipv4(UDP, "10.1.0.2", "10.2.0.9", 0, EspSender.udp(7, 9, new byte[20]));
            core.receive(outer(EspSender.esp(SPI, 1, false, inner, IPV4), 0));
            core.receive(outer(EspSender.esp(SPI, 2, false, inner, IPV4), 0));
            core.policies.add(policy(Policy.Direction.FORWARD, "10.2.0.9", 32, 0, Policy.Action.BLOCK));
            core.receive(outer(EspSender.esp(SPI, 3, false, inner, IPV4), 0));

            assertThat(core.clear).hasSize(2);
            assertThat(core.refusals).containsExactly(Refusal.BLOCKED);
        }
    }

    @Test
    void shouldLookForTheHostAgainWhenItsAddressesChanged() {
        try (ReceivingCore core = core(4, 16)) {
            byte[] inner = EspSender.ipv4(UDP, "10.1.0.2", "10.2.0.9", 0, EspSender.udp(7, 9, new byte[20]));
            core.receive(outer(EspSender.esp(SPI, 1, false, inner, IPV4), 0));
            core.local.add(IpAddress.parse("10.2.0.9"));
            core.receive(outer(EspSender.esp(SPI, 2, false, inner, IPV4), 0));
            core.local.remove(IpAddress.parse("10.2.0.9"));
            core.receive(outer(EspSender.esp(SPI, 3, false, inner, IPV4), 0));
            core.local.remove(IpAddress.parse(OUTER_TO));
            core.receive(outer(EspSender.esp(SPI, 4, false, inner, IPV4), 0));

            assertThat(core.forwarded).containsExactly(true, false, true);
            assertThat(core.refusals)
                    .as("in clear, as a packet for another host")
                    .containsExactly(Refusal.TEMPLATE);
        }
    }

    @Test
    void shouldNotTakeAFlowForAnothersWhenItComesOutOfAnotherSa() {
        try (ReceivingCore core = core(4, 16)) {
            byte[] inner = EspSender.ipv4(UDP, "10.1.0.2", "10.2.0.2", 0, EspSender.udp(7, 9, new byte[20]));
            core.receive(outer(EspSender.esp(SPI + 1, 0xffff_ff01L, true, inner, IPV4), 0));
            core.receive(outer(EspSender.esp(SPI, 1, false, inner, IPV4), 0));

            assertThat(core.clear).hasSize(1);
            assertThat(core.refusals).containsExactly(Refusal.TEMPLATE);
        }
    }
}
