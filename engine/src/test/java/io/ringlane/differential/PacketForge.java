// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.reference.GsoKind;
import io.ringlane.reference.Octets;
import io.ringlane.reference.RefPacket;
import java.util.Random;

/** Makes random packets of all kinds between two given addresses. */
final class PacketForge {
    private static final int[] OTHER_PROTOCOLS = {1, 58, 47, 132, 59, 33, 200, 135};

    private final Random random;

    PacketForge(Random random) {
        this.random = random;
    }

    /** A packet from one address to another, both of one family. */
    RefPacket packet(byte[] source, byte[] destination) {
        RefPacket packet = new RefPacket();
        int kind = random.nextInt(20);
        if (kind == 0) {
            return notIp(packet);
        }
        boolean tcp = random.nextBoolean();
        boolean other = kind == 1;
        int protocol = other ? OTHER_PROTOCOLS[random.nextInt(OTHER_PROTOCOLS.length)] : tcp ? 6 : 17;
        boolean gso = !other && kind >= 8;
        byte[] header = source.length == 4 ? header4(source, destination, protocol) : null;
        byte[] extensions = source.length == 4 ? new byte[0] : extensions(protocol);
        if (header == null) {
            header = Octets.join(header6(source, destination, extensions.length == 0 ? protocol : first), extensions);
        }
        byte[] transport = other ? new byte[0] : tcp ? tcp() : new byte[8];
        int mss = gso ? 1 + (random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(1400)) : 0;
        int payload = gso ? payloadOf(mss) : payload();
        byte[] data = new byte[payload];
        random.nextBytes(data);
        packet.ip = Octets.join(header, transport, data);
        lengths(packet.ip, header.length, protocol);
        if (!other) {
            checksum(packet, header.length, protocol, source, destination, gso);
        }
        if (gso) {
            gso(packet, mss, tcp, source.length == 4);
        }
        link(packet);
        damage(packet, header.length);
        return packet;
    }

    private int payloadOf(int mss) {
        if (random.nextInt(60) == 0) {
            return Math.min(65000, mss * 45);
        }
        int segments = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(7);
        return mss * segments + random.nextInt(mss) + (segments == 0 ? 1 : 0);
    }

