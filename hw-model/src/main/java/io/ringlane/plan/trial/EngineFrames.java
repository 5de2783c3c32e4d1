// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.dev.Route;
import io.ringlane.engine.Engine;
import io.ringlane.engine.EngineContext;
import io.ringlane.engine.Producer;
import io.ringlane.header.Ethernet;
import io.ringlane.header.IpProtocol;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Udp;
import io.ringlane.hw.device.host.FrameWork;
import io.ringlane.hw.device.ring.Way;
import io.ringlane.hw.nic.ModelNic;
import io.ringlane.hw.nic.NicProfiles;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.offload.UserOffload;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.plan.traffic.EspShape;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.receive.ReceiveCore;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes the packets of a trial real: the engine sends each of them through its SA, a modelled NIC or the engine
 * encrypts it, and the receiving side of the engine opens it again. The lengths that go on in the model are those of
 * these frames. Slow; for checking that lengths alone take the same course. One thread, which closes it.
 */
public final class EngineFrames implements FrameWork, RxSink, AutoCloseable {
    private static final int FCS = 4;
    private static final int SPI = 0x1000;
    private static final int MTU = 9_000;
    private static final int LONGEST = 9_700;
    private static final int SLOTS = 256;
    private static final int REPLAY_WINDOW = 1024;
    private static final int MOST_STEPS = 100_000;
    private static final int SOURCE_NET = 0x0a010000;
    private static final int DESTINATION_NET = 0x0a800000;
    private static final long PS_PER_NS = 1000;

