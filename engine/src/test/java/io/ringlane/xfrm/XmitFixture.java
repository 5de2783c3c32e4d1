// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.NullProvider;
import io.ringlane.dev.NetDevice;
import io.ringlane.esp.EspKeys;
import io.ringlane.esp.EspOffload;
import io.ringlane.offload.StateHolds;
import io.ringlane.offload.StateOffload;
import io.ringlane.offload.TestBindings;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.CoreCounters;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.Ledger;
import io.ringlane.testing.TestPackets;
import io.ringlane.tx.CoreReturns;
import java.util.ArrayList;
import java.util.List;

/**
 * The production walk with everything real around it: tables, holds, ledger, pool, segmentation; the transform is
 * scripted, or ESP with a cipher that leaves bytes as they are. Packets come as output leaves them. One thread.
 */
public final class XmitFixture {
    public static final int ETHERNET = 14;
    private static final int STATES = 64;
    private static final int HOP_LIMIT = 64;

    public final PacketPool pool;
    public final SaTable states = new SaTable(STATES);
    public final StateOffload bindings = new StateOffload(STATES);
    public final StateHolds holds = new StateHolds(states);
    public final Ledger ledger = new Ledger();
    public final CoreCounters counters = new CoreCounters();
    public final Discard discard;
    public final EspKeys keys = new EspKeys(new Lengths(), STATES);
    public final EspOffload esp;
    public final ScriptedType type;
    public final GsoCut gso;
    public final ValidateXmit validate;
    public final PacketList waiting = new PacketList();
    public final PacketList validated = new PacketList();
    private final OuterModeOutput modes = new OuterModeOutput();

    /** @param burst packets that go through the transform at once. */
    public XmitFixture(PacketPool pool, int burst) {
        this.pool = pool;
        discard = new Discard(ledger, counters, new CoreReturns(pool, holds), holds);
        esp = new EspOffload(keys, new NullProvider().newCipher(), STATES, null, discard);
        type = new ScriptedType(esp);
        gso = new GsoCut(pool);
        validate = new ValidateXmit(states, bindings, type, gso, discard, burst);
    }

    /** A provider of lengths: takes any transform and protects nothing. */
    private static final class Lengths implements CryptoProvider {
        private final NullProvider none = new NullProvider();

        @Override
        public String name() {
            return "lengths";
        }

        @Override
        public boolean supports(EspTransform transform) {
            return true;
        }

        @Override
        public CryptoKey newKey(EspTransform transform, SecretKey key) {
            return new LengthsKey(transform);
        }

        @Override
        public BurstCipher newCipher() {
            return none.newCipher();
        }
    }

    private record LengthsKey(EspTransform transform) implements CryptoKey {
        @Override
        public void close() {
            // no material
        }
    }

    public XfrmState add(XfrmState state) {
        assertThat(states.place(state) && states.publish(state)).isTrue();
        keys.add(state);
        return state;
    }

    /** Binds a state to a device, as an administrator's request would. */
    public XfrmState bind(XfrmState state, NetDevice device, NetDevice realDevice, boolean inbound) {
        TestBindings.bind(bindings, state, device, realDevice, inbound);
        return state;
    }

    /** A packet as output leaves it on the deferred road: encapsulated, numbered, data at its MAC header. */
    public Packet encapsulated(XfrmState state, TestPackets packet) {
        return encapsulated(state, packet, ETHERNET);
    }

    /** @param link length of the link-layer header. */
    public Packet encapsulated(XfrmState state, TestPackets packet, int link) {
        Packet built = packet.rawIp().build(pool);
        ledger.in(1);
        built.secPathDepth(1);
        holds.hold(built, state);
        assertThat(modes.encapsulate(built, state, HOP_LIMIT)).isTrue();
        assertThat(state.sequence().take(Math.max(1, built.gsoSegs()))).isTrue();
        built.sequenceLow(state.sequence().firstLow());
        built.sequenceHigh(state.sequence().firstHigh());
        built.gsoType(built.isGso() ? built.gsoType() | GsoType.ESP : 0);
        type.encap(built, state);
        assertThat(built.push(link)).isTrue();
        built.mac(built.data());
        built.macLength(link);
        return built;
    }

    /** A packet that no policy concerns. */
    public Packet plain(TestPackets packet) {
        ledger.in(1);
        return packet.build(pool);
    }

    /** Offers a packet to validate. */
    public XmitFixture offer(Packet... packets) {
        for (Packet packet : packets) {
            waiting.add(packet);
        }
        return this;
    }

    /** One run with room for everything. @return packets taken. */
    public int run(NetDevice device) {
        return validate.run(waiting, device, false, Integer.MAX_VALUE, validated);
    }

    /** The validated packets, in order; the caller frees them with {@link #freeAll}. */
    public List<Packet> kept() {
        List<Packet> kept = new ArrayList<>();
        for (Packet packet = validated.peek(); packet != null; packet = packet.next()) {
            kept.add(packet);
        }
        assertThat(validated.size()).isEqualTo(kept.size());
        assertThat(validated.last()).isEqualTo(kept.isEmpty() ? null : kept.getLast());
        return kept;
    }

    /** Asserts the ledger, then ends every packet that is left. */
    public void finish() {
        assertThat(ledger.imbalance(waiting.size() + validated.size(), type.inFlight(), 0))
                .as("ledger")
                .isZero();
        freeAll();
        assertThat(ledger.imbalance(0, 0, 0)).as("ledger after the end").isZero();
        for (int i = 0; i < STATES; i++) {
            XfrmState state = states.get(i);
            if (state != null) {
                assertThat(state.inFlight()).as("holds of " + state).isZero();
            }
        }
        keys.close();
        esp.close();
    }

    public void freeAll() {
        discard.chain(waiting.takeAll(), DropReason.ENGINE_CLOSED);
        discard.chain(validated.takeAll(), DropReason.ENGINE_CLOSED);
        discard.chain(type.takeInProgress().takeAll(), DropReason.ENGINE_CLOSED);
    }
}
