// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.receive;

import io.ringlane.config.ConfigException;
import io.ringlane.crypto.choice.CryptoProviders;
import io.ringlane.engine.EngineException;
import io.ringlane.explain.WantedPacket;
import io.ringlane.io.CaptureException;
import io.ringlane.reception.ReceptionResult;
import io.ringlane.reception.ReceptionRun;
import io.ringlane.reception.ReceptionSettings;
import io.ringlane.sa.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringlane receive}: a capture of ESP goes through the receive path, what may pass into another. */
@Command(
        name = "receive",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Opens the ESP packets of a capture and writes the clear packets that may pass, as raw IP.",
            "What does not belong is refused and counted under the kernel's names. Runs offline: the time is the"
                    + " capture's, and windows start from the SA file in each run."
        },
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  everything was delivered or refused for a reason that is reported",
            "  1  the input ends early, the rest was received",
            "  2  wrong input; nothing was written"
        })
public final class ReceiveCommand implements Callable<Integer> {
    private static final int EXIT_PARTIAL = 1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--in",
            required = true,
            paramLabel = "FILE",
            description = "Capture to receive: pcap or pcapng; Ethernet, raw IP or Linux cooked.")
    private Path in;

    @Option(
            names = "--sa",
            required = true,
            paramLabel = "FILE",
            description = "SAs and policies in the syntax of 'ip xfrm'; policies of 'dir in' and 'dir fwd' count.")
    private Path sa;

    @Option(
            names = "--out",
            defaultValue = "ringlane-clear.pcap",
            paramLabel = "FILE",
            description = "Capture to write: the clear packets. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--local",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Addresses of this host beside the SAs' destinations: packets to them meet the policies of"
                    + " 'dir in', all others those of 'dir fwd'.")
    private List<String> local = List.of();

    @Option(
            names = "--explain",
            paramLabel = "SPI:SEQ|INDEX",
            description = "Print what each step decided for this packet: by SPI and number, or by its place in the"
                    + " capture from 1.")
    private String explain;

    @Option(
            names = "--replay-advice",
            description = "Print how packets of each SA were reordered, and what smaller windows would have dropped.")
    private boolean advice;

    @Option(
            names = "--crypto",
            paramLabel = "NAME",
            defaultValue = CryptoProviders.AUTO,
            description = "Crypto provider: auto, jdk, or openssl or ipsec-mb where they are installed; see"
                    + " 'ringlane crypto'. Default: ${DEFAULT-VALUE}.")
    private String crypto;

    @Option(
            names = "--allow-unauthenticated",
            description = "Take SAs that encrypt without authenticating: their packets can be forged.")
    private boolean allowUnauthenticated;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        ReceptionResult result;
        try {
            ReceptionSettings settings = settings();
            refuseToOverwrite(in, "--in");
            refuseToOverwrite(sa, "--sa");
            result = ReceptionRun.run(settings);
        } catch (IllegalArgumentException | CaptureException | ConfigException | EngineException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        spec.commandLine().getOut().print(json ? ReceptionJson.of(result) : ReceptionText.of(result));
        spec.commandLine().getOut().flush();
        if (!result.isComplete()) {
            spec.commandLine()
                    .getErr()
                    .println(spec.qualifiedName() + ": " + result.problem() + "; what came before was received");
        }
        return result.isComplete() ? 0 : EXIT_PARTIAL;
    }

    private ReceptionSettings settings() {
        named("--crypto", () -> CryptoProviders.named(crypto));
        List<IpAddress> addresses = new ArrayList<>();
        for (String text : local) {
            addresses.add(named("--local", () -> IpAddress.parse(text)));
        }
        WantedPacket explained = explain == null ? null : named("--explain", () -> WantedPacket.parse(explain));
        return new ReceptionSettings(in, out, sa, crypto, addresses, explained, advice, allowUnauthenticated);
    }

    /** Puts the option's name in front of what a part of the program says of its value. */
    private static <T> T named(String option, Supplier<T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private void refuseToOverwrite(Path input, String option) throws IOException {
        if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
            throw new IllegalArgumentException("--out " + out + " is the file of " + option + "; allowed: another one");
        }
    }
}
