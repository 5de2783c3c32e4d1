// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.config.ConfigException;
import io.ringlane.config.XfrmConfig;
import io.ringlane.config.XfrmConfigReader;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.CryptoWorker;
import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.EngineListener;
import io.ringlane.engine.EngineSnapshot;
import io.ringlane.engine.Producer;
import io.ringlane.golden.GoldenSa;
import io.ringlane.golden.PacketGroup;
import io.ringlane.golden.PacketMeta;
import io.ringlane.golden.Road;
import io.ringlane.golden.StateCounters;
import io.ringlane.ip.ReplySettings;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.Packet;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.stats.XfrmCounter;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * Ringlane itself under the kernel's cases: an engine of its own for each, stepped by the caller. The cases that
 * complete later run on two workers that give their bursts back in another order. One thread.
 */
public final class RinglaneEngine implements EngineUnderTest {
    private static final long NANOS_PER_CYCLE = 1_000;
    private static final int MOST_CYCLES = 100_000;
    private static final int SLOTS = 1100;
    private static final int WORKERS = 2;
    private static final long SEED = 1;
    private static final IpAddress ROUTER_4 = IpAddress.parse("192.0.2.254");
    private static final IpAddress ROUTER_6 = IpAddress.parse("2001:db8::fe");

    private final CryptoProvider crypto;
    private long nowNs;

    /** With the JDK's provider, which is the same on every machine. */
    public RinglaneEngine() {
        this(new JdkProvider());
    }

    /** @param crypto what seals in software. */
    public RinglaneEngine(CryptoProvider crypto) {
        this.crypto = crypto;
    }

    @Override
    public Observation run(CaseSetup setup) {
        List<RecordingDevice> devices =
                setup.devices().stream().map(RecordingDevice::new).toList();
        boolean later = setup.road() == Road.ASYNC;
        Replies replies = new Replies();
        EngineContext context = new EngineContext()
                .offline(true)
                .crypto(crypto)
                .allowUnauthenticated(true)
                .deferredEsp(setup.road() != Road.INLINE)
                .segmentSlots(SLOTS, 64)
                .producerSlots(SLOTS, 16, 16)
                .asyncWorkers(later ? WORKERS : 0)
                .asyncOrder(CryptoWorker.CompletionOrder.shuffledBy(SEED))
                .replies(new ReplySettings(ROUTER_4, ROUTER_6, 1000))
                .listener(replies)
                .route(route(setup, devices.getFirst()));
        try (Engine engine = Engine.launch(context)) {
            configure(engine, setup, devices);
            Producer producer = engine.producer();
            for (CaseSetup.Injection packet : setup.packets()) {
                feed(engine, producer, packet);
                if (!later) {
                    settle(engine);
                }
            }
            settle(engine);
            if (producer.outstanding() != 0) {
                throw new IllegalStateException(producer.outstanding() + " slots did not come home");
            }
            return observe(engine.snapshot(), setup, devices.getFirst(), replies);
        }
    }

    private static Route route(CaseSetup setup, RecordingDevice device) {
        return new Route(device, setup.routeMtu(), ethernet(), setup.hopLimit(), setup.fragmentMtu());
    }

    /** Notes what senders are told. */
    private static final class Replies implements EngineListener {
        private final List<PacketGroup.Icmp> told = new ArrayList<>();

        @Override
        public void reply(DirectBuffer message, int length) {
            boolean ipv4 = message.getByte(0) >>> 4 == 4;
            int icmp = ipv4 ? 20 : 40;
            String kind = message.getByte(icmp) + "/" + message.getByte(icmp + 1);
            int mtu = message.getInt(icmp + 4, ByteOrder.BIG_ENDIAN);
            told.add(new PacketGroup.Icmp(ipv4 ? kind : null, ipv4 ? null : kind, mtu));
        }
    }

    @Override
    public String lacks(GoldenSa sa) {
        byte[] text = StateText.of(sa).getBytes(StandardCharsets.UTF_8);
        try (XfrmConfig config =
                new XfrmConfigReader().allowUnauthenticated(true).read("case", text)) {
            EspTransform transform = config.states().getFirst().config().transform();
            return crypto.supports(transform)
                    ? null
                    : "crypto provider " + crypto.name() + " has no " + transform.label();
        } catch (ConfigException _) {
            // what cannot be read is found when the case is run
            return null;
        }
    }