    private int payload() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(8);
            case 1 -> 1380 + random.nextInt(140);
            case 2 -> 1500 + random.nextInt(200);
            default -> random.nextInt(300);
        };
    }

    private RefPacket notIp(RefPacket packet) {
        packet.link = new byte[14];
        random.nextBytes(packet.link);
        Octets.put16(packet.link, 12, 0x0806);
        packet.ip = new byte[28 + random.nextInt(30)];
        random.nextBytes(packet.ip);
        packet.gsoSize = random.nextInt(10) == 0 ? 10 : 0;
        return packet;
    }

    private byte[] header4(byte[] source, byte[] destination, int protocol) {
        int options = random.nextInt(4) == 0 ? 4 * (1 + random.nextInt(10)) : 0;
        byte[] header = new byte[20 + options];
        header[0] = (byte) (0x40 | header.length / 4);
        header[1] = (byte) random.nextInt(256);
        Octets.put16(header, 4, random.nextInt(65536));
        Octets.put16(header, 6, random.nextInt(3) > 0 ? 0x4000 : 0);
        if (random.nextInt(20) == 0) {
            Octets.put16(header, 6, random.nextBoolean() ? 0x2000 : 1 + random.nextInt(0x1fff));
        }
        header[8] = (byte) (1 + random.nextInt(255));
        header[9] = (byte) protocol;
        System.arraycopy(source, 0, header, 12, 4);
        System.arraycopy(destination, 0, header, 16, 4);
        for (int i = 20; i < header.length; i++) {
            header[i] = 1;
        }
        return header;
    }

    private byte[] header6(byte[] source, byte[] destination, int next) {
        byte[] header = new byte[40];
        Octets.put32(header, 0, 6 << 28 | random.nextInt(1 << 28));
        header[6] = (byte) next;
        header[7] = (byte) (1 + random.nextInt(255));
        System.arraycopy(source, 0, header, 8, 16);
        System.arraycopy(destination, 0, header, 24, 16);
        return header;
    }

    private int first;

    /** None most of the time, else a chain; {@link #first} is then the type of its first header. */
    private byte[] extensions(int protocol) {
        int count = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
        int[] types = new int[count];
        for (int i = 0; i < count; i++) {
            types[i] = switch (random.nextInt(7)) {
                case 0 -> 0;
                case 1, 2 -> 43;
                case 3 -> 44;
                default -> 60;
            };
        }
        byte[] all = new byte[0];
        for (int i = count - 1; i >= 0; i--) {
            byte[] header = extension(types[i]);
            header[0] = (byte) (i == count - 1 ? protocol : types[i + 1]);
            all = Octets.join(header, all);
        }
        first = count == 0 ? protocol : types[0];
        return all;
    }

    private byte[] extension(int type) {
        if (type == 44) {
            byte[] fragment = new byte[8];
            random.nextBytes(fragment);
            return fragment;
        }
        byte[] header = new byte[8 * (1 + random.nextInt(2))];
        header[1] = (byte) (header.length / 8 - 1);
        header[2] = 1;
        header[3] = (byte) (header.length - 4);
        if (type == 60 && random.nextInt(3) == 0) {
            header = new byte[24];
            header[1] = 2;
            header[2] = 1;
            header[3] = 0;
            header[4] = (byte) 201;
            header[5] = 16;
        }
        return header;
    }

    private byte[] tcp() {
        byte[] header = new byte[20 + (random.nextInt(2) == 0 ? 4 * random.nextInt(11) : 12)];
        random.nextBytes(header);
        header[12] = (byte) (header.length / 4 << 4 | random.nextInt(16));
        return header;
    }

    private static void lengths(byte[] ip, int transport, int protocol) {
        if (ip[0] >> 4 == 4) {
            Octets.put16(ip, 2, ip.length);
            Octets.ipv4Checksum(ip);
        } else {
            Octets.put16(ip, 4, ip.length - 40);
        }
        if (protocol == 17) {
            Octets.put16(ip, transport, 1000);
            Octets.put16(ip, transport + 2, ip.length % 5 == 0 ? 9 : 2000);
            Octets.put16(ip, transport + 4, ip.length - transport);
        }
    }

    private void checksum(RefPacket packet, int at, int protocol, byte[] source, byte[] destination, boolean gso) {
        byte[] ip = packet.ip;
        int field = at + (protocol == 17 ? 6 : 16);
        long pseudo = Octets.pseudo(source, destination, protocol, ip.length - at);
        Octets.put16(ip, field, 0);
        packet.partial = gso ? random.nextInt(5) > 0 : random.nextInt(3) > 0;
        if (packet.partial) {
            Octets.put16(ip, field, Octets.fold(pseudo));
            packet.checksumStart = at;
            packet.checksumOffset = field - at;
        } else if (protocol != 17 || random.nextInt(4) > 0) {
            int sum = ~Octets.fold(pseudo + Octets.sum(ip, at, ip.length)) & 0xffff;
            Octets.put16(ip, field, protocol == 17 && sum == 0 ? 0xffff : sum);
        }
    }

    private void gso(RefPacket packet, int mss, boolean tcp, boolean v4) {
        packet.gsoSize = mss;
        packet.gso.add(!tcp ? GsoKind.UDP_L4 : v4 ? GsoKind.TCPV4 : GsoKind.TCPV6);
        if (tcp && random.nextInt(10) == 0) {
            packet.gso.add(GsoKind.TCP_ECN);
        }
        if (tcp && v4 && random.nextInt(6) == 0) {
            packet.gso.add(GsoKind.TCP_FIXEDID);
        }
        if (random.nextInt(10) == 0) {
            packet.gso.add(GsoKind.DODGY);
        }
        if (random.nextInt(40) == 0) {
            packet.gso.clear();
            packet.gso.add(GsoKind.UDP_L4);
        }
    }

    /** None, Ethernet, or Ethernet with a VLAN tag. */
    private void link(RefPacket packet) {
        int length = new int[] {0, 14, 14, 18}[random.nextInt(4)];
        packet.link = new byte[length];
        random.nextBytes(packet.link);
        if (length > 0) {
            Octets.put16(packet.link, length - 2, packet.ip[0] >> 4 == 4 ? 0x0800 : 0x86dd);
        }
        if (length == 18) {
            Octets.put16(packet.link, 12, 0x8100);
        }
    }

    /** Rarely, in a single packet: padding behind it, a length that lies, a checksum field that does not exist. */
    private void damage(RefPacket packet, int headerLength) {
        if (packet.gsoSize != 0) {
            return;
        }
        switch (random.nextInt(40)) {
            case 0 -> packet.ip = Octets.join(packet.ip, new byte[1 + random.nextInt(46)]);
            case 1 -> packet.ip = Octets.slice(packet.ip, 0, random.nextInt(packet.ip.length) + 1);
            case 2 -> packet.ip[0] = (byte) (packet.ip[0] & 0xf0 | random.nextInt(16));
            case 3 -> packet.checksumOffset = packet.ip.length - headerLength - random.nextInt(3);
            default -> {
                // most packets are in order
            }
        }
    }
}
