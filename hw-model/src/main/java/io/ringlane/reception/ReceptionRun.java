// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reception;

import io.ringlane.config.XfrmConfig;
import io.ringlane.config.XfrmConfigReader;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.engine.EngineException;
import io.ringlane.header.Ethernet;
import io.ringlane.header.IpProtocol;
import io.ringlane.io.CaptureReader;
import io.ringlane.io.CaptureRecord;
import io.ringlane.io.CaptureWriter;
import io.ringlane.io.LinkType;
import io.ringlane.ip.IpPacket;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.Policy;
import io.ringlane.receive.ReceiveCore;
import io.ringlane.replay.ReorderDepth;
import io.ringlane.rx.Refusal;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.IpAddress;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Receives a capture and writes what may pass into another one; time is the capture's. One thread. */
public final class ReceptionRun implements RxSink, AutoCloseable {
    private static final int BURST = 32;
    private static final int WIRE_SLOTS = 1024;
    private static final int JUMBO_SLOTS = 512;
    private static final int LONG_SLOTS = 64;
    private static final int LONGEST = 0xffff;

    private final ReceptionSettings settings;
    private final XfrmConfig config;
    private final CryptoProvider crypto;
    private final PacketPool pool = new PacketPool("receive", WIRE_SLOTS, JUMBO_SLOTS, LONG_SLOTS);
    private final ReceiveCore core;
    private final PacketTrace trace;
    private final PacketBatch batch;
    private final List<String> warnings = new ArrayList<>();
    private final IpPacket ip = new IpPacket();
    private CaptureWriter writer;
    private long nowNs;
    private long packets;
    private long bytes;
    private long skipped;
    private long clear;
    private long unprotected;
    private long forwarded;

    private ReceptionRun(ReceptionSettings settings, XfrmConfig config) {
        this.settings = settings;
        this.config = config;
        crypto = settings.crypto().isEmpty() ? CryptoProviders.best() : CryptoProviders.named(settings.crypto());
        boolean checked =
                config.policies().stream().anyMatch(entry -> entry.policy().direction() != Policy.Direction.OUT);
        if (!checked) {
            warnings.add(settings.sa() + ": there is no policy with 'dir in' or 'dir fwd', so all that is authentic"
                    + " passed, and all that came in clear");
        }
        trace = settings.explain() == null ? null : new PacketTrace(settings.explain());
        // what is explained goes one by one, so that each step is that packet's
        batch = new PacketBatch(trace == null ? BURST : 1);
        core = new ReceiveCore(
                new ReceiveCore.Settings(crypto, Math.max(1, config.states().size()), BURST, checked, ports()),
                pool,
                pool::give,
                this);
        core.trace(trace);
        settings.local().forEach(core.local()::add);
    }

    /**
     * Carries a run out. What is wrong with files or settings is an exception whose message is one line for the user:
     * CaptureException, ConfigException, EngineException. The output is touched after all of these have been checked.
     */
    public static ReceptionResult run(ReceptionSettings settings) {
        try (CaptureReader reader = CaptureReader.open(settings.in());
                XfrmConfig config = new XfrmConfigReader()
                        .allowUnauthenticated(settings.allowUnauthenticated())
                        .read(settings.sa());
                ReceptionRun run = new ReceptionRun(settings, config)) {
            run.add();
            return run.receive(reader);
        }
    }

    private EncapPorts ports() {
        try {
            return InboundStates.ports(config.states());
        } catch (IllegalArgumentException e) {
            throw new EngineException(EngineException.Category.STATE, settings.sa() + ": " + e.getMessage());
        }
    }

    private void add() {
        for (XfrmConfig.SaEntry entry : config.states()) {
            if (entry.offload() == null || entry.offload().inbound()) {
                add(entry);
            }
        }
        if (core.states().isEmpty()) {
            warnings.add(settings.sa() + ": there is no SA to receive with");
        }
        config.policies().forEach(entry -> core.policies().add(entry.policy()));
    }

    private void add(XfrmConfig.SaEntry entry) {
        ReceiveCore.Added added = InboundStates.add(core, entry);
        if (added != ReceiveCore.Added.DONE) {
            String fault = added == ReceiveCore.Added.NO_CRYPTO
                    ? "crypto provider " + crypto.name() + " has no "
                            + entry.config().transform().name()
                    : "it is there already";
            throw new EngineException(
                    EngineException.Category.STATE,
                    settings.sa() + ":" + entry.line() + ": SA "
                            + entry.config().id() + ": " + fault);
        }
        if (settings.advice()) {
            core.find(entry.config().id()).window().observe();
        }
    }

    private ReceptionResult receive(CaptureReader reader) {
        try (CaptureWriter output = CaptureWriter.create(settings.out(), LinkType.RAW_IP)) {
            writer = output;
            CaptureRecord record = new CaptureRecord();
            while (reader.next(record)) {
                receive(record);
            }
            core.receive(batch, nowNs);
        }
        return result(reader);
    }

