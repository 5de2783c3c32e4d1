// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import io.ringlane.dev.Features;
import io.ringlane.hw.nic.NicProfile;
import io.ringlane.hw.nic.NicProfiles;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells about the modelled NICs. Main thread, owns nothing. */
@Command(
        name = "nic",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows the modelled NICs.")
final class NicCommand implements Runnable {
    private static final long GIGABIT = 1_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which COMMAND? list");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the profiles that --nic takes.")
    void list() {
        TextTable table = new TextTable("profile", "Gbit/s", "TX ring", "lanes", "SA slots", "ESN", "ESP", "cuts ESP");
        for (NicProfile profile :
                NicProfiles.names().stream().map(NicProfiles::find).toList()) {
            table.row(cells(profile));
        }
        spec.commandLine().getOut().print(table);
        spec.commandLine().getOut().flush();
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
}
