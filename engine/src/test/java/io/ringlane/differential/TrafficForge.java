// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.packet.ChecksumMode;
import io.ringlane.packet.Packet;
import io.ringlane.reference.Octets;
import io.ringlane.reference.RefPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes bursts in which most packets are ordinary, in trains of one flow, and some are anything else. */
final class TrafficForge {
    static final int[] PORTS = {9, 500, 4500, 1000, 2000};
    private static final int MOST_PACKETS = 80;
    private static final int JUNK = 6;

    private final Random random;
    private final int hosts;
    private final PacketForge others;
    private final SuperForge supers;

    TrafficForge(Random random, int hosts) {
        this.random = random;
        this.hosts = hosts;
        others = new PacketForge(random);
        supers = new SuperForge(random);
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    List<WayScript.Sent> burst() {
        List<WayScript.Sent> sent = new ArrayList<>();
        int count = oneIn(4) ? random.nextInt(3) : random.nextInt(MOST_PACKETS);
        while (sent.size() < count) {
            int family = random.nextBoolean() ? 4 : 6;
            int host = random.nextInt(hosts);
            byte[] source = address(family, 1, 1 + host);
            byte[] destination = address(family, 2, host);
            int train = oneIn(2) ? 1 : 1 + random.nextInt(20);
            int mark = oneIn(2) ? 0 : random.nextInt(3);
            int port = PORTS[random.nextInt(PORTS.length)];
            boolean large = oneIn(6);
            for (int i = 0; i < train && sent.size() < count; i++) {
                sent.add(sent(packet(source, destination, port, large), mark));
            }
        }
        return sent;
    }

    private RefPacket packet(byte[] source, byte[] destination, int port, boolean large) {
        if (oneIn(12)) {
            return others.packet(source, destination);
        }
        return large && oneIn(2) ? supers.packet(source, destination, port) : ordinary(source, destination, port);
    }

    private static byte[] address(int family, int net, int host) {
        byte[] address = new byte[family == 4 ? 4 : 16];
        address[0] = (byte) (family == 4 ? 10 : 0xfd);
        address[1] = (byte) net;
        address[address.length - 1] = (byte) host;
        return address;
    }

    private WayScript.Sent sent(RefPacket packet, int mark) {
        long lies = oneIn(25) ? random.nextLong() : 0;
        long time = oneIn(4) ? 1 : 0;
        return new WayScript.Sent(
                packet.link.length + packet.ip.length,
                slot -> {
                    EngineTypes.fill(slot, packet);
                    slot.mark(mark);
                    slot.ingressTime(time);
                    if (lies != 0) {
                        lie(slot, new Random(lies));
                    }
                },
                packet + " mark " + mark + (lies == 0 ? "" : " lies " + lies));
    }

    // ---- ordinary packets

    private RefPacket ordinary(byte[] source, byte[] destination, int port) {
        int protocol = new int[] {6, 17, 17, 132}[random.nextInt(4)];
        byte[] transport = new byte[protocol == 6 ? 20 : protocol == 17 ? 8 : 12];
        random.nextBytes(transport);
        Octets.put16(transport, 0, 1024 + random.nextInt(2));
        Octets.put16(transport, 2, port);
        byte[] data = new byte[payload()];
        random.nextBytes(data);
        byte[] header = source.length == 4
                ? header4(source, destination, protocol, transport.length + data.length)
                : header6(source, destination, protocol, transport.length + data.length);
        RefPacket packet = new RefPacket();
        packet.ip = Octets.join(header, transport, data);
        if (protocol == 6) {
            packet.ip[header.length + 12] = 0x50;
        }
        if (protocol == 17) {
            Octets.put16(packet.ip, header.length + 4, packet.ip.length - header.length);
        }
        if (protocol != 132) {
            checksum(packet, header.length, protocol, source, destination);
        }
        packet.link = new byte[oneIn(12) ? oneIn(2) ? 0 : 18 : 14];
        random.nextBytes(packet.link);
        if (packet.link.length != 0) {
            Octets.put16(packet.link, packet.link.length - 2, source.length == 4 ? 0x0800 : 0x86dd);
        }
        if (packet.link.length == 14 && packet.ip.length < 46 || oneIn(10)) {
            byte[] padding = new byte[1 + random.nextInt(46)];
            random.nextBytes(padding);
            packet.ip = Octets.join(packet.ip, padding);
        }
        damage(packet);
        return packet;
    }

    private int payload() {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(8);
            case 1 -> 1360 + random.nextInt(140);
            case 2 -> 200 + random.nextInt(100);
            default -> random.nextInt(400);
        };
    }

