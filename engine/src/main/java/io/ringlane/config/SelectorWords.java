// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import io.ringlane.header.IpProtocol;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.Selector;
import java.util.Map;

/**
 * Collects the words of a selector, and prints selectors. ICMP type and code and GRE keys lie in the ports, as in the
 * kernel. Used once, by one thread.
 */
final class SelectorWords {
    private static final int GRE = 47;
    private static final int DCCP = 33;
    private static final int EXACT = 0xffff;
    private static final Map<String, Integer> PROTOCOLS = Map.ofEntries(
            Map.entry("any", 0),
            Map.entry("icmp", IpProtocol.ICMP),
            Map.entry("igmp", 2),
            Map.entry("ipencap", IpProtocol.IPV4),
            Map.entry("tcp", IpProtocol.TCP),
            Map.entry("udp", IpProtocol.UDP),
            Map.entry("dccp", DCCP),
            Map.entry("ipv6", IpProtocol.IPV6),
            Map.entry("gre", GRE),
            Map.entry("esp", IpProtocol.ESP),
            Map.entry("ah", IpProtocol.AH),
            Map.entry("ipv6-icmp", IpProtocol.ICMPV6),
            Map.entry("ospf", 89),
            Map.entry("pim", 103),
            Map.entry("vrrp", 112),
            Map.entry("l2tp", 115),
            Map.entry("sctp", IpProtocol.SCTP),
            Map.entry("mobility-header", IpProtocol.MOBILITY),
            Map.entry("udplite", 136));

    private IpAddress source;
    private int sourcePrefix;
    private IpAddress destination;
    private int destinationPrefix;
    private int protocol;
    private int sourcePort;
    private int sourcePortMask;
    private int destinationPort;
    private int destinationPortMask;
    private boolean ports;
    private boolean types;
    private boolean key;

    /** Reads the next word and its value if they belong to a selector. */
    boolean take(EntryWords words) {
        return addresses(words) || upperLayer(words);
    }

    /** Reads words as long as they belong to a selector. */
    void takeAll(EntryWords words) {
        while (take(words)) {
            // each step reads one keyword and its value
        }
    }

    private boolean addresses(EntryWords words) {
        if (words.accept("src")) {
            String value = words.value("src");
            source = network(words, "src", value);
            sourcePrefix = prefix(words, value, source);
        } else if (words.accept("dst")) {
            String value = words.value("dst");
            destination = network(words, "dst", value);
            destinationPrefix = prefix(words, value, destination);
        } else if (words.accept("dev")) {
            throw words.error("selectors with 'dev' are not supported yet; leave it out");
        } else if (words.accept("uid")) {
            words.number("uid", EntryWords.MAX_32);
        } else {
            return false;
        }
        return true;
    }

    private boolean upperLayer(EntryWords words) {
        if (words.accept("proto")) {
            protocol = protocol(words);
        } else if (words.accept("sport")) {
            ports = true;
            sourcePort = (int) words.number("sport", EXACT);
            sourcePortMask = sourcePort == 0 ? 0 : EXACT;
        } else if (words.accept("dport")) {
            ports = true;
            destinationPort = (int) words.number("dport", EXACT);
            destinationPortMask = destinationPort == 0 ? 0 : EXACT;
        } else if (words.accept("type")) {
            types = true;
            sourcePort = (int) words.number("type", 255);
            sourcePortMask = EXACT;
        } else if (words.accept("code")) {
            types = true;
            destinationPort = (int) words.number("code", 255);
            destinationPortMask = EXACT;
        } else if (words.accept("key")) {
            key = true;
            greKey(words);
        } else {
            return false;
        }
        return true;
    }

    private static IpAddress network(EntryWords words, String keyword, String value) {
        int slash = value.indexOf('/');
        return words.address(keyword, slash < 0 ? value : value.substring(0, slash));
    }

