// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.crypto.AlgorithmSelfTest;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.life.StateUse;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import io.ringlane.policy.PolicyTable;
import io.ringlane.replay.ReplayWindow;
import io.ringlane.replay.WindowImage;
import io.ringlane.rx.Receiver;
import io.ringlane.rx.Refusal;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.RxTrace;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.rx.state.InboundTable;
import io.ringlane.rx.state.LocalAddresses;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.CoreCounters;
import io.ringlane.stats.Ledger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything the receiving side of one thread owns: inbound SAs and their keys, policies, addresses, counters, and the
 * receiver that works with them. Only that thread touches it.
 */
public final class ReceiveCore implements AutoCloseable {
    /** What became of a state to add. */
    public enum Added {
        DONE,
        /** One of the same identity is there. */
        EXISTS,
        FULL,
        /** The crypto provider does not have its algorithm, or failed the self-test of it. */
        NO_CRYPTO,
        /** Its window cannot be put on record: key in use, numbers used up, or the file is full or has failed. */
        NO_RECORD
    }

    /**
     * What a core is made of.
     *
     * @param maxStates most SAs at a time.
     * @param burst packets opened together at most.
     * @param policies whether packets must fit the policies; otherwise all that is authentic passes.
     * @param flows to remember of those that came out of SAs; 0 turns the short way off.
     */
    public record Settings(
            CryptoProvider crypto, int maxStates, int burst, boolean policies, EncapPorts ports, int flows) {
        private static final int LEAST_FLOWS = 16_384;

        /** Twice as many flows as there can be SAs. */
        public Settings(CryptoProvider crypto, int maxStates, int burst, boolean policies, EncapPorts ports) {
            this(crypto, maxStates, burst, policies, ports, Math.max(LEAST_FLOWS, 2 * maxStates));
        }
    }

    private final Settings settings;
    private final InboundTable table;
    private final Map<SaId, InboundState> states = new LinkedHashMap<>();
    private final List<InboundState> gone = new ArrayList<>();
    private final PolicyTable policies = new PolicyTable();
    private final LocalAddresses local = new LocalAddresses();
    private final Ledger ledger = new Ledger();
    private final CoreCounters counters = new CoreCounters();
    private final InboundKeys keys;
    private final Receiver receiver;
    private final StateClock clock;
    private long timeNs;

    /**
     * @param whole where packets that came in fragments are put together.
     * @param returns where the slots of refused packets go.
     * @param sink takes clear packets over, and is told what was refused.
     */
    public ReceiveCore(Settings settings, PacketPool whole, PacketReturn returns, RxSink sink) {
        this.settings = settings;
        Collector collector = new Collector(sink);
        clock = new StateClock(collector);
        table = new InboundTable(settings.maxStates());
        keys = new InboundKeys(settings.crypto(), settings.maxStates());
        receiver = new Receiver(
                new Receiver.Parts(
                        table,
                        settings.policies() ? policies : null,
                        local,
                        settings.ports(),
                        settings.crypto().newCipher(),
                        ledger,
                        counters,
                        whole,
                        returns,
                        collector,
                        settings.flows()),
                settings.burst());
    }

    /** Passes on, and collects states that ended while packets of theirs may be under way. */
    private final class Collector implements RxSink {
        private final RxSink sink;

        Collector(RxSink sink) {
            this.sink = sink;
        }

        @Override
        public void clear(Packet packet, InboundState state, boolean forward) {
            sink.clear(packet, state, forward);
        }

        @Override
        public void refused(Packet packet, Refusal refusal, InboundState state) {
            sink.refused(packet, refusal, state);
        }

        @Override
        public boolean handOver(Packet packet, long destinationHigh, long destinationLow, int spi) {
            return sink.handOver(packet, destinationHigh, destinationLow, spi);
        }

        @Override
        public void mappingChanged(InboundState state, long high, long low, int port) {
            sink.mappingChanged(state, high, low, port);
        }

        @Override
        public void expired(InboundState state, boolean hard) {
            if (hard) {
                gone.add(state);
            }
            sink.expired(state, hard);
        }
    }

    /**
     * Adds an SA; the key is the core's unless the answer is a refusal.
     *
     * @param top highest number received so far, 0 for none.
     * @param encapsulation in UDP, null for none.
     * @param outputMarkMask bits of the SA's output mark that packets get.
     */
    public Added add(SaConfig config, SecretKey key, long top, EncapPorts.Kind encapsulation, int outputMarkMask) {
        ReplayWindow window = ReplayWindow.of(config.esn(), config.replayWindow(), top);
        return add(config, key, window, encapsulation, outputMarkMask, null);
    }

