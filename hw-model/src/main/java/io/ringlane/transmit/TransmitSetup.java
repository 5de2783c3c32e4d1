// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import io.ringlane.algorithm.EspCipher;
import io.ringlane.config.XfrmConfig;
import io.ringlane.config.XfrmConfigReader;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.CryptoWorker;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.EngineException;
import io.ringlane.hw.event.EventTrace;
import io.ringlane.hw.nic.ModelNic;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.policy.Policy;
import io.ringlane.sa.XfrmState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One engine, one modelled NIC, one default route, and the SAs and policies of a file. Made and closed by the run's
 * thread, which steps both.
 */
final class TransmitSetup implements AutoCloseable {
    private static final int LEAST_IPV6_MTU = 1_280;
    private static final int WIRE_MTU = 1_700;
    private static final int SEGMENTS = 1_400;
    private static final int SLOTS = 4_096;
    private static final int STATES = 4_096;
    /** Packets longer than a wire slot that the sender has under way, of each class. */
    private static final int LONG_SLOTS = 32;
    /** What every IPv4 network takes whole (RFC 791). */
    private static final int LEAST_INNER_MTU = 68;

    private final TransmitSettings settings;
    private final XfrmConfig config;
    private final SaTallies tallies = new SaTallies();
    private final FrameOutput output = new FrameOutput(tallies);
    private final List<XfrmConfig.SaEntry> states;
    private final List<XfrmConfig.PolicyEntry> policies;
    private final List<TransmitResult.State> added = new ArrayList<>();
    private final FlowLookup flows;
    private final CryptoProvider crypto;
    private final TransmitTrace trace;
    private final ModelNic nic;
    private final Engine engine;

    private TransmitSetup(TransmitSettings settings, XfrmConfig config) {
        this.settings = settings;
        this.config = config;
        states = config.states().stream().filter(TransmitSetup::isOutbound).toList();
        policies = config.policies().stream()
                .filter(entry -> entry.policy().direction() == Policy.Direction.OUT)
                .toList();
        crypto = settings.crypto().isEmpty() ? CryptoProviders.best() : CryptoProviders.named(settings.crypto());
        flows = new FlowLookup(states, policies);
        trace = settings.explain() == null
                ? null
                : new TransmitTrace(settings.explain(), settings, tallies::isEncapPort);
        output.trace(trace);
        nic = new ModelNic(settings.nic().withMtu(settings.mtu()), output, trace == null ? EventTrace.NONE : trace);
        engine = Engine.launch(context());
    }

    /**
     * Reads the SA file and sets everything up; the output file is not touched.
     *
     * @throws io.ringlane.config.ConfigException when the file is wrong.
     * @throws EngineException when the settings and the file do not fit together.
     */
    static TransmitSetup open(TransmitSettings settings) {
        SplittableRandom salts = new SplittableRandom(settings.seed());
        XfrmConfig config = new XfrmConfigReader(salts::nextLong)
                .allowUnauthenticated(settings.allowUnauthenticated())
                .read(settings.sa());
        TransmitSetup setup = null;
        try {
            setup = new TransmitSetup(settings, config);
            setup.add();
            return setup;
        } catch (RuntimeException e) {
            if (setup == null) {
                config.close();
            } else {
                setup.close();
            }
            throw e;
        }
    }

    private static boolean isOutbound(XfrmConfig.SaEntry entry) {
        return entry.offload() == null || !entry.offload().inbound();
    }

    /** The sender may have as many packets under way as the ring has descriptors, and a few long ones. */
    private EngineContext context() {
        boolean jumbo = settings.mtu() > WIRE_MTU;
        int ring = Math.min(settings.nic().rings().size(), SLOTS);
        return new EngineContext()
                .offline(true)
                .route(new Route(nic, settings.mtu(), new byte[0], Route.DEFAULT_HOP_LIMIT))
                .crypto(crypto)
                .allowUnauthenticated(settings.allowUnauthenticated())
                .segmentSlots(SLOTS, jumbo ? SLOTS : LONG_SLOTS)
                .producerSlots(ring, jumbo ? ring : LONG_SLOTS, LONG_SLOTS)
                .maxSegments(SEGMENTS)
                .waitingLimit(SEGMENTS)
                .maxStates(Math.max(STATES, states.size()))
                .fragmentsFirst(settings.fragmentsFirst())
                .asyncWorkers(settings.async())
                .asyncOrder(CryptoWorker.CompletionOrder.shuffledBy(settings.seed()));
    }

