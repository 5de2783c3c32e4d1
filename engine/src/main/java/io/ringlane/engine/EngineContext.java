// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.checkpoint.Checkpoint;
import io.ringlane.cores.SaOwners;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.CryptoWorker;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.dev.Route;
import io.ringlane.dev.RouteLookup;
import io.ringlane.ip.ReplySettings;
import io.ringlane.life.XfrmMonitor;
import io.ringlane.sa.SaConfig;
import io.ringlane.xfrm.TypeOffload;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Settings of an engine: fluent setters, then {@link #conclude} fills defaults and checks everything together. Used by
 * one thread; an engine keeps what it was launched with.
 */
public final class EngineContext {
    /** What a core does when a duty cycle had nothing to do. */
    public enum Idle {
        /** Goes round again at once: best with a CPU for each core. */
        SPIN,
        /** Lets another thread of the CPU run. */
        YIELD,
        /** Spins, then yields, then sleeps for ever longer, 1 ms at most. */
        BACKOFF
    }

    private static final int MAX_FLOWS = 1 << 24;
    private static final int LEAST_FLOWS = 1 << 14;
    private static final int MAX_WORKERS = 64;

    private int cores = 1;
    private int[] cpus = {};
    private Idle idle = Idle.BACKOFF;
    private SaOwners.Choice affinity = (config, count) -> SaOwners.Choice.ANY;
    private Predicate<SaConfig> spread;
    private int burst = 32;
    private int wireSlots = 4096;
    private int jumboSlots = 64;
    private int producerSlots = 1024;
    private int producerJumboSlots = 64;
    private int producerSuperSlots = 64;
    private int ingressBursts = 32;
    private int waitingLimit = 1024;
    private int backlogCapacity = 4096;
    private int maxStates = 4096;
    private int maxSegments = 1024;
    private boolean deferredEsp = true;
    /** Null: worked out of the number of states. */
    private Integer cachedFlows;

    private CryptoProvider crypto;
    private boolean unauthenticatedAllowed;
    private int asyncWorkers;
    private int asyncBursts = 8;
    private CryptoWorker.CompletionOrder asyncOrder = CryptoWorker.CompletionOrder.FIFO;
    private boolean fragmentsFirst;
    private ReplySettings replies = ReplySettings.DEFAULT;
    private boolean stepped = true;
    private LongSupplier clock = System::nanoTime;
    private RouteLookup routes;
    private EngineListener listener = EngineListener.NONE;
    private XfrmMonitor monitor = XfrmMonitor.NONE;
    private Checkpoint checkpoint;
    private boolean offline;
    private UnaryOperator<TypeOffload> typeOffload = UnaryOperator.identity();

    /**
     * Cores, 1 to {@value SaOwners#MAX_CORES}, 1 by default: threads that each do the whole path for their own SAs and
     * feed their own queues of every device. Slots, limits and tables of the other settings are those of one core.
     */
    public EngineContext cores(int count) {
        cores = count;
        return this;
    }

    /** CPU numbers that the cores' threads are tied to, in the order of the cores; by default they run on any. */
    public EngineContext cpus(int... numbers) {
        cpus = numbers.clone();
        return this;
    }

    /** What the cores' threads do when there is no work; {@link Idle#BACKOFF} by default. */
    public EngineContext idle(Idle strategy) {
        idle = strategy;
        return this;
    }

    /**
     * Which core owns an SA; by default the one with the fewest. SAs of one destination and reqid stay together: only
     * the first of them is asked for.
     */
    public EngineContext affinity(SaOwners.Choice choice) {
        affinity = choice;
        return this;
    }

    /**
     * Which SAs are spread over all cores instead of being one's own: for an SA with more traffic than a core can take.
     * Each core protects the flows it gets with numbers leased from the SA; one core transmits, in the order of the
     * numbers. In software, on the cores only. None by default; with one core it means nothing.
     */
    public EngineContext spread(Predicate<SaConfig> which) {
        spread = which;
        return this;
    }

    /** Packets handled at once, 1 to 256. */
    public EngineContext burst(int packets) {
        burst = packets;
        return this;
    }

    /** Slots of the core's own pool, for segments and fragments; for every 16 jumbo slots there is a longer one. */
    public EngineContext segmentSlots(int wire, int jumbo) {
        wireSlots = wire;
        jumboSlots = jumbo;
        return this;
    }

    /** Slots of each producer's pool, by class. */
    public EngineContext producerSlots(int wire, int jumbo, int superPackets) {
        producerSlots = wire;
        producerJumboSlots = jumbo;
        producerSuperSlots = superPackets;
        return this;
    }

    /** Bursts of 32 that a producer can have under way into the core. */
    public EngineContext ingressBursts(int bursts) {
        ingressBursts = bursts;
        return this;
    }

    /** Packets of one TX queue that may wait for validate before producers are held. */
    public EngineContext waitingLimit(int packets) {
        waitingLimit = packets;
        return this;
    }

    /** Packets of one TX queue that may wait for a device that refused them. */
    public EngineContext backlogCapacity(int packets) {
        backlogCapacity = packets;
        return this;
    }

    public EngineContext maxStates(int states) {
        maxStates = states;
        return this;
    }

    /** Most segments of one super-packet; one that would give more is dropped. */
    public EngineContext maxSegments(int segments) {
        maxSegments = segments;
        return this;
    }

    /** True (the default): ESP is left to validate where the packet allows it. False: always inside output. */
    public EngineContext deferredEsp(boolean deferred) {
        deferredEsp = deferred;
        return this;
    }

    /**
     * Flows that a core remembers the way of, 64 bytes each, so that policies are asked once a flow, not once a packet;
     * 0 turns the short way of ordinary packets off. By default twice as many as there can be states, 16,384 at least;
     * 2^24 at most.
     */
    public EngineContext cachedFlows(int flows) {
        cachedFlows = flows;
        return this;
    }

    /** Where ciphers come from; the best provider of the machine by default. */
    public EngineContext crypto(CryptoProvider provider) {
        crypto = provider;
        return this;
    }

    /** Whether an SA may encrypt without authenticating; refused by default, as its packets can be forged. */
    public EngineContext allowUnauthenticated(boolean allowed) {
        unauthenticatedAllowed = allowed;
        return this;
    }

    /** Workers that seal off the core; 0 (the default): the core seals. */
    public EngineContext asyncWorkers(int workers) {
        asyncWorkers = workers;
        return this;
    }

    /** In what order workers complete, for tests of order. */
    public EngineContext asyncOrder(CryptoWorker.CompletionOrder order) {
        asyncOrder = order;
        return this;
    }

    /**
     * True (the default): the caller steps everything with {@link Engine#doWork}, workers included, in a fixed order.
     * False: each core and each worker runs on a thread of its own.
     */
    public EngineContext stepped(boolean byCaller) {
        stepped = byCaller;
        return this;
    }

    /** Nanoseconds, monotonic; read once a duty cycle when the engine runs its own threads. */
    public EngineContext clock(LongSupplier nanoseconds) {
        clock = nanoseconds;
        return this;
    }

    /** One default route for everything. */
    public EngineContext route(Route route) {
        routes = RouteLookup.always(route);
        return this;
    }

    /** Routes by destination. */
    public EngineContext routes(RouteLookup lookup) {
        routes = lookup;
        return this;
    }

    /** True: IPv4 that may be fragmented is cut ahead of a tunnel's ESP. False, the default: behind it. */
    public EngineContext fragmentsFirst(boolean ahead) {
        fragmentsFirst = ahead;
        return this;
    }

    /** How {@link EngineListener#reply} messages are made. */
    public EngineContext replies(ReplySettings settings) {
        replies = settings;
        return this;
    }

    /** Who is told of expired SAs and packets that were too big. */
    public EngineContext listener(EngineListener value) {
        listener = value;
        return this;
    }

    /** Who is told of changes of SAs and policies, in the words of {@code ip xfrm monitor}. */
    public EngineContext monitor(XfrmMonitor value) {
        monitor = value;
        return this;
    }

    /**
     * Where the numbers used with each key are on record, so that no nonce comes twice whatever happens: each SA of a
     * counter mode (GCM, GMAC, CCM, CTR, ChaCha20) begins behind all numbers ever used with its key. Without one, such
     * an SA is only taken with number 0, by which the caller says that its key is fresh. The caller closes it, behind
     * the engine.
     */
    public EngineContext checkpoint(Checkpoint file) {
        checkpoint = file;
        return this;
    }

    /** True: nothing sent leaves the machine, as from file to file, so that numbers may be used again. */
    public EngineContext offline(boolean nothingLeaves) {
        offline = nothingLeaves;
        return this;
    }

    /** For tests: what stands between the path and ESP, to script its answers. */
    EngineContext typeOffload(UnaryOperator<TypeOffload> wrap) {
        typeOffload = wrap;
        return this;
    }

    /**
     * Fills defaults and checks.
     *
     * @throws EngineException naming the setting, its value and what is allowed.
     */
    public EngineContext conclude() {
        SettingRules.range("cores", cores, 1, SaOwners.MAX_CORES);
        SettingRules.cpus(cpus, cores);
        SettingRules.range("burst", burst, 1, 256);
        SettingRules.range("segment slots", wireSlots, 1, 1 << 19);
        SettingRules.range("max segments", maxSegments, 1, 65535);
        SettingRules.range("ingress bursts", ingressBursts, 1, 1 << 16);
        SettingRules.range("max states", maxStates, 1, 1 << 20);
        SettingRules.range("cached flows", cachedFlows(), 0, MAX_FLOWS);
        SettingRules.range("async workers", asyncWorkers, 0, MAX_WORKERS);
        SettingRules.range("producer slots", producerSlots, 1, 1 << 19);
        SettingRules.holdsLargestCut("segment slots", wireSlots, maxSegments);
        SettingRules.holdsLargestCut("waiting limit", waitingLimit, maxSegments);
        SettingRules.holdsLargestCut("backlog capacity", backlogCapacity, maxSegments);
        if (asyncWorkers > 0) {
            asyncBursts = Math.max(asyncBursts, (maxSegments + burst - 1) / burst + 1);
        }
        if (spread != null && asyncWorkers > 0) {
            throw new EngineException(
                    EngineException.Category.CONFIGURATION,
                    "async workers must be 0 when SAs are spread over cores, is " + asyncWorkers);
        }
        if (routes == null) {
            throw new EngineException(EngineException.Category.CONFIGURATION, "route is not set: give a default route");
        }
        if (crypto == null) {
            crypto = CryptoProviders.best();
        }
        return this;
    }

    int cores() {
        return cores;
    }

    /** The CPU of a core, or -1 for any. */
    int cpu(int core) {
        return cpus.length == 0 ? -1 : cpus[core];
    }

    Idle idle() {
        return idle;
    }

    SaOwners.Choice affinity() {
        return affinity;
    }

    boolean isSpread(SaConfig config) {
        return cores > 1 && spread != null && spread.test(config);
    }

    int burst() {
        return burst;
    }

    int wireSlots() {
        return wireSlots;
    }

    int jumboSlots() {
        return jumboSlots;
    }

    int producerSlots() {
        return producerSlots;
    }

    int producerJumboSlots() {
        return producerJumboSlots;
    }

    int producerSuperSlots() {
        return producerSuperSlots;
    }

    int ingressBursts() {
        return ingressBursts;
    }

    int waitingLimit() {
        return waitingLimit;
    }

    int backlogCapacity() {
        return backlogCapacity;
    }

    int maxStates() {
        return maxStates;
    }

    int maxSegments() {
        return maxSegments;
    }

    int cachedFlows() {
        return cachedFlows == null ? Math.max(LEAST_FLOWS, 2 * maxStates) : cachedFlows;
    }

    boolean fragmentsFirst() {
        return fragmentsFirst;
    }

    ReplySettings replies() {
        return replies;
    }

    boolean deferredEsp() {
        return deferredEsp;
    }

    CryptoProvider crypto() {
        return crypto;
    }

    boolean unauthenticatedAllowed() {
        return unauthenticatedAllowed;
    }

    int asyncWorkers() {
        return asyncWorkers;
    }

    int asyncBursts() {
        return asyncBursts;
    }

    CryptoWorker.CompletionOrder asyncOrder() {
        return asyncOrder;
    }

    boolean stepped() {
        return stepped;
    }

    LongSupplier clock() {
        return clock;
    }

    RouteLookup routes() {
        return routes;
    }

    EngineListener listener() {
        return listener;
    }

    XfrmMonitor monitor() {
        return monitor;
    }

    /** Null for none. */
    Checkpoint checkpoint() {
        return checkpoint;
    }

    boolean offline() {
        return offline;
    }

    UnaryOperator<TypeOffload> typeOffload() {
        return typeOffload;
    }
}
