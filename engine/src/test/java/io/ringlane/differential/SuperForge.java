// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.reference.GsoKind;
import io.ringlane.reference.Octets;
import io.ringlane.reference.RefPacket;
import java.util.Random;

/** Makes super-packets with plain IP headers, as a TCP or UDP sender hands them down; some are odd in one thing. */
final class SuperForge {
    private static final int LONGEST = 65_535;

    private final Random random;

    SuperForge(Random random) {
        this.random = random;
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** A super-packet from one address to another, both of one family. */
    RefPacket packet(byte[] source, byte[] destination, int port) {
        boolean tcp = !oneIn(3);
        byte[] transport = new byte[tcp ? 20 + (oneIn(2) ? 12 : 4 * random.nextInt(11)) : 8];
        random.nextBytes(transport);
        Octets.put16(transport, 0, 1024 + random.nextInt(2));
        Octets.put16(transport, 2, port);
        boolean v4 = source.length == 4;
        int header = (v4 ? 20 : 40) + transport.length;
        int size = size();
        byte[] data = new byte[Math.min(LONGEST - header, payload(size))];
        random.nextBytes(data);
        if (tcp) {
            transport[12] = (byte) (transport.length / 4 << 4 | random.nextInt(16));
        } else {
            Octets.put16(transport, 4, 8 + data.length);
        }
        int protocol = tcp ? 6 : 17;
        RefPacket packet = new RefPacket();
        byte[] ip = v4 ? header4(source, destination, protocol) : header6(source, destination, protocol);
        packet.ip = Octets.join(ip, transport, data);
        packet.link = new byte[14];
        random.nextBytes(packet.link);
        Octets.put16(packet.link, 12, v4 ? 0x0800 : 0x86dd);
        packet.gsoSize = size;
        packet.gso.add(!tcp ? GsoKind.UDP_L4 : v4 ? GsoKind.TCPV4 : GsoKind.TCPV6);
        checksum(packet, ip.length, protocol, source, destination);
        oddity(packet, ip.length, tcp);
        return packet;
    }

    private int size() {
        return switch (random.nextInt(8)) {
            case 0 -> 1 + random.nextInt(12);
            case 1 -> 1 + random.nextInt(100);
            case 2 -> 1300 + random.nextInt(150);
            default -> 1 + random.nextInt(700);
        };
    }

    private int payload(int size) {
        int segments = oneIn(12) ? 30 + random.nextInt(20) : 1 + random.nextInt(8);
        return segments * size + (oneIn(4) ? 0 : random.nextInt(size) + 1);
    }

    private byte[] header4(byte[] source, byte[] destination, int protocol) {
        byte[] header = new byte[20];
        header[0] = 0x45;
        header[1] = (byte) random.nextInt(256);
        // the length of a super-packet means nothing, and neither does its checksum
        Octets.put16(header, 2, random.nextInt(65536));
        Octets.put16(header, 4, random.nextInt(65536));
        Octets.put16(header, 6, oneIn(2) ? 0x4000 : 0);
        header[8] = (byte) (1 + random.nextInt(255));
        header[9] = (byte) protocol;
        Octets.put16(header, 10, random.nextInt(65536));
        System.arraycopy(source, 0, header, 12, 4);
        System.arraycopy(destination, 0, header, 16, 4);
        return header;
    }

    private byte[] header6(byte[] source, byte[] destination, int protocol) {
        byte[] header = new byte[40];
        Octets.put32(header, 0, 6 << 28 | random.nextInt(1 << 28));
        Octets.put16(header, 4, random.nextInt(65536));
        header[6] = (byte) protocol;
        header[7] = (byte) (1 + random.nextInt(255));
        System.arraycopy(source, 0, header, 8, 16);
        System.arraycopy(destination, 0, header, 24, 16);
        return header;
    }

    private void checksum(RefPacket packet, int at, int protocol, byte[] source, byte[] destination) {
        byte[] ip = packet.ip;
        int field = protocol == 17 ? 6 : 16;
        long pseudo = Octets.pseudo(source, destination, protocol, ip.length - at);
        packet.partial = !oneIn(10);
        Octets.put16(ip, at + field, packet.partial ? Octets.fold(pseudo) : 0);
        if (packet.partial) {
            packet.checksumStart = at;
            packet.checksumOffset = field;
        } else if (protocol != 17 || oneIn(2)) {
            Octets.put16(ip, at + field, ~Octets.fold(pseudo + Octets.sum(ip, at, ip.length)) & 0xffff);
        }
    }

    private void oddity(RefPacket packet, int at, boolean tcp) {
        switch (random.nextInt(30)) {
            case 0 -> packet.gso.add(GsoKind.TCP_ECN);
            case 1 -> packet.gso.add(GsoKind.DODGY);
            case 2 -> packet.gso.add(GsoKind.TCP_FIXEDID);
            case 3 -> {
                packet.gso.clear();
                packet.gso.add(GsoKind.values()[random.nextInt(GsoKind.values().length)]);
            }
            case 4 -> packet.ip = Octets.slice(packet.ip, 0, random.nextInt(at + (tcp ? 40 : 12)));
            case 5 -> packet.ip[random.nextInt(Math.min(packet.ip.length, at + 14))] = (byte) random.nextInt();
            case 6 -> packet.gsoSize = 1 + random.nextInt(LONGEST);
            case 7 -> Octets.put16(packet.ip, at + (tcp ? 16 : 4), random.nextInt(65536));
            case 8 -> packet.checksumStart = random.nextInt(200);
            default -> {
                // in order
            }
        }
    }
}
