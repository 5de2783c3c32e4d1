// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.dev.Features;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.Route;
import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.GsoType;
import io.ringlane.packet.Packet;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.reference.Feature;
import io.ringlane.reference.GsoKind;
import io.ringlane.reference.RefPacket;
import io.ringlane.reference.RefPolicy;
import io.ringlane.reference.RefRoute;
import io.ringlane.reference.RefSa;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** Turns the reference's plain data into the engine's types. */
final class EngineTypes {
    private EngineTypes() {}

    static long features(Set<Feature> features) {
        long bits = 0;
        for (Feature feature : features) {
            bits |= switch (feature) {
                case SG -> Features.SG;
                case IP_CSUM -> Features.IP_CSUM;
                case IPV6_CSUM -> Features.IPV6_CSUM;
                case HW_CSUM -> Features.HW_CSUM;
                case TSO -> Features.TSO;
                case TSO_ECN -> Features.TSO_ECN;
                case TSO6 -> Features.TSO6;
                case TSO_MANGLEID -> Features.TSO_MANGLEID;
                case GSO_PARTIAL -> Features.GSO_PARTIAL;
                case GSO_UDP_L4 -> Features.GSO_UDP_L4;
                case GSO_ESP -> Features.GSO_ESP;
                case HW_ESP -> Features.HW_ESP;
                case HW_ESP_TX_CSUM -> Features.HW_ESP_TX_CSUM;
            };
        }
        return bits;
    }

    static int gsoType(Set<GsoKind> kinds) {
        int bits = 0;
        for (GsoKind kind : kinds) {
            bits |= switch (kind) {
                case TCPV4 -> GsoType.TCPV4;
                case TCPV6 -> GsoType.TCPV6;
                case TCP_ECN -> GsoType.TCP_ECN;
                case TCP_FIXEDID -> GsoType.TCP_FIXEDID;
                case UDP_L4 -> GsoType.UDP_L4;
                case ESP -> GsoType.ESP;
                case DODGY -> GsoType.DODGY;
                case PARTIAL -> GsoType.PARTIAL;
            };
        }
        return bits;
    }

    static IpAddress address(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == 4
                ? IpAddress.ofIpv4(buffer.getInt())
                : new IpAddress(6, buffer.getLong(), buffer.getLong());
    }

    static byte[] bytes(int family, long high, long low) {
        return family == 4
                ? ByteBuffer.allocate(4).putInt((int) low).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    static Route route(RefRoute route, NetDevice device) {
        return new Route(device, route.mtu(), route.link(), route.hopLimit());
    }

    static XfrmMode mode(RefSa sa) {
        return switch (sa.mode) {
            case TRANSPORT -> XfrmMode.TRANSPORT;
            case TUNNEL -> XfrmMode.TUNNEL;
            case BEET -> XfrmMode.BEET;
        };
    }

    /** The reqid is the SPI. */
    static SaConfig state(RefSa sa) {
        int flags = (sa.noEcn ? SaFlags.NOECN : 0)
                | (sa.noPmtuDisc ? SaFlags.NOPMTUDISC : 0)
                | (sa.dontEncapDscp ? SaFlags.DONT_ENCAP_DSCP : 0)
                | (sa.mayWrap ? SaFlags.OSEQ_MAY_WRAP : 0);
        return new SaConfigBuilder()
                .between(address(sa.source), address(sa.destination))
                .spi(sa.spi)
                .reqid(sa.spi)
                .mode(mode(sa))
                .selector(selector(sa.selectorFamily, null, 0, 0))
                .transform(EspTransform.aesGcm(sa.key.length * 8, sa.icv * 8))
                .flags(flags)
                .esn(sa.esn)
                .sequence(sa.startHigh, sa.startLow)
                .ivSalt(sa.ivSalt)
                .limits(new SaLimits(sa.softBytes, sa.hardBytes, sa.softPackets, sa.hardPackets))
                .build();
    }

    static SecretKey key(RefSa sa) {
        byte[] material = new byte[sa.key.length + sa.salt.length];
        System.arraycopy(sa.key, 0, material, 0, sa.key.length);
        System.arraycopy(sa.salt, 0, material, sa.key.length, sa.salt.length);
        return new SecretKey(material);
    }

    private static Selector selector(int family, byte[] destination, int protocol, int port) {
        IpAddress any = IpAddress.any(family == 6 ? 6 : 4);
        IpAddress to = destination == null ? any : address(destination);
        int prefix = destination == null ? 0 : to.bits();
        return new Selector(family, any, 0, to, prefix, protocol, 0, 0, port, port == 0 ? 0 : 0xffff);
    }

    static Policy policy(RefPolicy policy) {
        Selector selector = selector(policy.family(), policy.destination(), policy.protocol(), policy.port());
        Policy.Action action = policy.block() ? Policy.Action.BLOCK : Policy.Action.ALLOW;
        List<Template> templates = policy.template() ? List.of(template(policy)) : List.of();
        return new Policy(selector, Policy.Direction.OUT, action, policy.priority() + 1, 0, 0, 0, templates);
    }

    private static Template template(RefPolicy policy) {
        Template.Level level = policy.required() ? Template.Level.REQUIRED : Template.Level.USE;
        RefSa sa = policy.sa();
        if (sa == null) {
            IpAddress none = IpAddress.parse("192.0.2.99");
            return new Template(none, none, 0, 50, XfrmMode.TUNNEL, 99, level);
        }
        return new Template(address(sa.source), address(sa.destination), 0, 50, mode(sa), sa.spi, level);
    }

    /** Copies a packet into a slot; @param packet fresh. */
    static void fill(Packet packet, RefPacket from) {
        int at = packet.data();
        packet.put(from.link.length + from.ip.length);
        packet.buffer().putBytes(at, from.link);
        packet.buffer().putBytes(at + from.link.length, from.ip);
        int network = at + from.link.length;
        packet.mac(at);
        packet.macLength(from.link.length);
        packet.network(network);
        packet.transport(network);
        if (from.partial) {
            packet.checksumMode(ChecksumMode.PARTIAL);
            packet.checksumStart(network + from.checksumStart);
            packet.checksumOffset(from.checksumOffset);
        }
        packet.gsoSize(from.gsoSize);
        packet.gsoType(gsoType(from.gso));
    }
}