    private byte[] header4(byte[] source, byte[] destination, int protocol, int upper) {
        byte[] header = new byte[20];
        header[0] = 0x45;
        header[1] = (byte) random.nextInt(256);
        Octets.put16(header, 2, 20 + upper);
        Octets.put16(header, 4, random.nextInt(65536));
        Octets.put16(header, 6, oneIn(20) ? random.nextInt(65536) : oneIn(2) ? 0x4000 : 0);
        header[8] = (byte) (1 + random.nextInt(255));
        header[9] = (byte) protocol;
        System.arraycopy(source, 0, header, 12, 4);
        System.arraycopy(destination, 0, header, 16, 4);
        Octets.ipv4Checksum(header);
        return header;
    }

    private byte[] header6(byte[] source, byte[] destination, int protocol, int upper) {
        byte[] header = new byte[40];
        Octets.put32(header, 0, 6 << 28 | random.nextInt(1 << 28));
        Octets.put16(header, 4, upper);
        header[6] = (byte) protocol;
        header[7] = (byte) (1 + random.nextInt(255));
        System.arraycopy(source, 0, header, 8, 16);
        System.arraycopy(destination, 0, header, 24, 16);
        return header;
    }

    /** Left to the engine most of the time, at times with a start or a field that does not exist. */
    private void checksum(RefPacket packet, int at, int protocol, byte[] source, byte[] destination) {
        int field = protocol == 17 ? 6 : 16;
        packet.partial = oneIn(2);
        if (packet.partial) {
            long pseudo = Octets.pseudo(source, destination, protocol, packet.ip.length - at);
            Octets.put16(packet.ip, at + field, Octets.fold(pseudo));
            packet.checksumStart = oneIn(30) ? random.nextInt(packet.ip.length + 20) - 10 : at;
            packet.checksumOffset = oneIn(30) ? random.nextInt(packet.ip.length + 20) : field;
        }
    }

    private void damage(RefPacket packet) {
        switch (random.nextInt(60)) {
            case 0 -> packet.ip = Octets.slice(packet.ip, 0, random.nextInt(packet.ip.length + 1));
            case 1 -> packet.ip[random.nextInt(Math.min(packet.ip.length, 44))] = (byte) random.nextInt();
            case 2 -> Octets.put16(packet.ip, packet.ip[0] >> 4 == 4 ? 2 : 4, random.nextInt(80));
            case 3 -> {
                if (packet.link.length > 0) {
                    Octets.put16(packet.link, packet.link.length - 2, oneIn(2) ? 0x0800 : 0x86dd);
                }
            }
            default -> {
                // in order
            }
        }
    }

    // ---- metadata that does not fit the octets

    private static void lie(Packet packet, Random random) {
        int near = packet.data() + random.nextInt(200) - 100;
        int value = random.nextInt(4) == 0 ? random.nextInt() : near;
        switch (random.nextInt(16)) {
            case 0 -> packet.network(value);
            case 1 -> packet.mac(value);
            case 2 -> packet.mac(random.nextInt(140));
            case 3 -> packet.network(packet.network() + random.nextInt(5) - 2);
            case 4 -> packet.transport(value);
            case 5 -> packet.checksumStart(value);
            case 6 -> packet.checksumOffset(value);
            case 7 -> packet.checksumMode(random.nextBoolean() ? ChecksumMode.PARTIAL : random.nextInt(5));
            case 8 -> packet.gsoSegs(1 + random.nextInt(JUNK));
            case 9 -> packet.gsoType(random.nextInt());
            case 10 -> packet.family(random.nextInt(8));
            case 11 -> packet.flowHash(random.nextInt());
            case 12 -> packet.macLength(value);
            case 13 -> packet.device(random.nextInt(4));
            case 14 -> packet.pull(Math.min(packet.length(), random.nextInt(40)));
            default -> moveToEnd(packet, random);
        }
    }

    /** The packet at the end of its slot, with less tailroom than sealing needs, or at its start. */
    private static void moveToEnd(Packet packet, Random random) {
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.data(), bytes);
        int shift =
                random.nextBoolean() ? packet.tailroom() - random.nextInt(40) : random.nextInt(120) - packet.headroom();
        int data = packet.data() + shift;
        int mac = packet.mac() + shift;
        int network = packet.network() + shift;
        int start = packet.checksumStart() + shift;
        if (packet.place(data, bytes.length)) {
            packet.buffer().putBytes(data, bytes);
            packet.mac(mac);
            packet.network(network);
            packet.transport(network);
            packet.checksumStart(start);
        }
    }
}
