// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.quiet.CpuTeam;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.EngineSnapshot;
import io.ringlane.engine.FrameDevice;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SecretKey;
import io.ringlane.tx.Intake;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The outbound work on several cores of one engine: each member of a team is source and core in one, with SAs of its
 * own, or with its share of one SA that is spread over all of them. Owned by the team's owner, as every {@link Load}.
 */
final class TeamLoad implements Load {
    private static final int LEAST_BURSTS = 8;
    private static final int SLOTS = 1024;
    /** Bursts that a member takes from those of a run at once, so that all end together. */
    private static final int CLAIM = 8;
    /** Bursts by which each member proves a spread SA at least: enough to meet the others on the way. */
    static final int SPREAD_PROOF = 16;

    private final CpuTeam team;
    private final int states;
    private final int burst;
    private final boolean spread;
    private final Engine engine;
    private final List<Member> members = new ArrayList<>();
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicInteger done = new AtomicInteger();
    private boolean proving;

    /**
     * Launches an engine with a core for each member.
     *
     * @param states at least one a member, or one alone if it is spread.
     * @param spread the SA over all cores.
     */
    TeamLoad(CryptoProvider crypto, CpuTeam team, int states, int burst, boolean spread) {
        this.team = team;
        this.states = states;
        this.burst = burst;
        this.spread = spread;
        int cores = team.size();
        OutboundKeys keys = new OutboundKeys(states, OutboundKeys.aes());
        FrameDevice.Handler[] handlers = new FrameDevice.Handler[cores];
        for (int i = 0; i < cores; i++) {
            FrameProof proof = new FrameProof(keys, OutboundKeys.linkHeader(), spread);
            members.add(new Member(i, spread ? new FrameSource(states) : new FrameSource(states, i, cores), proof));
            handlers[i] = packet -> onFrame(proof, packet);
        }
        FrameDevice device = new FrameDevice("sink", OutboundKeys.MTU, handlers);
        int slots = Math.max(LEAST_BURSTS * burst, SLOTS);
        engine = Engine.launch(new EngineContext()
                .cores(cores)
                .affinity((config, count) -> (config.id().spi() - OutboundKeys.FIRST_SPI) % count)
                .spread(config -> spread)
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
        members.forEach(member -> member.intake = engine.poll(member.core, member::fill));
    }

    /** One core's part; used by its thread while the team works, by the owner in between. */
    private static final class Member {
        private final int core;
        private final FrameSource source;
        private final FrameProof proof;
        private Intake intake;
        /** Packets of its part that are still to be sent. */
        private int left;

        private long start;
        private long end;

        private Member(int core, FrameSource source, FrameProof proof) {
            this.core = core;
            this.source = source;
            this.proof = proof;
        }

        /** As many as there is room and there are slots for. */
        private void fill(Intake taking) {
            int most = Math.min(left, taking.room());
            for (int i = 0; i < most; i++) {
                Packet packet = taking.take(source.size());
                if (packet == null) {
                    return;
                }
                source.fill(packet);
                taking.add(packet);
                left--;
            }
        }
    }

    private boolean onFrame(FrameProof proof, Packet packet) {
        if (proving) {
            proof.check(packet);
        }
        return true;
    }

    @Override
    public void size(int bytes) {
        members.forEach(member -> member.source.size(bytes));
    }

    /** So many bursts by all together, each taking the next ones when it is done with some. */
    @Override
    public double run(long bursts) {
        claimed.set(0);
        together(member -> {
            long first = claimed.getAndAdd(CLAIM);
            while (first < bursts && !team.isBroken()) {
                send(member, (int) Math.min(CLAIM, bursts - first) * burst);
                first = claimed.getAndAdd(CLAIM);
            }
        });
        long start = members.stream().mapToLong(member -> member.start).min().orElseThrow();
        long end = members.stream().mapToLong(member -> member.end).max().orElseThrow();
        return (double) (end - start) / bursts / burst;
    }

    /** What a member sends in a run. */
    private interface Part {
        void send(Member member);
    }

    /** Each goes on stepping its core until all have sent their parts: another may wait for it. */
    private void together(Part part) {
        done.set(0);
        team.run(number -> {
            Member member = members.get(number);
            member.start = System.nanoTime();
            part.send(member);
            member.end = System.nanoTime();
            done.incrementAndGet();
            int idle = 0;
            while (done.get() < members.size() && !team.isBroken()) {
                idle = rest(step(member), idle);
            }
        });
    }

    private void send(Member member, int packets) {
        member.left = packets;
        int idle = 0;
        while (member.left > 0 && !team.isBroken()) {
            idle = rest(step(member), idle);
        }
    }

    private int step(Member member) {
        return engine.doWork(member.core, System.nanoTime());
    }

    /** @return how often in a row there was nothing to do. */
    private static int rest(int work, int idle) {
        if (work > 0) {
            return 0;
        }
        CpuTeam.rest(idle);
        return idle + 1;
    }

    /** Sends a packet to each SA, and some bursts by each core at least, and opens all that comes out. */
    @Override
    public void prove() {
        check();
        long before = sent();
        members.forEach(member -> member.proof.expect(member.source.bytes()));
        proving = true;
        int bursts = Math.max(spread ? SPREAD_PROOF : 2, (states + burst - 1) / burst);
        together(member -> send(member, bursts * burst));
        check();
        proving = false;
        long opened =
                members.stream().mapToLong(member -> member.proof.opened()).sum();
        if (opened != sent() - before) {
            throw new IllegalStateException(opened + " frames came out of " + (sent() - before));
        }
    }

    private long sent() {
        return members.stream().mapToLong(member -> member.intake.taken()).sum();
    }

    /** Steps all cores until every slot is home. */
    @Override
    public void check() {
        while (outstanding() > 0) {
            if (engine.doWork(System.nanoTime()) == 0 && outstanding() > 0) {
                throw new IllegalStateException(outstanding() + " packets do not come home");
            }
        }
        EngineSnapshot snapshot = engine.snapshot();
        EngineSnapshot.Account account = snapshot.account();
        if (account.imbalance() != 0 || account.sent() != sent() || snapshot.clear() != 0) {
            throw new IllegalStateException(
                    "packets are lost: " + account + ", clear " + snapshot.clear() + ", " + snapshot.drops());
        }
    }

    private int outstanding() {
        return members.stream().mapToInt(member -> member.intake.outstanding()).sum();
    }

    /** For tests: packets that each core handed to another one. */
    List<Long> handedOver() {
        return engine.snapshot().cores().stream()
                .map(EngineSnapshot.CoreShare::handedOver)
                .toList();
    }

    @Override
    public void close() {
        engine.close();
    }
}
