// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import static io.ringlane.rx.ReceivingCore.OUTER_FROM;
import static io.ringlane.rx.ReceivingCore.OUTER_TO;
import static io.ringlane.rx.ReceivingCore.SPI;
import static io.ringlane.rx.ReceivingCore.outer;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.rx.state.EncapPorts;
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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The receive path driven by hand; the recorded kernel cases show the rest. */
class ReceiverTest {
    private static final byte[] INNER =
            EspSender.ipv4(17, "10.1.0.2", "10.2.0.2", 0, EspSender.udp(7, 9, new byte[37]));
    private static final int IPV4 = 4;

    private ReceivingCore core = new ReceivingCore(false, 8);

    private static SaConfigBuilder tunnel() {
        return new SaConfigBuilder()
                .between(OUTER_FROM, OUTER_TO)
                .spi(SPI)
                .mode(XfrmMode.TUNNEL)
                .replayWindow(32);
    }

    private static byte[] sent(long number) {
        return outer(EspSender.esp(SPI, number, false, INNER, IPV4));
    }

    @AfterEach
    void shouldHaveEveryPacketInOnePlaceWhenTestEnds() {
        assertThat(core.ledger.imbalance(0, 0, 0)).isZero();
        assertThat(core.pool.outstanding()).isZero();
        core.close();
    }

    @Test
    void shouldDeliverInnerPacketWhenItIsAuthentic() {
        InboundState state = core.add(tunnel().build(), 0);

        core.receive(sent(1));

        assertThat(core.clear).containsExactly(INNER);
        assertThat(core.forwarded).containsExactly(true);
        assertThat(state.state().packets()).isEqualTo(1);
        assertThat(state.state().bytes()).isEqualTo(INNER.length);
        assertThat(state.window().top()).isEqualTo(1);
    }

    @Test
    void shouldKeepOrderAndCatchTwinWhenBurstHoldsOnePacketTwice() {
        core.add(tunnel().build(), 0);

        core.receive(sent(1), sent(2), sent(2), sent(3), sent(1), sent(4), sent(5), sent(6), sent(7), sent(8));

        assertThat(core.clear).hasSize(8);
        assertThat(core.counted(XfrmCounter.IN_STATE_SEQ_ERROR)).isEqualTo(2);
        assertThat(core.ledger.dropped(DropReason.REPLAYED)).isEqualTo(2);
    }

    @Test
    void shouldRefuseEveryLengthWhenPacketIsTruncated() {
        InboundState state = core.add(tunnel().build(), 0);
        byte[] esp = EspSender.esp(SPI, 1, false, INNER, IPV4);

        for (int length = 0; length < esp.length; length++) {
            core.receive(outer(Arrays.copyOf(esp, length)));
        }

        assertThat(core.clear).isEmpty();
        assertThat(core.counted(XfrmCounter.IN_HDR_ERROR)).isEqualTo(8);
        assertThat(core.counted(XfrmCounter.IN_STATE_PROTO_ERROR)).isEqualTo(esp.length - 8);
        assertThat(state.integrityFailed()).isEqualTo(esp.length - 32);
        assertThat(state.window().top()).isZero();
    }

    @Test
    void shouldReleaseNothingWhenAnyBitIsFlipped() {
        core.add(tunnel().build(), 0);
        byte[] packet = sent(1);
        for (int bit = 20 * 8; bit < packet.length * 8; bit++) {
            byte[] flipped = packet.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            core.receive(flipped);
        }

        assertThat(core.clear).isEmpty();
        core.receive(packet);
        assertThat(core.clear).containsExactly(INNER);
    }

    @Test
    void shouldNeverThrowWhenBytesAreRandom() {
        core.add(tunnel().build(), 0);
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = sent(i + 1);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            core.receive(Arrays.copyOf(packet, random.nextInt(packet.length + 1)));
            if (i % 100 == 99) {
                assertThat(core.ledger.imbalance(0, 0, 0)).isZero();
            }
        }