    private void add() {
        int device = engine.addDevice(nic);
        for (XfrmConfig.SaEntry entry : states) {
            int pathMtu = pathMtu(entry);
            tallies.add(entry.config());
            TransmitResult.State state = add(entry, device, pathMtu);
            added.add(state);
            if (trace != null) {
                trace.add(entry.config(), state.reason());
            }
        }
        for (XfrmConfig.PolicyEntry entry : policies) {
            engine.addPolicy(entry.policy());
        }
    }

    /** Largest packet that an SA takes whole. A link of IPv6 takes at least 1,280 bytes (RFC 8200 section 5). */
    private int pathMtu(XfrmConfig.SaEntry entry) {
        if (entry.config().outerFamily() == 6 && settings.mtu() < LEAST_IPV6_MTU) {
            throw refused(entry, "MTU " + settings.mtu() + " is too small for it: IPv6 needs " + LEAST_IPV6_MTU);
        }
        int inner = new XfrmState(entry.config(), entry.key()).mtu(settings.mtu());
        if (inner < LEAST_INNER_MTU) {
            throw refused(
                    entry,
                    "MTU " + settings.mtu() + " is too small for it: it leaves " + inner + " bytes, " + LEAST_INNER_MTU
                            + " are needed");
        }
        return inner;
    }

    /** What the device cannot do is done in software, as a user would set it up next. */
    private TransmitResult.State add(XfrmConfig.SaEntry entry, int device, int pathMtu) {
        OffloadResult result =
                engine.addState(entry.config(), entry.key(), settings.software() ? null : UserOffload.outbound(device));
        String reason = "";
        if (result instanceof OffloadResult.Refused no && !settings.software()) {
            reason = no.message();
            result = engine.addState(entry.config(), entry.key());
        }
        if (result instanceof OffloadResult.Refused no) {
            throw refused(entry, "refused: " + no.message());
        }
        boolean installed = result instanceof OffloadResult.Installed;
        if (result instanceof OffloadResult.Software software && reason.isEmpty()) {
            reason = settings.software()
                    ? "--software was given"
                    : software.reason().label();
        }
        return new TransmitResult.State(
                tallies.of(entry.config().id()),
                entry.line(),
                entry.config().mode().label(),
                pathMtu,
                installed ? nic.name() : "",
                reason);
    }

    private EngineException refused(XfrmConfig.SaEntry entry, String fault) {
        return new EngineException(
                EngineException.Category.STATE,
                settings.sa() + ":" + entry.line() + ": SA " + entry.config().id() + ": " + fault);
    }

    /** Lines about SAs and policies that no packet of the run met. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>(config.warnings());
        if (policies.isEmpty()) {
            warnings.add(settings.sa() + ": there is no policy with 'dir out', so everything passed in clear");
        }
        for (XfrmConfig.PolicyEntry entry : policies) {
            if (flows.hits(entry.policy()) == 0) {
                warnings.add(settings.sa() + ":" + entry.line() + ": the policy's selector matched no packet");
            }
        }
        for (XfrmConfig.SaEntry entry : states) {
            EspCipher cipher = entry.config().transform().cipher();
            if (cipher.isLegacy()) {
                warnings.add(settings.sa() + ":" + entry.line() + ": " + cipher.label()
                        + " is for old peers only: its blocks of 64 bits are too short, use AES");
            }
        }
        for (TransmitResult.State state : added) {
            if (state.tally().packetsIn() == 0) {
                warnings.add(settings.sa() + ":" + state.line() + ": SA "
                        + state.tally().id() + " was used by no packet");
            }
        }
        return warnings;
    }

    Engine engine() {
        return engine;
    }

    ModelNic nic() {
        return nic;
    }

    FrameOutput output() {
        return output;
    }

    SaTallies tallies() {
        return tallies;
    }

    FlowLookup flows() {
        return flows;
    }

    /** Writes down what becomes of packets, null when no packet is to be explained. */
    TransmitTrace trace() {
        return trace;
    }

    /** The SAs, as they were added. */
    List<TransmitResult.State> states() {
        return List.copyOf(added);
    }

    String crypto() {
        return crypto.name();
    }

    @Override
    public void close() {
        output.close();
        engine.close();
        nic.close();
        config.close();
    }
}
