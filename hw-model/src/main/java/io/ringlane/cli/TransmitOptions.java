// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.explain.WantedPacket;
import io.ringlane.hw.nic.NicProfile;
import io.ringlane.hw.nic.NicProfiles;
import io.ringlane.transmit.LinkHeader;
import io.ringlane.transmit.TransmitSettings;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options of {@code transmit} as they are typed. Filled by picocli; {@link #settings} checks them. */
final class TransmitOptions {
    private static final int MOST_WORKERS = 64;

    /** On or off. */
    enum Switch {
        ON,
        OFF
    }

    /** Where a packet that is too long is cut. */
    enum Fragments {
        BEFORE,
        AFTER
    }

    @Option(
            names = "--in",
            paramLabel = "FILE",
            description =
                    "Capture to send: pcap or pcapng; Ethernet, raw IP or Linux cooked. Default: the bundled example.")
    private Path in;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "ringlane-out.pcap",
            description = "Capture to write: what the NIC put on the wire. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--sa",
            paramLabel = "FILE",
            description = "SAs and policies in the syntax of 'ip xfrm'. Needed with --in; default: the example's.")
    private Path sa;

    @Option(
            names = "--nic",
            paramLabel = "PROFILE",
            defaultValue = "inline-crypto-100g",
            description = "Model of the NIC, see 'ringlane nic list'. Default: ${DEFAULT-VALUE}.")
    private String nic;

    @Option(
            names = "--ring",
            paramLabel = "N",
            description = "Descriptors of its TX ring: a power of two, 64 to 32768. Default: the profile's.")
    private Integer ring;

    @Option(names = "--software", description = "Do ESP in software even if the NIC could.")
    private boolean software;

    @Option(
            names = "--async",
            paramLabel = "N",
            defaultValue = "0",
            description = "Crypto workers that seal beside the core, 0 to 64. Default: ${DEFAULT-VALUE}.")
    private int async;

    @Option(
            names = "--crypto",
            paramLabel = "NAME",
            defaultValue = CryptoProviders.AUTO,
            description = "Crypto provider of the software: auto, jdk, or openssl or ipsec-mb where they are installed;"
                    + " see 'ringlane crypto'. Default: ${DEFAULT-VALUE}.")
    private String crypto;

    @Option(
            names = "--allow-unauthenticated",
            description = "Take SAs that encrypt without authenticating: their packets can be forged.")
    private boolean allowUnauthenticated;

    @Option(
            names = "--mtu",
            paramLabel = "BYTES",
            defaultValue = "1500",
            description = "MTU of the route, 576 to 9216. Default: ${DEFAULT-VALUE}.")
    private int mtu;

    @Option(
            names = "--fragment",
            paramLabel = "before|after",
            defaultValue = "after",
            description = "Where IPv4 packets without DF that are too long are cut: before a tunnel's ESP, or after it."
                    + " Default: ${DEFAULT-VALUE}.")
    private Fragments fragments;

    @Option(
            names = "--gso",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "Whether TCP packets longer than the MTU are super-packets, to be cut. Default: on.")
    private Switch gso;

    @Option(names = "--udp-gso", description = "UDP packets longer than the MTU are super-packets too.")
    private boolean udpGso;

    @Option(
            names = "--gso-size",
            paramLabel = "BYTES",
            description =
                    "Payload of a segment, 48 to 9216; less where the path needs it. Default: what the path takes.")
    private Integer gsoSize;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            defaultValue = "captured",
            description = "captured, a factor such as 10, or flat-out. Default: ${DEFAULT-VALUE}.")
    private String speed;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Where IV salts without 'iv-salt' in the SA file come from. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--smac",
            paramLabel = "MAC",
            description = "Source Ethernet address. Default: the input's, or 02:00:00:00:00:01 where it has none.")
    private String smac;

    @Option(
            names = "--dmac",
            paramLabel = "MAC",
            description = "Destination Ethernet address. Default: the input's, or 02:00:00:00:00:02.")
    private String dmac;

    @Option(
            names = "--explain",
            paramLabel = "SPI:SEQ|INDEX",
            description = "Print what each step decided for this packet: by SPI and number of its ESP, or by its place"
                    + " in the capture from 1. Packets are then sent one by one.")
    private String explain;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** @throws IllegalArgumentException one line naming option, value and what is allowed. */
    TransmitSettings settings(BundledExample example) {
        if (in != null && sa == null) {
            throw new IllegalArgumentException("--in needs --sa: a file with SAs and policies");
        }
        range("--mtu", mtu, TransmitSettings.LEAST_MTU, TransmitSettings.MOST_MTU);
        range("--async", async, 0, MOST_WORKERS);
        if (gsoSize != null) {
            range("--gso-size", gsoSize, TransmitSettings.LEAST_GSO_SIZE, TransmitSettings.MOST_MTU);
        }
        named("--crypto", () -> CryptoProviders.named(crypto));
        return new TransmitSettings(
                in == null ? example.capture() : in,
                out,
                sa == null ? example.states() : sa,
                profile(),
                software,
                async,
                mtu,
                fragments == Fragments.BEFORE,
                gso == Switch.ON,
                udpGso,
                gsoSize == null ? TransmitSettings.DERIVED : gsoSize,
                factor(),
                seed,
                link(),
                crypto,
                allowUnauthenticated,
                explain == null ? null : named("--explain", () -> WantedPacket.parse(explain)));
    }

    private NicProfile profile() {
        NicProfile profile = named("--nic", () -> NicProfiles.find(nic));
        return ring == null ? profile : named("--ring", () -> profile.withRingSize(ring));
    }

    private LinkHeader link() {
        named("--smac", () -> new LinkHeader(smac, null));
        return named("--dmac", () -> new LinkHeader(smac, dmac));
    }

    private double factor() {
        switch (speed.toLowerCase(Locale.ROOT)) {
            case "captured" -> {
                return 1;
            }
            case "flat-out" -> {
                return Double.POSITIVE_INFINITY;
            }
            default -> {
                double factor = number(speed);
                if (factor > 0 && factor < Double.POSITIVE_INFINITY) {
                    return factor;
                }
                throw new IllegalArgumentException(
                        "--speed is '" + speed + "'; allowed: captured, flat-out, or a factor above 0");
            }
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static void range(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is " + value + "; allowed: " + least + " to " + most);
        }
    }

    /** Puts the option's name in front of what a part of the program says of its value. */
    private static <T> T named(String option, java.util.function.Supplier<T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }
}