    private final EspShape shape;
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[LONGEST]);
    private final UnsafeBuffer clear = new UnsafeBuffer(new byte[LONGEST]);
    private final UnsafeBuffer opened = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer sent = new UnsafeBuffer(0, 0);
    private final PacketPool pool = new PacketPool("receive", SLOTS, SLOTS, SLOTS);
    private final PacketBatch batch = new PacketBatch(1);
    private final ModelNic nic;
    private final Engine engine;
    private final Producer producer;
    private final ReceiveCore receiver;
    private int frameLength;
    private int clearLength;
    private long encrypted;
    private long decrypted;

    /**
     * Sets up the SAs of both sides.
     *
     * @param shape what ESP does with a frame.
     * @param sas   number of SAs.
     */
    public EngineFrames(EspShape shape, int sas) {
        this.shape = shape;
        JdkProvider crypto = new JdkProvider();
        nic = new ModelNic(NicProfiles.INLINE_CRYPTO_100G.withMtu(MTU), (buffer, offset, length, departurePs) -> {
            frame.putBytes(0, buffer, offset, length);
            frameLength = length;
        });
        engine = Engine.launch(new EngineContext()
                .offline(true)
                .crypto(crypto)
                .maxStates(sas)
                .route(new Route(nic, MTU, new byte[0], Route.DEFAULT_HOP_LIMIT)));
        receiver = new ReceiveCore(
                new ReceiveCore.Settings(crypto, sas, 1, false, EncapPorts.natT()), pool, pool::give, this);
        int device = engine.addDevice(nic);
        for (int sa = 0; sa < sas; sa++) {
            add(sa, device);
        }
        producer = engine.producer();
    }

    private void add(int sa, int device) {
        SaConfig config = config(sa);
        if (engine.addState(config, key(config, sa), UserOffload.outbound(device))
                        .isRefused()
                && engine.addState(config, key(config, sa)).isRefused()) {
            throw new IllegalStateException("SA " + config.id() + " was refused");
        }
        engine.addPolicy(policy(sa, config));
        receiver.add(config, key(config, sa), 0, shape.udp() ? EncapPorts.Kind.ESP_IN_UDP : null, 0);
        receiver.local().add(config.id().destination());
    }

    private SaConfig config(int sa) {
        SaConfigBuilder builder = new SaConfigBuilder();
        if (!shape.tunnel()) {
            builder.between(IpAddress.ofIpv4(SOURCE_NET + 1), IpAddress.ofIpv4(DESTINATION_NET + sa));
        } else if (shape.outer() == 4) {
            builder.between("192.0.2.1", "198.51.100.2");
        } else {
            builder.between("2001:db8:1::1", "2001:db8:2::2");
        }
        if (shape.udp()) {
            builder.encap(EncapPorts.NAT_T, EncapPorts.NAT_T);
        }
        return builder.spi(SPI + sa)
                .reqid(1 + sa)
                .mode(shape.tunnel() ? XfrmMode.TUNNEL : XfrmMode.TRANSPORT)
                .esn(true)
                .replayWindow(REPLAY_WINDOW)
                .transform(shape.transform())
                .build();
    }

    /** Fixed keys: nothing of a trial goes on a wire. */
    private static SecretKey key(SaConfig config, int sa) {
        byte[] material = new byte[config.transform().materialLength()];
        for (int i = 0; i < material.length; i++) {
            material[i] = (byte) (sa * 31 + i * 7 + 1);
        }
        return new SecretKey(material);
    }

    private Policy policy(int sa, SaConfig config) {
        IpAddress any = IpAddress.any(4);
        Template template = new Template(
                shape.tunnel() ? config.source() : any,
                shape.tunnel() ? config.id().destination() : any,
                0,
                IpProtocol.ESP,
                config.mode(),
                config.reqid(),
                Template.Level.REQUIRED);
        IpAddress to = IpAddress.ofIpv4(DESTINATION_NET + sa);
        Selector selector = Selector.of(any, 0, to, to.bits());
        return new Policy(selector, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, List.of(template));
    }

    // ---- the model asks

    @Override
    public void work(PacketTable packets, int packet, long nowPs) {
        if (packets.cut(packet) != null) {
            throw new IllegalStateException("super-packets are modelled by their lengths only");
        }
        int sa = packets.state(packet);
        int tag = shape.clearTag() ? Ethernet.VLAN_LENGTH : 0;
        int length = packets.clearBytes(packet) - FCS - tag;
        encrypt(sa, length);
        int wire = frameLength + FCS;
        int clearBytes = packets.clearBytes(packet);
        if (Way.isDecrypt(packets.queue(packet))) {
            decrypt(nowPs);
            clearBytes = Ethernet.LENGTH + clearLength + FCS + tag;
        }
        packets.setBytes(packet, clearBytes, wire);
    }

    /** Sends a clear frame of that length, FCS not counted; the encrypted one is in {@code frame} then. */
    private void encrypt(int sa, int length) {
        Packet packet = producer.take(length);
        if (packet == null) {
            throw new IllegalStateException("no slot for a packet of " + length + " bytes");
        }
        packet.put(length);
        packet.mac(packet.data());
        packet.macLength(Ethernet.LENGTH);
        packet.network(packet.mac() + Ethernet.LENGTH);
        packet.transport(packet.network() + Ipv4.LENGTH);
        write(packet.buffer(), packet.mac(), length, sa);
        clear.putBytes(0, packet.buffer(), packet.network(), length - Ethernet.LENGTH);
        frameLength = 0;
        if (!producer.send(packet)) {
            throw new IllegalStateException("the engine takes no packet, though it is idle");
        }
        producer.flush();
        for (int step = 0; step < MOST_STEPS && (frameLength == 0 || !engine.isIdle()); step++) {
            engine.doWork(nic.clockPs() / PS_PER_NS);
            if (nic.nextEventPs() != Long.MAX_VALUE) {
                nic.advance(nic.nextEventPs());
            }
        }
        producer.collect();
        if (frameLength == 0) {
            throw new IllegalStateException("the engine sent nothing: " + engine.snapshot());
        }
        encrypted++;
    }

    private static void write(MutableDirectBuffer buffer, int mac, int length, int sa) {
        buffer.setMemory(mac, length, (byte) sa);
        Ethernet.type(buffer, mac, Ethernet.TYPE_IPV4);
        int ip = mac + Ethernet.LENGTH;
        Ipv4.versionAndLength(buffer, ip, Ipv4.LENGTH);
        Ipv4.tos(buffer, ip, 0);
        Ipv4.totalLength(buffer, ip, length - Ethernet.LENGTH);
        Ipv4.id(buffer, ip, 0);
        Ipv4.fragment(buffer, ip, Ipv4.DF);
        Ipv4.ttl(buffer, ip, 64);
        Ipv4.protocol(buffer, ip, IpProtocol.UDP);
        Ipv4.source(buffer, ip, SOURCE_NET + 1);
        Ipv4.destination(buffer, ip, DESTINATION_NET + sa);
        Ipv4.writeChecksum(buffer, ip);
        int udp = ip + Ipv4.LENGTH;
        Udp.sourcePort(buffer, udp, 1000);
        Udp.destinationPort(buffer, udp, 2000);
        Udp.length(buffer, udp, length - Ethernet.LENGTH - Ipv4.LENGTH);
        Udp.checksum(buffer, udp, 0);
    }

    private void decrypt(long nowPs) {
        int length = frameLength - Ethernet.LENGTH;
        Packet packet = pool.takeFor(length);
        packet.put(length);
        packet.buffer().putBytes(packet.data(), frame, Ethernet.LENGTH, length);
        packet.network(packet.data());
        clearLength = 0;
        batch.add(packet);
        receiver.receive(batch, nowPs / PS_PER_NS);
        if (clearLength == 0) {
            throw new IllegalStateException("the receiving side refused a packet that the sending side made");
        }
        decrypted++;
    }

    @Override
    public void clear(Packet packet, InboundState state, boolean forward) {
        clearLength = packet.length();
        opened.wrap(packet.buffer(), packet.data(), clearLength);
        sent.wrap(clear, 0, clearLength);
        if (!opened.equals(sent)) {
            throw new IllegalStateException("a packet of " + clearLength + " bytes was not opened as it was sent");
        }
        pool.give(packet);
    }

    /** Packets that were encrypted. */
    public long encrypted() {
        return encrypted;
    }

    /** Packets that were opened again. */
    public long decrypted() {
        return decrypted;
    }

    /** All memory and keys. */
    @Override
    public void close() {
        engine.close();
        nic.close();
        receiver.close();
        pool.close();
    }
}
