// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import io.ringlane.dev.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Linux's error numbers as users see them, positive, and feature bits under the names that {@code ethtool} has. */
final class KernelNames {
    /** Features that have to do with ESP. */
    static final long ESP = Features.GSO_ESP | Features.HW_ESP | Features.HW_ESP_TX_CSUM;

    private record Error(int number, String words) {}

    private static final Map<String, Error> ERRORS = Map.ofEntries(
            Map.entry("EPERM", new Error(1, "Operation not permitted")),
            Map.entry("ENOENT", new Error(2, "No such file or directory")),
            Map.entry("ESRCH", new Error(3, "No such process")),
            Map.entry("EIO", new Error(5, "Input/output error")),
            Map.entry("ENOMEM", new Error(12, "Cannot allocate memory")),
            Map.entry("EBUSY", new Error(16, "Device or resource busy")),
            Map.entry("EEXIST", new Error(17, "File exists")),
            Map.entry("ENODEV", new Error(19, "No such device")),
            Map.entry("EINVAL", new Error(22, "Invalid argument")),
            Map.entry("ENOSPC", new Error(28, "No space left on device")),
            Map.entry("ERANGE", new Error(34, "Numerical result out of range")),
            Map.entry("ENOSYS", new Error(38, "Function not implemented")),
            Map.entry("EPROTONOSUPPORT", new Error(93, "Protocol not supported")),
            Map.entry("EOPNOTSUPP", new Error(95, "Operation not supported")),
            Map.entry("EAFNOSUPPORT", new Error(97, "Address family not supported by protocol")),
            Map.entry("ENOBUFS", new Error(105, "No buffer space available")),
            Map.entry("EHOSTUNREACH", new Error(113, "No route to host")));

    private record Feature(String text, long bit) {}

    /** In the order in which {@code ethtool -k} lists them. */
    private static final List<Feature> FEATURES = List.of(
            new Feature("tx-checksum-ipv4", Features.IP_CSUM),
            new Feature("tx-checksum-ip-generic", Features.HW_CSUM),
            new Feature("tx-checksum-ipv6", Features.IPV6_CSUM),
            new Feature("tx-scatter-gather", Features.SG),
            new Feature("tx-tcp-segmentation", Features.TSO),
            new Feature("tx-tcp-ecn-segmentation", Features.TSO_ECN),
            new Feature("tx-tcp-mangleid-segmentation", Features.TSO_MANGLEID),
            new Feature("tx-tcp6-segmentation", Features.TSO6),
            new Feature("tx-gso-partial", Features.GSO_PARTIAL),
            new Feature("tx-esp-segmentation", Features.GSO_ESP),
            new Feature("tx-udp-segmentation", Features.GSO_UDP_L4),
            new Feature("esp-hw-offload", Features.HW_ESP),
            new Feature("esp-tx-csum-hw-offload", Features.HW_ESP_TX_CSUM));

    private KernelNames() {}

    /** Number of a name or of digits; 0 if it is neither. */
    static int errno(String word) {
        if (word.matches("\\d{1,4}")) {
            return Integer.parseInt(word);
        }
        return ERRORS.containsKey(word) ? ERRORS.get(word).number : 0;
    }

    /** Name of a number, empty for 0. */
    static String errorName(int number) {
        return ERRORS.entrySet().stream()
                .filter(entry -> entry.getValue().number == number)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(number == 0 ? "" : "errno " + number);
    }

    /** What a command says of a number, empty for 0. */
    static String errorWords(int number) {
        return number == 0 ? "" : ERRORS.getOrDefault(errorName(number), new Error(number, errorName(number))).words;
    }

    /** Bit of a name, 0 if it is none of ours. */
    static long feature(String name) {
        return FEATURES.stream()
                .filter(known -> known.text.equals(name))
                .mapToLong(Feature::bit)
                .findFirst()
                .orElse(0);
    }

    /** Features of {@code mask} as lines {@code name: on}. */
    static List<String> featureLines(long features, long mask) {
        List<String> lines = new ArrayList<>();
        for (Feature feature : FEATURES) {
            if ((mask & feature.bit) != 0) {
                lines.add(feature.text + ": " + ((features & feature.bit) != 0 ? "on" : "off"));
            }
        }
        return lines;
    }
}
