// SPDX-License-Identifier: Apache-2.0
package io.ringlane.receive;

import io.ringlane.checkpoint.Checkpoint;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.life.XfrmMonitor;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketReturn;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.sa.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Settings of a {@link ReceiveEngine}, each with a default but for the crypto provider and the sink. Not thread safe;
 * read at launch.
 */
public final class ReceiveContext {
    private static final int MOST_CORES = 64;
    private static final int MOST_BURST = 256;

    /** Makes the sink of a core. */
    @FunctionalInterface
    public interface Sinks {
        /**
         * Called once for each core, before it starts.
         *
         * @param returns takes slots back on that core's thread: every clear packet ends there.
         */
        RxSink of(int core, PacketReturn returns);
    }

    private CryptoProvider crypto;
    private Sinks sink;
    private int cores = 1;
    private int maxStates = 1024;
    private int burst = PacketBatch.BURST;
    private boolean policies = true;
    private EncapPorts ports = EncapPorts.natT();
    private final List<IpAddress> local = new ArrayList<>();
    private int ingressBursts = 64;
    private int producerSlots = 4096;
    private int producerJumboSlots = 64;
    private int wholeSlots = 64;
    private boolean coalesce;
    private Integer cachedFlows;
    private Checkpoint checkpoint;
    private XfrmMonitor monitor = XfrmMonitor.NONE;
    private boolean stepped;
    private LongSupplier clock = System::nanoTime;

    public ReceiveContext crypto(CryptoProvider value) {
        crypto = value;
        return this;
    }

    public ReceiveContext sink(Sinks value) {
        sink = value;
        return this;
    }

    /** Threads that receive; an SA belongs to one of them. */
    public ReceiveContext cores(int value) {
        cores = value;
        return this;
    }

    /** Most SAs of a core. */
    public ReceiveContext maxStates(int value) {
        maxStates = value;
        return this;
    }

    /** Packets opened together at most. */
    public ReceiveContext burst(int value) {
        burst = value;
        return this;
    }

    /** Whether packets must fit the policies; without, all that is authentic passes, and all that came in clear. */
    public ReceiveContext policies(boolean value) {
        policies = value;
        return this;
    }

    /**
     * Flows to remember that came out of SAs, so that their policies are not asked again; twice as many as SAs by
     * default. 0 sends each packet the long way.
     */
    public ReceiveContext cachedFlows(int value) {
        cachedFlows = value;
        return this;
    }

    /** UDP ports at which ESP is expected. */
    public ReceiveContext ports(EncapPorts value) {
        ports = value;
        return this;
    }

    /** An address of this host; the destinations of SAs need not be told. */
    public ReceiveContext local(IpAddress address) {
        local.add(address);
        return this;
    }

    /** Bursts under way from a producer to a core: a power of two. */
    public ReceiveContext ingressBursts(int value) {
        ingressBursts = value;
        return this;
    }

    /** Slots of each producer, of wire size and larger. */
    public ReceiveContext producerSlots(int wire, int jumbo) {
        producerSlots = wire;
        producerJumboSlots = jumbo;
        return this;
    }

    /** Slots of each core for packets put together of fragments or segments, of two sizes. */
    public ReceiveContext wholeSlots(int value) {
        wholeSlots = value;
        return this;
    }

    /** Whether TCP segments of a flow are joined into super-packets, which takes slots of {@link #wholeSlots}. */
    public ReceiveContext coalesce(boolean value) {
        coalesce = value;
        return this;
    }

    /**
     * Where the numbers that each SA took in are on record, so that none is taken in twice whatever happens: an SA that
     * comes back begins with its window closed. The caller closes it, behind the engine.
     */
    public ReceiveContext checkpoint(Checkpoint file) {
        checkpoint = file;
        return this;
    }

    /** Who is told what happens to SAs and policies; limits and changed mappings on the thread of their core. */
    public ReceiveContext monitor(XfrmMonitor value) {
        monitor = value;
        return this;
    }

    /** No threads: the caller steps the engine. */
    public ReceiveContext stepped(boolean value) {
        stepped = value;
        return this;
    }

    /** Nanoseconds that do not go back; read once a duty cycle. Not used when the engine is stepped. */
    public ReceiveContext clock(LongSupplier value) {
        clock = value;
        return this;
    }

    /** @throws IllegalArgumentException naming the setting, its value and what is allowed. */
    ReceiveContext conclude() {
        if (crypto == null || sink == null) {
            throw new IllegalArgumentException("a ReceiveContext needs a crypto provider and a sink");
        }
        range("cores", cores, 1, MOST_CORES);
        range("burst", burst, 1, MOST_BURST);
        range("maxStates", maxStates, 1, 1 << 24);
        range("ingressBursts", ingressBursts, 1, 1 << 16);
        range("producerSlots", producerSlots, 1, 1 << 24);
        range("cachedFlows", cachedFlows == null ? 0 : cachedFlows, 0, 1 << 24);
        range("wholeSlots", wholeSlots, 1, 1 << 16);
        return this;
    }

    private static void range(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(setting + " is " + value + "; allowed: " + least + " to " + most);
        }
    }

    ReceiveCore.Settings coreSettings() {
        ReceiveCore.Settings settings = new ReceiveCore.Settings(crypto, maxStates, burst, policies, ports);
        return cachedFlows == null
                ? settings
                : new ReceiveCore.Settings(crypto, maxStates, burst, policies, ports, cachedFlows);
    }

    Sinks sink() {
        return sink;
    }

    int cores() {
        return cores;
    }

    int burst() {
        return burst;
    }

    List<IpAddress> local() {
        return local;
    }

    int ingressBursts() {
        return ingressBursts;
    }

    int producerSlots() {
        return producerSlots;
    }

    int slotsOfProducer() {
        return producerSlots + producerJumboSlots;
    }

    int producerJumboSlots() {
        return producerJumboSlots;
    }

    int wholeSlots() {
        return wholeSlots;
    }

    boolean coalesce() {
        return coalesce;
    }

    /** Null for none. */
    Checkpoint checkpoint() {
        return checkpoint;
    }

    XfrmMonitor monitor() {
        return monitor;
    }

    boolean stepped() {
        return stepped;
    }

    LongSupplier clock() {
        return clock;
    }
}