    private static byte[] ethernet() {
        return new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0, 0};
    }

    private static void configure(Engine engine, CaseSetup setup, List<RecordingDevice> devices) {
        List<Integer> indices = new ArrayList<>();
        devices.forEach(device -> indices.add(engine.addDevice(device)));
        List<String> lines = new ArrayList<>();
        setup.policies().forEach(policy -> lines.add("xfrm policy add " + policy));
        setup.sas().forEach(sa -> lines.add(StateText.of(sa)));
        byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        XfrmConfig config = new XfrmConfigReader().allowUnauthenticated(true).read("case", text);
        config.policies().forEach(entry -> engine.addPolicy(entry.policy()));
        boolean offload = setup.sas().stream().anyMatch(sa -> sa.offload() != null);
        for (XfrmConfig.SaEntry entry : config.states()) {
            UserOffload wish = offload ? UserOffload.outbound(indices.getLast()) : null;
            OffloadResult result = engine.addState(entry.config(), entry.key(), wish);
            if (result.isRefused()) {
                throw new IllegalStateException("SA refused: " + result);
            }
        }
    }

    private void feed(Engine engine, Producer producer, CaseSetup.Injection injection) {
        byte[] bytes = injection.bytes();
        Packet packet = producer.take(bytes.length);
        for (int i = 0; packet == null && i < MOST_CYCLES; i++) {
            step(engine);
            packet = producer.take(bytes.length);
        }
        packet.put(bytes.length);
        packet.buffer().putBytes(packet.data(), bytes);
        packet.mac(packet.data());
        packet.network(packet.data());
        describe(packet, injection.meta());
        for (int i = 0; !producer.send(packet) && i < MOST_CYCLES; i++) {
            step(engine);
        }
        producer.flush();
    }

    private static void describe(Packet packet, PacketMeta meta) {
        packet.transport(packet.network() + (meta.isPartial() ? meta.checksumStart() : 0));
        packet.checksumMode(meta.ipSummed());
        if (meta.isPartial()) {
            packet.checksumStart(packet.network() + meta.checksumStart());
            packet.checksumOffset(meta.checksumOffset());
        }
        packet.gsoSize(meta.gsoSize());
        packet.gsoSegs(meta.gsoSegs());
        packet.gsoType(meta.gsoType());
        packet.mark(meta.mark());
    }

    private int step(Engine engine) {
        nowNs += NANOS_PER_CYCLE;
        return engine.doWork(nowNs);
    }

    /** Runs until nothing is left to do and nothing is under way. */
    private void settle(Engine engine) {
        for (int i = 0; i < MOST_CYCLES; i++) {
            if (step(engine) == 0 && engine.isIdle()) {
                return;
            }
        }
        throw new IllegalStateException("the engine does not come to rest");
    }

    private static Observation observe(
            EngineSnapshot snapshot, CaseSetup setup, RecordingDevice device, Replies replies) {
        if (snapshot.account().imbalance() != 0) {
            throw new IllegalStateException(
                    "the ledger is off by " + snapshot.account().imbalance());
        }
        Map<String, Long> stat = new TreeMap<>();
        for (XfrmCounter counter : XfrmCounter.values()) {
            if (snapshot.get(counter) != 0) {
                stat.put(counter.label(), snapshot.get(counter));
            }
        }
        List<StateCounters> states = new ArrayList<>();
        for (GoldenSa sa : setup.sas()) {
            snapshot.states().stream()
                    .filter(one -> one.id().spi() == sa.spiBits())
                    .map(RinglaneEngine::counters)
                    .forEach(states::add);
        }
        return new Observation(device.sent(), stat, states, replies.told);
    }

    private static StateCounters counters(EngineSnapshot.State state) {
        return new StateCounters(
                Integer.toUnsignedLong(state.id().spi()),
                Integer.toUnsignedLong(state.sequenceHigh()),
                Integer.toUnsignedLong(state.sequenceLow()),
                state.bytes(),
                state.packets());
    }
}
