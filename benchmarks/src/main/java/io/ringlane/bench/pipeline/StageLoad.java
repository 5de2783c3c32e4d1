// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bundle.BundleOutput;
import io.ringlane.bundle.BundlePort;
import io.ringlane.bundle.BundleTable;
import io.ringlane.bundle.HardwareRecord;
import io.ringlane.bundle.PortSource;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.NullProvider;
import io.ringlane.dev.DeviceRegistry;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.Route;
import io.ringlane.dev.RouteLookup;
import io.ringlane.engine.FrameDevice;
import io.ringlane.esp.EspKeys;
import io.ringlane.offload.DeviceStates;
import io.ringlane.offload.StateHolds;
import io.ringlane.offload.StateOffload;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.policy.PolicyTable;
import io.ringlane.policy.TemplateResolver;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.CoreCounters;
import io.ringlane.stats.Ledger;
import io.ringlane.tx.CoreReturns;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.OuterModeOutput;

/**
 * The engine's parts put together up to one stage, without its duty cycle: a packet that has come so far goes home. One
 * thread is source and core; owns all parts.
 */
final class StageLoad implements Load {
    private static final int SLOTS_PER_BURST = 8;
    private static final int FLOWS_PER_STATE = 4;

    private final Stage stage;
    private final int states;
    private final int burst;
    private final FrameSource source;
    private final FrameProof proof;
    private final PacketPool pool;
    private final CoreReturns returns;
    private final PacketBatch arrived;
    private final PacketBatch done;
    private final SaTable table;
    private final PolicyTable policies = new PolicyTable();
    private final EspKeys keys;
    private final BundleTable bundles;
    private final BundleOutput output;
    private boolean proving;
    private long taken;
    private long ended;

    StageLoad(CryptoProvider crypto, Stage stage, int states, int burst) {
        this.stage = stage;
        this.states = states;
        this.burst = burst;
        boolean isSealed = stage == Stage.SEAL;
        CryptoProvider provider = isSealed ? crypto : new NullProvider();
        source = new FrameSource(states);
        int slots = SLOTS_PER_BURST * burst;
        pool = new PacketPool("intake", slots, slots, 0);
        arrived = new PacketBatch(burst);
        done = new PacketBatch(burst);
        table = new SaTable(states);
        StateHolds holds = new StateHolds(table);
        returns = new CoreReturns(pool, holds);
        FrameDevice device = new FrameDevice("sink", OutboundKeys.MTU, packet -> true);
        RouteLookup routes = new OneRoute(OutboundKeys.route(device));
        StateOffload bindings = new StateOffload(states);
        keys = new EspKeys(provider, states);
        EspTransform transform = isSealed ? OutboundKeys.aes() : EspTransform.nullForBenchmarks();
        OutboundKeys secrets = new OutboundKeys(states, transform);
        proof = new FrameProof(secrets, OutboundKeys.linkHeader());
        add(secrets, new DeviceStates(table, bindings, new DeviceRegistry(), routes, true));
        bundles = new BundleTable(
                policies,
                new TemplateResolver(table),
                table,
                routes,
                bindings,
                keys,
                new OnePort(),
                true,
                FLOWS_PER_STATE * states);
        output = new BundleOutput(
                bundles,
                provider.newCipher(),
                new OuterModeOutput(),
                new Discard(new Ledger(), new CoreCounters(), returns, holds),
                new HardwareRecord(holds),
                burst);
    }

    private void add(OutboundKeys secrets, DeviceStates deviceStates) {
        for (int i = 0; i < states; i++) {
            XfrmState state = new XfrmState(secrets.config(i), new SecretKey(secrets.material(i)));
            deviceStates.add(state, null);
            keys.add(state);
            policies.add(OutboundKeys.policy(i));
        }
    }

    @Override
    public void size(int bytes) {
        source.size(bytes);
    }

    @Override
    public double run(long bursts) {
        long start = System.nanoTime();
        if (stage == Stage.BUF) {
            for (long i = 0; i < bursts; i++) {
                fill();
                pool.giveAll(arrived);
                ended += burst;
                arrived.clear();
            }
        } else {
            for (long i = 0; i < bursts; i++) {
                burst();
            }
        }
        return (double) (System.nanoTime() - start) / bursts / burst;
    }

    private void fill() {
        for (int i = 0; i < burst; i++) {
            Packet packet = pool.takeFor(source.size());
            source.fill(packet);
            arrived.add(packet);
        }
        taken += burst;
    }

    private void burst() {
        fill();
        output.begin(arrived);
        if (stage == Stage.FIND) {
            end(arrived);
        } else {
            output.run(0);
            end(done);
        }
        arrived.clear();
    }

    private void end(PacketBatch batch) {
        ended += batch.size();
        returns.freeAll(batch);
    }

    /** Where sealing is done, opens what comes out; else packets must only come home. */
    @Override
    public void prove() {
        if (stage == Stage.SEAL) {
            proof.expect(source.bytes());
            proving = true;
            long before = taken;
            run(Math.max(2, (states + burst - 1) / burst));
            proving = false;
            proof.require(taken - before);
        } else {
            run(2);
        }
        check();
    }

    /** A packet that is not ordinary has not been transmitted, and is missing here. */
    @Override
    public void check() {
        if (ended != taken || pool.outstanding() != 0) {
            throw new IllegalStateException(ended + " of " + taken + " packets came through stage " + stage.label()
                    + ", the others stayed away");
        }
    }

    @Override
    public void close() {
        output.close();
        bundles.close();
        keys.close();
        pool.close();
    }

    /** One default route for everything and for ever. */
    private record OneRoute(Route route) implements RouteLookup {
        @Override
        public Route find(int family, long high, long low, int mark) {
            return route;
        }

        @Override
        public boolean isFixed() {
            return true;
        }
    }

    /** A queue that is always free, and its own source. */
    private final class OnePort implements BundlePort, PortSource {
        @Override
        public boolean isClear() {
            return true;
        }

        @Override
        public int room() {
            return Integer.MAX_VALUE;
        }

        @Override
        public int name() {
            return 0;
        }

        @Override
        public void transmit(PacketBatch batch, int from, int to) {
            done.addAll(batch, from, to);
            for (int i = from; proving && i < to; i++) {
                proof.check(batch.get(i));
            }
        }

        @Override
        public BundlePort only(NetDevice device, XfrmState state) {
            return this;
        }

        @Override
        public long generation() {
            return 1;
        }
    }
}
