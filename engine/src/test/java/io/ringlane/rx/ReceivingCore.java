// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.PolicyTable;
import io.ringlane.replay.ReplayWindow;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.rx.state.InboundTable;
import io.ringlane.rx.state.LocalAddresses;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.CoreCounters;
import io.ringlane.stats.Ledger;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.EspSender;
import java.util.ArrayList;
import java.util.List;

/** A receiver with all around it, that keeps what comes out of it on the heap. Driven by hand. */
final class ReceivingCore implements RxSink, AutoCloseable {
    static final String OUTER_FROM = "192.0.2.1";
    static final String OUTER_TO = "198.51.100.2";
    static final int SPI = 0x1234;

    final PacketPool pool = new PacketPool("rx", 256, 4, 1);
    final InboundTable table = new InboundTable(16);
    final PolicyTable policies = new PolicyTable();
    final LocalAddresses local = new LocalAddresses();
    final Ledger ledger = new Ledger();
    final CoreCounters counters = new CoreCounters();
    final List<byte[]> clear = new ArrayList<>();
    final List<Boolean> forwarded = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    final List<InboundState> expired = new ArrayList<>();
    final List<InboundState> added = new ArrayList<>();
    private final JdkProvider crypto = new JdkProvider();
    private final List<CryptoKey> keys = new ArrayList<>();
    private final Receiver receiver;
    private long nowNs = 1;

    ReceivingCore(boolean withPolicies, int burst) {
        this(withPolicies, burst, 64);
    }

    /** @param flows to remember; 0 for no short way. */
    ReceivingCore(boolean withPolicies, int burst, int flows) {
        local.add(IpAddress.parse(OUTER_TO));
        BurstCipher cipher = crypto.newCipher();
        receiver = new Receiver(
                new Receiver.Parts(
                        table,
                        withPolicies ? policies : null,
                        local,
                        EncapPorts.natT(),
                        cipher,
                        ledger,
                        counters,
                        pool,
                        pool::give,
                        this,
                        flows),
                burst);
    }

    InboundState add(SaConfig config, long top) {
        return add(config, top, null);
    }

    InboundState add(SaConfig config, long top, EncapPorts.Kind kind) {
        SecretKey key = new SecretKey(EspSender.MATERIAL.clone());
        CryptoKey expanded = crypto.newKey(config.transform(), key);
        keys.add(expanded);
        InboundState state = InboundState.of(
                new XfrmState(config, key),
                ReplayWindow.of(config.esn(), config.replayWindow(), top),
                expanded,
                kind,
                0);
        table.add(state);
        added.add(state);
        return state;
    }

    /** Hands packets over as one burst. */
    void receive(byte[]... packets) {
        PacketBatch batch = new PacketBatch(Math.max(1, packets.length));
        for (byte[] bytes : packets) {
            Packet packet = pool.takeFor(bytes.length);
            packet.put(bytes.length);
            packet.buffer().putBytes(packet.data(), bytes);
            packet.network(packet.data());
            batch.add(packet);
        }
        ledger.in(packets.length);
        nowNs += 10_000_000;
        receiver.receive(batch, nowNs);
    }

    /** An ESP packet to the SA's address. */
    static byte[] outer(byte[] esp) {
        return EspSender.ipv4(50, OUTER_FROM, OUTER_TO, 0, esp);
    }

    long counted(XfrmCounter counter) {
        return counters.get(counter);
    }

    @Override
    public void clear(Packet packet, InboundState state, boolean forward) {
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.data(), bytes);
        clear.add(bytes);
        forwarded.add(forward);
        pool.give(packet);
    }

    @Override
    public void refused(Packet packet, Refusal refusal, InboundState state) {
        refusals.add(refusal);
    }

    @Override
    public void expired(InboundState state, boolean hard) {
        expired.add(state);
    }

    @Override
    public void close() {
        receiver.close();
        keys.forEach(CryptoKey::close);
        pool.close();
    }
}