        assertThat(core.ledger.in()).isEqualTo(20_000);
    }

    @Test
    void shouldNeverThrowWhenAuthenticPayloadIsRandom() {
        core.add(tunnel().build(), 0);
        core.add(tunnel().spi(SPI + 1).mode(XfrmMode.TRANSPORT).build(), 0);
        core.add(tunnel().spi(SPI + 2).mode(XfrmMode.BEET).build(), 0);
        SplittableRandom random = new SplittableRandom(43);
        for (int i = 1; i <= 6_000; i++) {
            byte[] text = new byte[random.nextInt(80)];
            random.nextBytes(text);
            if (text.length > 1 && random.nextBoolean()) {
                text[text.length - 2] = 0;
                text[text.length - 1] = (byte) (random.nextBoolean() ? IPV4 : 94);
            }
            core.receive(outer(EspSender.sealed(SPI + i % 3, i, false, text)));
        }

        assertThat(core.ledger.in()).isEqualTo(6_000);
        assertThat(core.counted(XfrmCounter.IN_STATE_MODE_ERROR)).isPositive();
    }

    @Test
    void shouldRefuseWhenPadLengthLiesOrPacketIsDummy() {
        InboundState state = core.add(tunnel().build(), 0);

        core.receive(outer(EspSender.sealed(SPI, 1, false, new byte[] {1, 2, 3, 4, 3, IPV4})));
        core.receive(outer(EspSender.sealed(SPI, 2, false, new byte[] {1, 2, 3, 4, 4, IPV4})));
        core.receive(outer(EspSender.sealed(SPI, 3, false, new byte[] {1, 2, 3, 4, (byte) 255, IPV4})));
        core.receive(outer(EspSender.esp(SPI, 4, false, INNER, 59)));

        assertThat(core.refusals).containsExactly(Refusal.MODE, Refusal.PROTOCOL, Refusal.PROTOCOL, Refusal.PROTOCOL);
        assertThat(state.state().packets()).isEqualTo(1);
    }

    @Test
    void shouldTellLateFromForgedWhenEsnPacketIsBelowWindow() {
        InboundState state = core.add(tunnel().esn(true).build(), (5L << 32) + 1000);
        byte[] late = outer(EspSender.esp(SPI, (5L << 32) + 900, true, INNER, IPV4));
        byte[] forged = late.clone();
        forged[forged.length - 1] ^= 1;

        core.receive(forged);
        assertThat(state.lateAuthentic()).isZero();
        core.receive(late);

        assertThat(state.lateAuthentic()).isEqualTo(1);
        assertThat(state.integrityFailed()).isEqualTo(2);
        assertThat(core.clear).isEmpty();
        assertThat(core.counted(XfrmCounter.IN_STATE_PROTO_ERROR)).isEqualTo(2);
    }

    @Test
    void shouldTryOneOfBurstOnlyWhenManyAreBelowWindow() {
        InboundState state = core.add(tunnel().esn(true).build(), (5L << 32) + 1000);
        byte[] late = outer(EspSender.esp(SPI, (5L << 32) + 900, true, INNER, IPV4));

        core.receive(late, late, late, late);

        assertThat(state.integrityFailed()).isEqualTo(4);
        assertThat(state.lateAuthentic()).isEqualTo(1);
    }

    @Test
    void shouldOpenBothWhenSaIsInsideAnother() {
        core.add(tunnel().build(), 0);
        core.add(tunnel().spi(SPI + 1).build(), 0);

        core.receive(outer(EspSender.esp(SPI, 1, false, outer(EspSender.esp(SPI + 1, 1, false, INNER, IPV4)), IPV4)));

        assertThat(core.clear).containsExactly(INNER);
    }

    @Test
    void shouldRefuseWhenSasAreNestedTooDeep() {
        core.add(tunnel().replayWindow(64).build(), 0);
        byte[] packet = INNER;
        for (int i = 1; i <= 7; i++) {
            packet = outer(EspSender.esp(SPI, i, false, packet, IPV4));
        }

        core.receive(packet);

        assertThat(core.refusals).containsExactly(Refusal.TOO_DEEP);
    }

    @Test
    void shouldTakeStateOutWhenHardLimitIsReachedWithinBurst() {
        SaLimits limits = new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, 2, 3);
        InboundState state = core.add(tunnel().limits(limits).build(), 0);

        core.receive(sent(1), sent(2), sent(3), sent(4), sent(5));

        assertThat(core.clear).hasSize(3);
        assertThat(core.counted(XfrmCounter.IN_STATE_EXPIRED)).isEqualTo(2);
        assertThat(core.expired).containsExactly(state, state);
        core.receive(sent(6));
        assertThat(core.counted(XfrmCounter.IN_NO_STATES)).isEqualTo(1);
    }

    @Test
    void shouldTakeOffUdpWhenSaIsEncapsulated() {
        core.add(tunnel().encap(4500, 4500).build(), 0, EncapPorts.Kind.ESP_IN_UDP);
        byte[] esp = EspSender.esp(SPI, 1, false, INNER, IPV4);

        core.receive(outer(esp));
        core.receive(EspSender.ipv4(17, OUTER_FROM, OUTER_TO, 0, EspSender.udp(4500, 4500, esp)));
        core.receive(EspSender.ipv4(17, OUTER_FROM, OUTER_TO, 0, EspSender.udp(4500, 4500, new byte[] {-1})));
        core.receive(EspSender.ipv4(17, OUTER_FROM, OUTER_TO, 0, EspSender.udp(4500, 4500, new byte[4])));

        assertThat(core.refusals).containsExactly(Refusal.ENCAPSULATION, Refusal.KEEP_ALIVE);
        assertThat(core.clear).hasSize(2);
        assertThat(core.clear.getFirst()).isEqualTo(INNER);
    }

    @Test
    void shouldMarkCongestionWhenOuterHeaderSaysSo() {
        core.add(tunnel().build(), 0);
        core.add(tunnel().spi(SPI + 1).flags(SaFlags.NOECN).build(), 0);
        byte[] capable = EspSender.ipv4(17, "10.1.0.2", "10.2.0.2", 2, new byte[8]);

        core.receive(EspSender.ipv4(50, OUTER_FROM, OUTER_TO, 3, EspSender.esp(SPI, 1, false, capable, IPV4)));
        core.receive(EspSender.ipv4(50, OUTER_FROM, OUTER_TO, 3, EspSender.esp(SPI, 2, false, INNER, IPV4)));
        core.receive(EspSender.ipv4(50, OUTER_FROM, OUTER_TO, 3, EspSender.esp(SPI + 1, 1, false, capable, IPV4)));

        assertThat(core.clear)
                .containsExactly(EspSender.ipv4(17, "10.1.0.2", "10.2.0.2", 3, new byte[8]), INNER, capable);
    }

    @Test
    void shouldAskPolicyWhenPacketIsAuthentic() {
        core.close();
        core = new ReceivingCore(true, 8);
        core.add(tunnel().reqid(7).build(), 0);

        core.receive(sent(1));
        core.policies.add(policy(8, Policy.Action.ALLOW));
        core.receive(sent(2));
        core.policies.remove(policy(8, Policy.Action.ALLOW));
        core.policies.add(policy(7, Policy.Action.ALLOW));
        core.receive(sent(3));
        core.receive(INNER);
        core.policies.remove(policy(7, Policy.Action.ALLOW));
        core.policies.add(policy(7, Policy.Action.BLOCK));
        core.receive(sent(4));

        assertThat(core.refusals)
                .containsExactly(Refusal.NO_POLICY, Refusal.TEMPLATE, Refusal.TEMPLATE, Refusal.BLOCKED);
        assertThat(core.clear).containsExactly(INNER);
    }

    private static Policy policy(int reqid, Policy.Action action) {
        Template template = new Template(
                IpAddress.parse(OUTER_FROM),
                IpAddress.parse(OUTER_TO),
                0,
                50,
                XfrmMode.TUNNEL,
                reqid,
                Template.Level.REQUIRED);
        return new Policy(
                Selector.of(IpAddress.parse("10.1.0.0"), 16, IpAddress.parse("10.2.0.0"), 16),
                Policy.Direction.FORWARD,
                action,
                0,
                0,
                0,
                0,
                List.of(template));
    }
}
