// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.esp.PipelineWork;
import io.ringlane.bench.traffic.FrameMix;
import io.ringlane.bench.traffic.TimedFrames;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.EngineSnapshot;
import io.ringlane.engine.FrameDevice;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SecretKey;
import io.ringlane.tx.Intake;

/**
 * The outbound work in memory, through the engine's public interface: in bursts a buffer is taken, the frame copied in,
 * sent to the next SA in turn, parsed, looked up, encapsulated, encrypted, given a new Ethernet header, handed to a
 * device that is done at once, and taken home. One thread is producer and core; owns its engine.
 */
final class OutboundLoad implements Load {
    private static final int SLOTS_PER_BURST = 8;

    private final int states;
    private final int burst;
    private final Engine engine;
    private final Intake intake;
    private final FrameProof proof;
    private final FrameSource source;
    private boolean proving;
    private boolean open;
    /** Frames that the device was told of. */
    private long told;

    private TimedFrames timed;

    /**
     * Launches an engine with SAs and policies.
     *
     * @param burst packets handed over and handled at once, 1 to 256.
     */
    OutboundLoad(CryptoProvider crypto, int states, int burst, PipelineWork work) {
        this.states = states;
        this.burst = burst;
        source = new FrameSource(states);
        OutboundKeys keys = new OutboundKeys(states, work.transform());
        proof = new FrameProof(keys, OutboundKeys.linkHeader());
        FrameDevice device = new FrameDevice("sink", OutboundKeys.MTU, this::onFrame);
        int slots = SLOTS_PER_BURST * burst;
        engine = Engine.launch(new EngineContext()
                .burst(burst)
                .maxStates(states)
                .maxSegments(1)
                .segmentSlots(1, 0)
                .producerSlots(slots, slots, 0)
                .crypto(crypto)
                .route(OutboundKeys.route(device)));
        engine.addDevice(device);
        for (int i = 0; i < states; i++) {
            engine.addState(keys.config(i), new SecretKey(keys.material(i)));
            engine.addPolicy(OutboundKeys.policy(i));
        }
        intake = engine.poll(0, this::fill);
    }

    private boolean onFrame(Packet packet) {
        told++;
        if (proving) {
            proof.check(packet);
        }
        return true;
    }

    @Override
    public void size(int bytes) {
        source.size(bytes);
    }

    @Override
    public void frames(FrameMix mix) {
        source.frames(mix);
    }

    @Override
    public double run(long bursts) {
        long start = System.nanoTime();
        open = true;
        for (long i = 0; i < bursts; i++) {
            engine.doWork(System.nanoTime());
        }
        open = false;
        return (double) (System.nanoTime() - start) / bursts / burst;
    }

    /** Looks at the clock once a duty cycle, as the closed loop does: what a cycle took in is told of at its end. */
    @Override
    public void run(TimedFrames frames) {
        long before = told;
        long start = System.nanoTime();
        timed = frames;
        while (!frames.isDone()) {
            long now = System.nanoTime();
            frames.at(now - start, (int) (told - before));
            engine.doWork(now);
        }
        timed = null;
    }

    private void fill(Intake taking) {
        int most = open ? burst : timed == null ? 0 : timed.due(burst);
        for (int i = 0; i < most; i++) {
            Packet packet = taking.take(source.size());
            source.fill(packet);
            taking.add(packet);
        }
    }

    /** Sends a packet to each SA, and two bursts at least, and opens all that comes out. */
    @Override
    public void prove() {
        check();
        long before = intake.taken();
        proof.expect(source.bytes());
        proving = true;
        run(Math.max(2, (states + burst - 1) / burst));
        check();
        proving = false;
        proof.require(intake.taken() - before);
    }

    @Override
    public void check() {
        while (intake.outstanding() > 0) {
            if (engine.doWork(System.nanoTime()) == 0 && intake.outstanding() > 0) {
                throw new IllegalStateException(intake.outstanding() + " packets do not come home");
            }
        }
        EngineSnapshot snapshot = engine.snapshot();
        EngineSnapshot.Account account = snapshot.account();
        if (account.imbalance() != 0 || account.sent() != intake.taken() || snapshot.clear() != 0) {
            throw new IllegalStateException(
                    "packets are lost: " + account + ", clear " + snapshot.clear() + ", " + snapshot.drops());
        }
    }

    /** For tests: from now on nothing is protected. */
    void forgetPolicies() {
        for (int i = 0; i < states; i++) {
            engine.removePolicy(OutboundKeys.policy(i));
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
