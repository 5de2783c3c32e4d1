// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.choice.CryptoAlgorithm;
import io.ringlane.crypto.choice.CryptoChoice;
import io.ringlane.crypto.choice.CryptoProviders;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ringlane crypto}: measures the providers that are usable here and tells the choice. Main thread. */
@Command(
        name = "crypto",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Measures the crypto providers of this machine and tells which one 'auto' takes, and why.",
            "Nanoseconds a packet, warm, bursts of 32 on one SA; Gbit/s are sealed bits. See docs/crypto.md."
        })
final class CryptoCommand implements Runnable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public void run() {
        Map<CryptoProvider, String> status = CryptoProviders.status();
        CryptoChoice choice = CryptoProviders.measure();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(object(status, choice));
        } else {
            print(out, status, choice);
        }
        out.flush();
    }

    private static void print(PrintWriter out, Map<CryptoProvider, String> status, CryptoChoice choice) {
        status.forEach((provider, why) -> out.println(why == null ? provider : provider.name() + ": not used, " + why));
        out.println();
        TextTable table = new TextTable("provider", "algorithm", "bytes", "seal ns", "Gbit/s", "open ns");
        for (CryptoChoice.Cell cell : choice.cells()) {
            table.row(List.of(
                    cell.provider(),
                    cell.algorithm(),
                    TextTable.number(cell.size()),
                    tenths(cell.sealNs()),
                    tenths(cell.gigabits()),
                    tenths(cell.openNs())));
        }
        out.print(table);
        out.println();
        for (CryptoAlgorithm algorithm : CryptoAlgorithm.ALL) {
            CryptoChoice.Winner winner = choice.winner(algorithm.name());
            out.println(algorithm.name() + ": "
                    + (winner == null ? "no provider" : winner.provider() + ", " + winner.reason()));
        }
    }

    private static String tenths(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String object(Map<CryptoProvider, String> status, CryptoChoice choice) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode providers = root.putArray("providers");
        status.forEach((provider, why) -> {
            ObjectNode node = providers.addObject();
            node.put("name", provider.name());
            node.put("usable", why == null);
            node.put(why == null ? "version" : "reason", why == null ? provider.toString() : why);
        });
        ArrayNode cells = root.putArray("cells");
        for (CryptoChoice.Cell cell : choice.cells()) {
            ObjectNode node = cells.addObject();
            node.put("provider", cell.provider());
            node.put("algorithm", cell.algorithm());
            node.put("bytes", cell.size());
            node.put("seal_ns", cell.sealNs());
            node.put("seal_gbps", cell.gigabits());
            node.put("open_ns", cell.openNs());
        }
        ObjectNode chosen = root.putObject("choice");
        for (CryptoAlgorithm algorithm : CryptoAlgorithm.ALL) {
            CryptoChoice.Winner winner = choice.winner(algorithm.name());
            if (winner != null) {
                chosen.putObject(algorithm.name())
                        .put("provider", winner.provider())
                        .put("reason", winner.reason());
            }
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
