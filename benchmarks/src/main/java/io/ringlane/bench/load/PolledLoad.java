// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.load;

import io.ringlane.buffer.SlotClass;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.EngineSnapshot;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.SaConfig;
import io.ringlane.tx.Intake;

/**
 * An engine whose core polls a source on its own thread and whose device has all SAs: run to completion, no ring on the
 * way in or home. One thread; owns the engine. On close it looks whether all packets left the device.
 */
public final class PolledLoad implements AutoCloseable {
    private static final byte[] LINK_HEADER = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0};
    private static final int HOP_LIMIT = 64;
    private static final int SLOTS_PER_BURST = 8;

    private final int burst;
    private final int size;
    private final Engine engine;
    private final Intake intake;
    private final PacketPool pool = new PacketPool("frame", 1, 0, 0);
    private final Packet frame;
    private final FlowOrder flows;
    private boolean discards;
    private long discarded;

    /**
     * Launches the engine and has the device install the SAs.
     *
     * @param burst packets of a poll, 1 to 256.
     * @param states SAs, a flow each, in turn.
     * @param size Ethernet frame of the flows' packets, without FCS.
     */
    public PolledLoad(int burst, int states, int size, SinkDevice device) {
        this.burst = burst;
        this.size = size;
        engine = Engine.launch(new EngineContext()
                .burst(burst)
                .maxStates(Math.max(states, 16))
                .maxSegments(1)
                .segmentSlots(1, 0)
                .producerSlots(SLOTS_PER_BURST * burst, 0, 0)
                .crypto(Protection.provider("jdk"))
                .route(new Route(device, device.mtu(), LINK_HEADER, HOP_LIMIT)));
        UserOffload offload = UserOffload.outbound(engine.addDevice(device));
        for (int i = 0; i < states; i++) {
            SaConfig config = Protection.config("jdk", i);
            OffloadResult result = engine.addState(config, Protection.key(config), offload);
            if (!(result instanceof OffloadResult.Installed)) {
                throw new IllegalStateException("SA " + i + " of " + states + ": " + result);
            }
            engine.addPolicy(Protection.policy(i, i, 0));
        }
        frame = pool.take(SlotClass.WIRE);
        Frames.udp(frame, 4, size - Frames.LINK_LENGTH);
        Frames.withoutChecksum(frame);
        flows = new FlowOrder(states, false);
        intake = engine.poll(0, this::fill);
    }

    private void fill(Intake taking) {
        for (int i = 0; i < burst; i++) {
            Packet packet = taking.take(size);
            packet.frame(frame.buffer(), frame.data(), size);
            Frames.flow(packet, flows.next());
            if (discards) {
                taking.discard(packet);
                discarded++;
            } else {
                taking.add(packet);
            }
        }
    }

    /** Baseline: duty cycles whose packets are filled and given back at once. @return packets filled. */
    public int fillOnly(int packets) {
        discards = true;
        for (int i = 0; i < packets; i += burst) {
            engine.doWork(System.nanoTime());
        }
        discards = false;
        return packets;
    }

    /** Duty cycles: each takes home the burst before and sends one. @return packets and commands moved. */
    public int cycles(int packets) {
        int work = 0;
        for (int i = 0; i < packets; i += burst) {
            work += engine.doWork(System.nanoTime());
        }
        return work;
    }

    /** Checks the account, then ends the engine. */
    @Override
    public void close() {
        discards = true;
        while (intake.outstanding() > 0) {
            engine.doWork(System.nanoTime());
        }
        EngineSnapshot snapshot = engine.snapshot();
        long taken = intake.taken();
        engine.close();
        pool.close();
        long sent = snapshot.account().sent();
        if (sent != taken || !snapshot.drops().isEmpty() || snapshot.clear() != 0) {
            throw new IllegalStateException(taken + " packets taken in, " + sent + " left the device, dropped "
                    + snapshot.drops() + ", unprotected " + snapshot.clear() + ", given back " + discarded);
        }
    }
}
