// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.CaseInfo;
import io.ringlane.golden.GoldenCase;
import io.ringlane.golden.PacketMeta;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which packets an engine is fed for a case: the records, less those that the router's own IP input refuses, and one
 * datagram for each look-up of a local socket that came to nothing. Stateless.
 */
final class FeedPlan {
    private static final int INVALID_ARGUMENT = 22;
    private static final int IPV6_HEADER = 40;
    private static final int UDP = 17;
    /** RFC 4942 section 2.1.9.5: a pad option longer than what alignment can need is refused. */
    private static final int LONGEST_PADDING = 7;

    private FeedPlan() {}

    static List<CaseSetup.Injection> packets(GoldenCase golden, boolean stateThere) {
        List<CaseSetup.Injection> packets = new ArrayList<>();
        for (int i = 0; i < golden.input().size(); i++) {
            byte[] bytes = golden.input().get(i);
            boolean arrives = golden.inputMeta(i).isIngress();
            if (!arrives || !hasBadHopByHop(bytes)) {
                packets.add(new CaseSetup.Injection(i, arrives ? forwarded(bytes) : bytes, golden.inputMeta(i)));
            }
        }
        int lookups = golden.info().isLocal() ? fruitlessLookups(golden, stateThere) : 0;
        for (int i = 0; i < lookups; i++) {
            packets.add(new CaseSetup.Injection(-1, datagram(golden.info()), PacketMeta.none()));
        }
        return List.copyOf(packets);
    }

    /** One hop less, as a router leaves a packet ahead of output (RFC 1141 for the checksum). */
    private static byte[] forwarded(byte[] packet) {
        byte[] copy = packet.clone();
        boolean ipv4 = (packet[0] & 0xf0) == 0x40;
        copy[ipv4 ? 8 : 7]--;
        if (ipv4) {
            int sum = ((copy[10] & 0xff) << 8 | copy[11] & 0xff) + 0x100;
            sum += sum >>> 16;
            copy[10] = (byte) (sum >>> 8);
            copy[11] = (byte) sum;
        }
        return copy;
    }

    /**
     * Look-ups of a local socket without a route in the end: at connect, at each send, and, as long as the route held
     * is a black hole, whenever the socket lock is released: after connect, and on IPv4 after reading the MTU.
     */
    private static int fruitlessLookups(GoldenCase golden, boolean stateThere) {
        List<CaseInfo.SocketEvent> events = golden.info().events();
        int sends = (int) events.stream().filter(event -> event.size() != null).count();
        if (events.stream().anyMatch(event -> event.connectErrno() != null)) {
            return 1 + sends;
        }
        if (stateThere) {
            return sendsAfterExpiry(events);
        }
        int reads = (int) events.stream().filter(event -> event.mtu() != null).count();
        return 2 + (golden.sa().innerFamily() == 4 ? reads : 0) + sends;
    }

    private static int sendsAfterExpiry(List<CaseInfo.SocketEvent> events) {
        int sends = 0;
        boolean expired = false;
        for (CaseInfo.SocketEvent event : events) {
            sends += expired && event.size() != null ? 1 : 0;
            expired |= event.errno() != null && event.errno() == INVALID_ARGUMENT;
        }
        return sends;
    }

    /** An empty UDP datagram between the addresses of the outbound policy. */
    private static byte[] datagram(CaseInfo info) {
        String policy = info.setup().stream()
                .filter(command -> command.startsWith("xfrm policy add src ") && command.contains(" dir out"))
                .findFirst()
                .orElseThrow();
        String[] words = policy.split(" ");
        byte[] source = address(words[4]);
        byte[] destination = address(words[6]);
        boolean ipv4 = source.length == 4;
        byte[] packet = new byte[(ipv4 ? 20 : IPV6_HEADER) + 8];
        packet[0] = (byte) (ipv4 ? 0x45 : 0x60);
        packet[ipv4 ? 3 : 5] = (byte) (ipv4 ? packet.length : 8);
        packet[ipv4 ? 9 : 6] = UDP;
        packet[ipv4 ? 8 : 7] = 64;
        System.arraycopy(source, 0, packet, ipv4 ? 12 : 8, source.length);
        System.arraycopy(destination, 0, packet, ipv4 ? 16 : 24, destination.length);
        packet[packet.length - 3] = 8;
        return packet;
    }

    private static byte[] address(String network) {
        try {
            return InetAddress.getByName(network.substring(0, network.indexOf('/')))
                    .getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + network, e);
        }
    }

    /** Whether IPv6 input refuses the hop-by-hop options, before any look-up. */
    private static boolean hasBadHopByHop(byte[] packet) {
        boolean hopByHop = packet.length > IPV6_HEADER + 2 && (packet[0] & 0xf0) == 0x60 && packet[6] == 0;
        if (!hopByHop) {
            return false;
        }
        int end = IPV6_HEADER + 8 + (packet[IPV6_HEADER + 1] & 0xff) * 8;
        int padding = 0;
        int at = IPV6_HEADER + 2;
        while (at < Math.min(end, packet.length - 1) && padding <= LONGEST_PADDING) {
            boolean one = packet[at] == 0;
            int length = one ? 1 : 2 + (packet[at + 1] & 0xff);
            padding = one || packet[at] == 1 ? padding + length : 0;
            at += length;
        }
        return padding > LONGEST_PADDING;
    }
}
