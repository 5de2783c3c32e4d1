// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import io.ringlane.dev.Features;
import io.ringlane.hw.nic.NicProfile;
import io.ringlane.hw.nic.NicProfiles;
import io.ringlane.hw.profile.Context;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.DeviceProfile.Placement;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.YamlException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells about the modelled NICs. Main thread, owns nothing. */
@Command(
        name = "nic",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows the modelled NICs, and checks profiles of one's own.")
final class NicCommand implements Runnable {
    private static final long GIGABIT = 1_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which COMMAND? list, show NAME or check FILE");
    }

    // ---- list

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the profiles of both kinds.")
    void list() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Driven with packets, by transmit --nic:");
        TextTable table = new TextTable("profile", "Gbit/s", "TX ring", "lanes", "SA slots", "ESN", "ESP", "cuts ESP");
        for (NicProfile profile :
                NicProfiles.names().stream().map(NicProfiles::find).toList()) {
            table.row(cells(profile));
        }
        out.print(table);
        out.println();
        out.println("Planned with, by the key 'device' of a scenario (./ringlane nic show NAME prints one):");
        TextTable planned = new TextTable(
                "profile", "ports", "PCIe", "IPsec", "lanes", "SA context", "numbers", "assumed", "validated");
        Profiles.names().stream().map(Profiles::find).forEach(profile -> planned.row(cells(profile)));
        out.print(planned);
        out.flush();
    }

    private static List<String> cells(NicProfile profile) {
        boolean crypto = profile.crypto() != null;
        return List.of(
                profile.name(),
                TextTable.number(profile.rate().bitsPerSecond() / GIGABIT),
                TextTable.number(profile.rings().size()),
                TextTable.number(crypto ? profile.crypto().lanes().lanes() : 0),
                TextTable.number(crypto ? profile.crypto().saSlots() : 0),
                crypto && profile.crypto().esn() ? "yes" : "no",
                has(profile, Features.HW_ESP),
                has(profile, Features.GSO_ESP));
    }

    private static String has(NicProfile profile, long feature) {
        return Features.has(profile.features(), feature) ? "yes" : "no";
    }

    private static List<String> cells(DeviceProfile profile) {
        return List.of(
                profile.name(),
                profile.ports().count() + " x " + Quantity.print(profile.ports().bitRate(), Dimension.BIT_RATE),
                "Gen" + profile.pcie().generation() + " x" + profile.pcie().width(),
                ipsec(profile),
                TextTable.number(profile.lanes() == null ? 0 : profile.lanes().count()),
                context(profile),
                TextTable.number(profile.numbers().size()),
                TextTable.number(profile.assumptions().size()),
                profile.unvalidated() == null ? "yes" : "no");
    }

    private static String ipsec(DeviceProfile profile) {
        if (profile.ipsec() == null) {
            return "none";
        }
        boolean inline = profile.ipsec().placement() == Placement.INLINE;
        return inline ? profile.ipsec().receive() ? "inline" : "inline, TX" : "lookaside";
    }

    private static String context(DeviceProfile profile) {
        return switch (profile.context()) {
            case null -> "free";
            case Context.Cache cache -> "cache of " + cache.slots();
            case Context.Curves _ -> "curve";
        };
    }

    // ---- show and check

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints a profile, its numbers with their sources: a start for one of your own.")
    void show(@Parameters(paramLabel = "NAME", description = "Profile, or a file that ends in .yaml.") String name) {
        PrintWriter out = spec.commandLine().getOut();
        if (NicProfiles.names().contains(name)) {
            TextTable table = new TextTable("profile", name);
            describe(NicProfiles.find(name), table);
            out.print(table);
        } else {
            DeviceProfile profile = read(() -> Profiles.find(name));
            out.print(profile.text().yaml());
            out.println("# " + summary(profile));
        }
        out.flush();
    }

    private static void describe(NicProfile profile, TextTable table) {
        table.row(List.of("driven by", "transmit --nic"));
        table.row(List.of("rate", Quantity.print(profile.rate().bitsPerSecond(), Dimension.BIT_RATE)));
        table.row(List.of("MTU", profile.mtu() + " B"));
        table.row(List.of("longest frame", profile.longestFrame() + " B"));
        table.row(List.of(
                "TX queues", profile.rings().queues() + " of " + profile.rings().size() + " descriptors"));
        table.row(List.of("descriptor fetch", Quantity.print(profile.timing().fetchPs(), Dimension.TIME)));
        table.row(List.of("completion", Quantity.print(profile.timing().completionPs(), Dimension.TIME)));
        table.row(List.of("frame buffers", Integer.toString(profile.frameBuffers())));
        table.row(List.of("encrypts ESP", has(profile, Features.HW_ESP)));
        table.row(List.of("cuts ESP", has(profile, Features.GSO_ESP)));
        if (profile.crypto() != null) {
            table.row(List.of(
                    "crypto lanes", Integer.toString(profile.crypto().lanes().lanes())));
            table.row(List.of("SA slots", Integer.toString(profile.crypto().saSlots())));
        }
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Reads profiles and says in one line what is wrong with the first wrong one.")
    void check(@Parameters(arity = "1..*", paramLabel = "FILE", description = "Profile in YAML.") List<Path> files) {
        PrintWriter out = spec.commandLine().getOut();
        for (Path file : files) {
            DeviceProfile profile = read(() -> Profiles.read(file));
            out.println(file + ": good; " + profile.name() + ", " + summary(profile));
        }
        out.flush();
    }

    private static String summary(DeviceProfile profile) {
        int assumed = profile.assumptions().size();
        return profile.numbers().size() + " numbers, " + assumed + " of them assumptions; hash " + profile.hash() + "; "
                + (profile.unvalidated() == null
                        ? "compared with published points"
                        : "unvalidated: " + profile.unvalidated());
    }

    private DeviceProfile read(Supplier<DeviceProfile> reading) {
        try {
            return reading.get();
        } catch (YamlException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage());
        }
    }
}