    /** The same with a window of its own. @param use what the SA used up before, null for nothing. */
    Added add(
            SaConfig config,
            SecretKey key,
            ReplayWindow window,
            EncapPorts.Kind encapsulation,
            int outputMarkMask,
            StateUse use) {
        CryptoProvider crypto = settings.crypto();
        if (!crypto.supports(config.transform()) || AlgorithmSelfTest.fault(crypto, config.transform()) != null) {
            return Added.NO_CRYPTO;
        }
        if (states.containsKey(config.id())) {
            return Added.EXISTS;
        }
        XfrmState state = new XfrmState(config, key);
        if (use != null) {
            state.resume(use.addedNs(), use.usedNs(), use.bytes(), use.packets());
        }
        CryptoKey expanded = keys.open(config.transform(), key);
        long salt = keys.salt(expanded, config.transform(), key);
        Added added = list(InboundState.of(state, window, expanded, salt, encapsulation, outputMarkMask));
        if (added != Added.DONE) {
            keys.close(expanded);
        }
        return added;
    }

    /** Takes an SPI for an SA that is being negotiated (kernel {@code allocspi}): its packets are counted as such. */
    public Added addLarval(SaConfig config) {
        SecretKey none = new SecretKey(new byte[0]);
        return list(InboundState.larval(new XfrmState(withoutKey(config), none)));
    }

    private static SaConfig withoutKey(SaConfig config) {
        SaId id = config.id();
        return new SaConfigBuilder()
                .between(config.source(), id.destination())
                .spi(id.spi())
                .mark(id.mark(), id.markMask())
                .mode(config.mode())
                .reqid(config.reqid())
                .transform(EspTransform.nullForBenchmarks())
                .build();
    }

    private Added list(InboundState state) {
        if (states.size() == settings.maxStates()) {
            return Added.FULL;
        }
        if (!table.add(state)) {
            return Added.EXISTS;
        }
        states.put(state.config().id(), state);
        clock.add(state);
        local.add(state.config().id().destination());
        return Added.DONE;
    }

    /** Deletes an SA and zeroes its key. @return false when there is none. */
    public boolean delete(SaId id) {
        InboundState state = states.get(id);
        if (state == null) {
            return false;
        }
        end(state);
        return true;
    }

    private void end(InboundState state) {
        table.remove(state);
        states.remove(state.config().id());
        local.remove(state.config().id().destination());
        state.state().kill();
        state.window().release();
        if (state.key() != null) {
            keys.close(state.key());
        }
        state.state().key().close();
    }

    /** Receives packets and empties the batch; each counts in the ledger as one that came in. */
    public void receive(PacketBatch batch, long nowNs) {
        ledger.in(batch.size());
        receiveFurther(batch, nowNs);
    }

    /** The same for packets that another core sent here. */
    void takeOver(PacketBatch batch, long nowNs) {
        ledger.takenOver(batch.size());
        receiveFurther(batch, nowNs);
    }

    private void receiveFurther(PacketBatch batch, long nowNs) {
        tick(nowNs);
        receiver.receive(batch, nowNs);
        endThoseGone();
    }

    /** Ends SAs and fragments whose time is over; once a duty cycle, packets or not. */
    public void tick(long nowNs) {
        timeNs = nowNs;
        receiver.expire(nowNs);
        clock.tick(nowNs);
        endThoseGone();
    }

    private void endThoseGone() {
        if (!gone.isEmpty()) {
            gone.forEach(this::end);
            gone.clear();
        }
    }

    /** Fragments that are held. */
    public int held() {
        return receiver.held();
    }

    /** What the ledger is off by; 0. */
    public long imbalance() {
        return ledger.imbalance(receiver.held(), 0, 0);
    }

    /** Lets someone look on; null for nobody. */
    public void trace(RxTrace trace) {
        receiver.trace(trace);
    }

    /** The SA of exactly this identity, or null. */
    public InboundState find(SaId id) {
        return states.get(id);
    }

    /** All SAs in the order in which they were added. */
    public List<InboundState> states() {
        return List.copyOf(states.values());
    }

    /** What they have received and used up, larval ones left out. */
    List<StateUse> uses() {
        return states.values().stream()
                .filter(state -> !state.isLarval())
                .map(state -> StateUse.of(state.state(), timeNs, WindowImage.of(state.window())))
                .toList();
    }

    /** Policies of the directions in and forward. */
    public PolicyTable policies() {
        return policies;
    }

    /** This host's addresses; the destinations of SAs are among them. */
    public LocalAddresses local() {
        return local;
    }

    public Ledger ledger() {
        return ledger;
    }

    public CoreCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        List.copyOf(states.values()).forEach(state -> delete(state.config().id()));
        receiver.close();
        keys.close();
    }
}
