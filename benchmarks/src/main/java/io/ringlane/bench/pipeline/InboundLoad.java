// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.esp.PipelineWork;
import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.header.Ethernet;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketReturn;
import io.ringlane.policy.Policy;
import io.ringlane.receive.ReceiveContext;
import io.ringlane.receive.ReceiveCore;
import io.ringlane.receive.ReceiveEngine;
import io.ringlane.receive.ReceiveSnapshot;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.SecretKey;
import io.ringlane.tx.Intake;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The inbound work in memory, through the engine's public interface: in bursts a buffer is taken, an ESP frame of the
 * next SA in turn copied in, parsed, its SA looked up, its number judged, opened, decapsulated, the inner header and
 * the policy checked, delivered, given a new Ethernet header, given back. The frames are sealed anew, with the next
 * numbers, between the stretches that are timed. One thread is source and core; owns its engine.
 */
final class InboundLoad implements Load {
    private static final int SLOTS_PER_BURST = 8;
    private static final int HALF = 8;
    private static final int WINDOW = 64;

    private final int states;
    private final int burst;
    private final ReceiveEngine engine;
    private final Intake intake;
    private final SealedFrames frames;
    private final FrameProof proof;
    private boolean open;
    private boolean proving;
    private long delivered;
    private long refused;

    /**
     * Launches an engine with SAs and policies.
     *
     * @param burst packets handed over and handled at once, 1 to 256.
     */
    InboundLoad(CryptoProvider crypto, int states, int burst, PipelineWork work) {
        this.states = states;
        this.burst = burst;
        OutboundKeys keys = new OutboundKeys(states, work.transform());
        frames = new SealedFrames(crypto, keys, work, burst);
        proof = new FrameProof(keys, OutboundKeys.linkHeader());
        proof.withChecksums();
        int slots = SLOTS_PER_BURST * burst;
        engine = ReceiveEngine.launch(new ReceiveContext()
                .burst(burst)
                .maxStates(states)
                .producerSlots(slots, slots)
                .crypto(crypto)
                .stepped(true)
                .sink((core, returns) -> new Forwarder(returns)));
        for (int i = 0; i < states; i++) {
            ReceiveCore.Added added = engine.addState(keys.config(i, WINDOW), new SecretKey(keys.material(i)), 0);
            if (added != ReceiveCore.Added.DONE) {
                throw new IllegalStateException("SA " + i + " was not added: " + added);
            }
            engine.addPolicy(OutboundKeys.policy(i, Policy.Direction.FORWARD));
        }
        intake = engine.poll(0, this::fill);
    }

    /** Gives clear packets a new Ethernet header, as for the next link, and ends them a burst at a time. */
    private final class Forwarder implements RxSink {
        private final PacketReturn returns;
        private final PacketBatch done = new PacketBatch(burst);
        private final long link0;
        private final long link6;

        Forwarder(PacketReturn returns) {
            this.returns = returns;
            ByteBuffer link = ByteBuffer.wrap(OutboundKeys.linkHeader()).order(ByteOrder.nativeOrder());
            link0 = link.getLong(0);
            link6 = link.getLong(Ethernet.LENGTH - HALF);
        }

        @Override
        public void clear(Packet packet, InboundState state, boolean forward) {
            if (packet.push(Ethernet.LENGTH)) {
                long at = packet.address() + packet.data();
                RawMemory.putLong(at, link0);
                RawMemory.putLong(at + Ethernet.LENGTH - HALF, link6);
            }
            if (proving) {
                prove(packet, state);
            }
            delivered++;
            done.add(packet);
        }

        @Override
        public void flush() {
            returns.freeAll(done);
        }
    }

    private void prove(Packet packet, InboundState state) {
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.data(), bytes);
        byte[] inner = frames.inner(state.spi() - OutboundKeys.FIRST_SPI);
        byte[] link = OutboundKeys.linkHeader();
        boolean isRight = Arrays.equals(bytes, 0, link.length, link, 0, link.length)
                && Arrays.equals(bytes, link.length, bytes.length, inner, 0, inner.length);
        if (!isRight) {
            throw new IllegalStateException("what came out is not the packet that was sealed");
        }
    }

    private void fill(Intake taking) {
        for (int i = open ? 0 : burst; i < burst; i++) {
            Packet packet = taking.take(frames.length());
            frames.fill(packet);
            taking.add(packet);
        }
    }

    @Override
    public void size(int bytes) {
        frames.size(bytes);
    }

    /** The first burst behind sealing is not timed: what the core works with in use was displaced. */
    @Override
    public double run(long bursts) {
        long most = frames.count() / burst - 1;
        long nanos = 0;
        for (long left = bursts; left > 0; left -= most) {
            long count = Math.min(left, most);
            frames.seal((int) (count + 1) * burst);
            receive(1);
            nanos += receive(count);
        }
        return (double) nanos / bursts / burst;
    }

    private long receive(long bursts) {
        open = true;
        long start = System.nanoTime();
        for (long i = 0; i < bursts; i++) {
            engine.doWork(System.nanoTime());
        }
        long nanos = System.nanoTime() - start;
        open = false;
        return nanos;
    }

    /**
     * Has frames of all SAs opened by the JDK's ciphers and by the engine; then again, when all are replays; then one
     * that was changed on the way.
     */
    @Override
    public void prove() {
        check();
        int bursts = Math.min(frames.count() / burst, (states + burst - 1) / burst + 1);
        proof.expect(frames.clear());
        frames.seal(bursts * burst);
        for (int i = 0; i < bursts * burst; i++) {
            proof.check(frames.frame(i));
        }
        proving = true;
        receive(bursts);
        frames.again();
        expect(bursts * burst, delivered);
        frames.seal(burst);
        frames.spoil(0);
        expect(1, delivered + burst - 1);
        proving = false;
        check();
    }

    private void expect(int refusals, long deliveries) {
        refused += refusals;
        receive((refusals + burst - 1) / burst);
        long dropped = engine.snapshot().dropped();
        if (dropped != refused || delivered != deliveries) {
            throw new IllegalStateException(dropped + " frames were refused, " + refused + " should be; " + delivered
                    + " delivered, " + deliveries + " should be");
        }
    }

    @Override
    public void check() {
        ReceiveSnapshot snapshot = engine.snapshot();
        boolean isRight = intake.outstanding() == 0
                && snapshot.imbalance() == 0
                && snapshot.in() == intake.taken()
                && snapshot.clear() == delivered
                && snapshot.dropped() == refused
                && intake.taken() == delivered + refused;
        if (!isRight) {
            throw new IllegalStateException("packets are lost: in " + snapshot.in() + ", clear " + snapshot.clear()
                    + ", under way " + intake.outstanding() + ", " + snapshot.drops());
        }
    }

    /** For tests: from now on nothing may pass. */
    void forgetPolicies() {
        for (int i = 0; i < states; i++) {
            engine.removePolicy(OutboundKeys.policy(i, Policy.Direction.FORWARD));
        }
    }

    @Override
    public void close() {
        engine.close();
        frames.close();
    }
}
