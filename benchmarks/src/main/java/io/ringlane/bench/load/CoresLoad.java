// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.bench.quiet.CpuTeam;
import io.ringlane.buffer.SlotClass;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.EngineSnapshot;
import io.ringlane.engine.Producer;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.SaConfig;

/**
 * An engine with several cores and a producer for each, whose flows a card would have steered there. Each core is
 * driven by a thread of its own, producer and core in one; built and closed by one thread while no core runs. On close
 * it looks whether all that was sent left the device.
 */
public final class CoresLoad implements AutoCloseable {
    private static final int BURST = 32;
    private static final int SLOTS = 1024;
    private static final int FLOWS = 64;
    private static final int LINE = 16;

    private final Engine engine;
    private final int cores;
    private final int shift;
    private final Producer[] producers;
    private final PacketPool pool;
    private final Packet[] frames;
    private final int[] nextFlow;
    private final long[] sent;

    /** How flows, SAs and cores meet. */
    public enum Steering {
        /** 64 flows with an SA each; a flow arrives at the core that has its SA. */
        OWN,
        /** The same, but a flow arrives at another core, which hands it over. */
        HANDED,
        /** 64 flows of one SA, which all cores share. */
        SPREAD
    }

    /** @param frameLength of the Ethernet frame without FCS, at most 1,420. */
    public CoresLoad(String cipher, int cores, Steering steering, int frameLength) {
        this.cores = cores;
        shift = steering == Steering.HANDED ? 1 : 0;
        boolean spread = steering == Steering.SPREAD;
        SinkDevice device = SinkDevice.withQueues(cores);
        engine = Engine.launch(new EngineContext()
                .cores(cores)
                .affinity((config, count) -> (config.reqid() - Protection.REQID) % count)
                .spread(config -> spread)
                .burst(BURST)
                .producerSlots(SLOTS, 0, 0)
                .crypto(Protection.provider(cipher))
                .route(new Route(device, device.mtu(), new byte[0], Route.DEFAULT_HOP_LIMIT)));
        engine.addDevice(device);
        for (int i = 0; i < (spread ? 1 : FLOWS); i++) {
            SaConfig config = Protection.config(cipher, i);
            if (engine.addState(config, Protection.key(config)).isRefused()) {
                throw new IllegalStateException("SA " + i + " was refused");
            }
        }
        for (int i = 0; i < FLOWS; i++) {
            engine.addPolicy(Protection.policy(i, spread ? 0 : i, 0));
        }
        producers = new Producer[cores];
        frames = new Packet[cores];
        pool = new PacketPool("frames", cores, 0, 0);
        for (int i = 0; i < cores; i++) {
            producers[i] = engine.producer(i);
            frames[i] = pool.take(SlotClass.WIRE);
            Frames.udp(frames[i], 4, frameLength - Frames.LINK_LENGTH);
            Frames.withoutChecksum(frames[i]);
        }
        nextFlow = new int[cores * LINE];
        sent = new long[cores * LINE];
    }

    /**
     * A core's share of a run: sends packets as long as there is room, steps the core, until all it sent are home. The
     * other cores must be stepped meanwhile, and this one afterwards until they are done.
     */
    public void run(int core, int packets) {
        Producer producer = producers[core];
        int left = packets;
        int idle = 0;
        while (left > 0 || producer.outstanding() > 0) {
            int accepted = sendBurst(core, Math.min(left, BURST));
            left -= accepted;
            idle = rest(accepted + step(core), idle);
        }
        sent[core * LINE] += packets;
    }

    /** Without work, the core that is waited for may need this CPU. @return how often in a row there was none. */
    public static int rest(int work, int idle) {
        if (work > 0) {
            return 0;
        }
        CpuTeam.rest(idle);
        return idle + 1;
    }

    /** One duty cycle of a core. @return 0 when there was nothing to do. */
    public int step(int core) {
        return engine.doWork(core, System.nanoTime());
    }

    private int sendBurst(int core, int most) {
        Producer producer = producers[core];
        int count = 0;
        while (count < most && sendOne(core, producer)) {
            count++;
        }
        producer.flush();
        return count;
    }

    private boolean sendOne(int core, Producer producer) {
        Packet frame = frames[core];
        int length = frame.length();
        Packet packet = producer.take(length);
        if (packet == null) {
            return false;
        }
        packet.put(length);
        packet.buffer().putBytes(packet.data(), frame.buffer(), frame.data(), length);
        packet.mac(packet.data());
        packet.network(packet.data() + Frames.LINK_LENGTH);
        int flow = nextFlow[core * LINE] + (core + shift) % cores;
        Frames.flow(packet, flow);
        if (!producer.send(packet)) {
            producer.discard(packet);
            return false;
        }
        int next = nextFlow[core * LINE] + cores;
        nextFlow[core * LINE] = next + cores <= FLOWS ? next : 0;
        return true;
    }

    @Override
    public void close() {
        while (!engine.isIdle()) {
            engine.doWork(System.nanoTime());
        }
        EngineSnapshot snapshot = engine.snapshot();
        engine.close();
        pool.close();
        long all = 0;
        for (int i = 0; i < cores; i++) {
            all += sent[i * LINE];
        }
        long left = snapshot.account().sent();
        if (left != all || !snapshot.drops().isEmpty() || snapshot.clear() != 0) {
            throw new IllegalStateException(all + " packets sent, " + left + " left the device, dropped "
                    + snapshot.drops() + ", unprotected " + snapshot.clear());
        }
    }
}
