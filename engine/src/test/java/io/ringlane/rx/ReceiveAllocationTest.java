// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.NullProvider;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.Policy;
import io.ringlane.policy.PolicyTable;
import io.ringlane.policy.Template;
import io.ringlane.replay.ReplayWindow;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.rx.state.InboundTable;
import io.ringlane.rx.state.LocalAddresses;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.CoreCounters;
import io.ringlane.stats.Ledger;
import io.ringlane.testing.AllocationGate;
import io.ringlane.testing.EspSender;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receiving makes no garbage: a burst through look-up, window, cipher, tunnel and policy. */
class ReceiveAllocationTest {
    private static final int BURST = 16;
    private static final int SEQUENCE_AT = 20 + 4;

    private final PacketPool pool = new PacketPool("rx", BURST, 0, 0);
    private long number;
    private long clear;

    @Test
    void shouldAllocateNothingWhenBurstIsReceived() {
        NullProvider crypto = new NullProvider();
        SaConfig config = new SaConfigBuilder()
                .between("192.0.2.1", "198.51.100.2")
                .spi(0x1000)
                .replayWindow(128)
                .reqid(1)
                .transform(EspTransform.nullForBenchmarks())
                .build();
        SecretKey secret = new SecretKey(new byte[0]);
        CryptoKey key = crypto.newKey(config.transform(), secret);
        InboundTable table = new InboundTable(4);
        table.add(InboundState.of(new XfrmState(config, secret), ReplayWindow.of(false, 128, 0), key, null, 0));
        LocalAddresses local = new LocalAddresses();
        local.add(config.id().destination());
        PolicyTable policies = new PolicyTable();
        policies.add(policy(config));
        Receiver receiver = new Receiver(
                new Receiver.Parts(
                        table,
                        policies,
                        local,
                        EncapPorts.natT(),
                        crypto.newCipher(),
                        new Ledger(),
                        new CoreCounters(),
                        null,
                        pool::give,
                        (packet, state, forward) -> {
                            clear++;
                            pool.give(packet);
                        },
                        64),
                BURST);
        byte[] bytes = packet();
        PacketBatch batch = new PacketBatch(BURST);

        AllocationGate.assertNoAllocation("receive", () -> {
            for (int i = 0; i < BURST; i++) {
                Packet packet = pool.takeFor(bytes.length);
                packet.put(bytes.length);
                packet.buffer().putBytes(packet.data(), bytes);
                packet.buffer().putInt(packet.data() + SEQUENCE_AT, (int) ++number, ByteOrder.BIG_ENDIAN);
                packet.network(packet.data());
                batch.add(packet);
            }
            receiver.receive(batch, number);
        });

        assertThat(clear).isEqualTo(number);
        receiver.close();
        key.close();
        secret.close();
        pool.close();
    }

    /** ESP as the null cipher has it: header, IV, text, ICV, none of them protected. */
    private static byte[] packet() {
        byte[] inner = EspSender.ipv4(17, "10.1.0.2", "10.2.0.2", 0, EspSender.udp(7, 9, new byte[18]));
        byte[] esp = EspSender.joined(new byte[] {0, 0, 0x10, 0}, new byte[12], inner, new byte[] {0, 4}, new byte[16]);
        return EspSender.ipv4(50, "192.0.2.1", "198.51.100.2", 0, esp);
    }

    private static Policy policy(SaConfig config) {
        Template template = new Template(
                config.source(), config.id().destination(), 0, 50, XfrmMode.TUNNEL, 1, Template.Level.REQUIRED);
        Selector selector = Selector.of(IpAddress.parse("10.1.0.0"), 16, IpAddress.parse("10.2.0.0"), 16);
        return new Policy(selector, Policy.Direction.FORWARD, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(template));
    }
}
