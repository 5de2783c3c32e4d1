// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringlane.config.ConfigException;
import io.ringlane.config.XfrmConfig;
import io.ringlane.config.XfrmConfigReader;
import io.ringlane.sa.SaConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringlane mtu}: what ESP leaves of a link's MTU, SA by SA. Main thread, owns nothing. */
@Command(
        name = "mtu",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Tells the largest packet that each SA takes over a link, and how that comes.")
public final class MtuCommand implements Runnable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LEAST = 68;
    private static final int MOST = 65_535;
    /** IP and TCP header without options. */
    private static final int TCP_4 = 40;

    private static final int TCP_6 = 60;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--sa",
            required = true,
            paramLabel = "FILE",
            description = "SAs in the syntax of 'ip xfrm'; policies in it are passed over.")
    private Path file;

    @Option(
            names = "--mtu",
            paramLabel = "BYTES",
            defaultValue = "1500",
            description = "MTU of the link behind the SA, 68 to 65535. Default: ${DEFAULT-VALUE}.")
    private int mtu;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public void run() {
        if (mtu < LEAST || mtu > MOST) {
            throw new ParameterException(spec.commandLine(), "--mtu is " + mtu + "; allowed: " + LEAST + " to " + MOST);
        }
        PrintWriter out = spec.commandLine().getOut();
        try (XfrmConfig config = new XfrmConfigReader(() -> 0).read(file)) {
            if (config.states().isEmpty()) {
                throw new ParameterException(spec.commandLine(), file + ": has no SA");
            }
            if (json) {
                out.println(object(config));
            } else {
                config.states().forEach(entry -> print(out, entry.config()));
            }
            out.flush();
        } catch (ConfigException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void print(PrintWriter out, SaConfig config) {
        MtuArithmetic arithmetic = MtuArithmetic.of(config, mtu);
        out.println(name(config));
        for (MtuArithmetic.Step step : arithmetic.steps()) {
            out.printf("  %1s %,7d  %s%n", step.sign(), step.bytes(), step.what());
        }
        int inner = arithmetic.inner();
        if (inner <= TCP_6) {
            out.println("  no packet of use goes through");
        } else {
            out.printf("            TCP segments: %,d bytes over IPv4, %,d over IPv6%n", inner - TCP_4, inner - TCP_6);
        }
        if (config.tfcPad() != 0) {
            out.printf("            shorter ones are padded to %,d%n", Math.min(config.tfcPad(), inner));
        }
        out.println();
    }

    private static String name(SaConfig config) {
        String auth = config.transform().authName();
        return config.id() + " " + config.mode().label() + " "
                + config.transform().name() + (auth.isEmpty() ? "" : " " + auth);
    }

    private String object(XfrmConfig config) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("mtu", mtu);
        ArrayNode states = root.putArray("states");
        for (XfrmConfig.SaEntry entry : config.states()) {
            MtuArithmetic arithmetic = MtuArithmetic.of(entry.config(), mtu);
            ObjectNode node = states.addObject();
            node.put("sa", name(entry.config()));
            node.put("inner_mtu", arithmetic.inner());
            ArrayNode steps = node.putArray("steps");
            for (MtuArithmetic.Step step : arithmetic.steps()) {
                steps.addObject()
                        .put("sign", step.sign())
                        .put("what", step.what())
                        .put("bytes", step.bytes());
            }
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