    private static int prefix(EntryWords words, String value, IpAddress address) {
        int slash = value.indexOf('/');
        return slash < 0
                ? address.bits()
                : (int) words.number("prefix length", value.substring(slash + 1), address.bits());
    }

    private static int protocol(EntryWords words) {
        String value = words.value("proto");
        Integer known = PROTOCOLS.get(value);
        if (known != null) {
            return known;
        }
        if (value.isEmpty() || value.charAt(0) < '0' || value.charAt(0) > '9') {
            throw words.error("unknown upper-layer protocol " + EntryWords.shown(value)
                    + "; allowed: a number from 0 to 255, tcp, udp, sctp, dccp, icmp, ipv6-icmp, gre, ...");
        }
        return (int) words.number("proto", value, 255);
    }

    private void greKey(EntryWords words) {
        String value = words.value("key");
        long number = value.indexOf('.') >= 0
                ? words.address("key", value).low()
                : words.number("key", value, EntryWords.MAX_32);
        sourcePort = (int) (number >>> 16);
        destinationPort = (int) number & EXACT;
        sourcePortMask = EXACT;
        destinationPortMask = EXACT;
    }

    /**
     * The selector.
     *
     * @param defaultFamily family when no address was given; 0 leaves it open.
     */
    Selector build(EntryWords words, int defaultFamily) {
        if (source != null && destination != null && source.family() != destination.family()) {
            throw words.error("selector addresses must be of one family: " + source + ", " + destination);
        }
        if (ports && !hasPorts(protocol) || types && !hasTypes(protocol) || key && protocol != GRE) {
            throw words.error("'" + (ports ? "sport' and 'dport" : types ? "type' and 'code" : "key")
                    + "' do not fit proto " + name(protocol) + "; allowed with "
                    + (ports ? "tcp, udp, sctp, dccp" : types ? "icmp, ipv6-icmp, mobility-header" : "gre"));
        }
        int given = source != null ? source.family() : destination != null ? destination.family() : 0;
        int family = given != 0 ? given : defaultFamily;
        IpAddress any = IpAddress.any(family == 0 ? 4 : family);
        return words.shared(new Selector(
                family,
                source == null ? any : source,
                sourcePrefix,
                destination == null ? any : destination,
                destinationPrefix,
                protocol,
                sourcePort,
                sourcePortMask,
                destinationPort,
                destinationPortMask));
    }

    private static boolean hasPorts(int protocol) {
        return protocol == IpProtocol.TCP
                || protocol == IpProtocol.UDP
                || protocol == IpProtocol.SCTP
                || protocol == DCCP;
    }

    private static boolean hasTypes(int protocol) {
        return protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6 || protocol == IpProtocol.MOBILITY;
    }

    private static String name(int protocol) {
        for (Map.Entry<String, Integer> entry : PROTOCOLS.entrySet()) {
            if (entry.getValue() == protocol) {
                return entry.getKey();
            }
        }
        return Integer.toString(protocol);
    }

    /** Appends a selector as {@code ip xfrm} prints it, with a blank behind each value. */
    static void print(Selector selector, StringBuilder out) {
        out.append("src ").append(selector.source()).append('/').append(selector.sourcePrefix());
        out.append(" dst ").append(selector.destination()).append('/').append(selector.destinationPrefix());
        out.append(' ');
        int protocol = selector.protocol();
        if (protocol != 0) {
            out.append("proto ").append(name(protocol)).append(' ');
        }
        if (protocol == GRE && selector.sourcePortMask() != 0) {
            long number = (long) selector.sourcePort() << 16 | selector.destinationPort();
            out.append("key ").append(number).append(' ');
            return;
        }
        boolean typed = hasTypes(protocol);
        if (selector.sourcePortMask() != 0) {
            out.append(typed ? "type " : "sport ").append(selector.sourcePort()).append(' ');
        }
        if (selector.destinationPortMask() != 0) {
            out.append(typed ? "code " : "dport ")
                    .append(selector.destinationPort())
                    .append(' ');
        }
    }
}