    private void receive(CaptureRecord record) {
        int length = record.capturedLength() - record.linkHeaderLength();
        boolean tagged = record.linkType() == LinkType.ETHERNET && record.protocol() == Ethernet.TYPE_VLAN;
        boolean isIp = isIp(record.linkType() == LinkType.RAW_IP ? Ethernet.TYPE_IPV4 : record.protocol());
        if (!tagged && !isIp || record.isCut() || length < 1 || length > LONGEST) {
            skipped++;
            if (isIp) {
                warnings.add(settings.in() + ": packet " + record.number() + " was left out: "
                        + (record.isCut() ? "cut by the capture's snaplen" : length + " bytes"));
            }
            return;
        }
        Packet packet = pool.takeFor(length);
        packet.put(length);
        record.copyNetworkTo(packet.buffer(), packet.data(), length);
        if (tagged && !hasIpBehindTag(packet)) {
            skipped++;
            pool.give(packet);
            return;
        }
        packet.network(packet.data());
        packet.ingressTime(record.timestampNanos());
        receive(record, packet);
    }

    private static boolean isIp(int type) {
        return type == Ethernet.TYPE_IPV4 || type == Ethernet.TYPE_IPV6;
    }

    /** Takes the rest of a VLAN tag off. */
    private static boolean hasIpBehindTag(Packet packet) {
        boolean isIp = packet.length() > Ethernet.VLAN_LENGTH
                && isIp(packet.buffer().getShort(packet.data() + 2, ByteOrder.BIG_ENDIAN) & 0xffff);
        return isIp && packet.pull(Ethernet.VLAN_LENGTH);
    }

    private void receive(CaptureRecord record, Packet packet) {
        nowNs = Math.max(nowNs, record.timestampNanos());
        packets++;
        bytes += packet.length();
        if (trace != null) {
            trace.begin(record.number(), packet.length());
        }
        expectEsp(packet);
        batch.add(packet);
        if (batch.isFull()) {
            core.receive(batch, nowNs);
            if (trace != null) {
                trace.end();
            }
        }
    }

    /** ESP to whomever is to be opened here: what has no SA is counted so, and not forwarded as it is. */
    private void expectEsp(Packet packet) {
        boolean isEsp = ip.read(packet.buffer(), packet.data(), packet.length())
                && ip.walk() == IpPacket.UPPER_LAYER
                && ip.protocol() == IpProtocol.ESP;
        if (isEsp && !core.local().contains(ip.family(), ip.destinationHigh(), ip.destinationLow())) {
            core.local().add(new IpAddress(ip.family(), ip.destinationHigh(), ip.destinationLow()));
        }
    }

    @Override
    public void clear(Packet packet, InboundState state, boolean forward) {
        clear++;
        unprotected += state == null ? 1 : 0;
        forwarded += forward ? 1 : 0;
        if (trace != null) {
            trace.cleared(packet, forward);
        }
        long came = packet.ingressTime();
        writer.write(packet.buffer(), packet.data(), packet.length(), came == 0 ? nowNs : came);
        pool.give(packet);
    }

    @Override
    public void refused(Packet packet, Refusal refusal, InboundState state) {
        if (trace != null) {
            trace.refused(refusal);
        }
    }

    private ReceptionResult result(CaptureReader reader) {
        Map<XfrmCounter, Long> counters = new EnumMap<>(XfrmCounter.class);
        for (XfrmCounter counter : XfrmCounter.values()) {
            if (core.counters().get(counter) != 0) {
                counters.put(counter, core.counters().get(counter));
            }
        }
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            if (core.ledger().dropped(reason) != 0) {
                drops.put(reason, core.ledger().dropped(reason));
            }
        }
        List<String> explanation = trace == null ? List.of() : trace.lines();
        if (trace != null && explanation.isEmpty()) {
            warnings.add("--explain: there is no such packet in " + settings.in());
        }
        return new ReceptionResult(
                settings,
                crypto.name(),
                packets,
                bytes,
                skipped + reader.skippedCount(),
                clear,
                unprotected,
                forwarded,
                core.held(),
                counters,
                drops,
                core.states().stream().map(ReceptionRun::state).toList(),
                explanation,
                reader.problem(),
                warnings);
    }

    private static ReceptionResult.State state(InboundState state) {
        ReorderDepth depth = state.window().depth();
        return new ReceptionResult.State(
                state.config().id().toString(),
                state.config().mode().label(),
                state.config().transform().name(),
                state.window().size(),
                state.state().packets(),
                state.state().bytes(),
                state.window().top(),
                state.window().duplicates(),
                state.window().tooOld(),
                state.integrityFailed(),
                state.lateAuthentic(),
                depth == null ? null : advice(depth));
    }

    private static ReceptionResult.Advice advice(ReorderDepth depth) {
        List<Long> depths = new ArrayList<>();
        List<Long> dropped = new ArrayList<>();
        for (int i = 0; i < ReorderDepth.BUCKETS; i++) {
            depths.add(depth.count(i));
        }
        for (int window = 1; window <= 1 << 16; window <<= 1) {
            dropped.add(depth.droppedBy(window));
        }
        return new ReceptionResult.Advice(
                depths, depth.deepest(), depth.gaps(), depth.missing(), dropped, depth.sufficient());
    }

    @Override
    public void close() {
        core.close();
        pool.close();
    }
}
