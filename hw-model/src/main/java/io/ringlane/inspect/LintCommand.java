// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringlane.config.ConfigException;
import io.ringlane.config.XfrmConfig;
import io.ringlane.config.XfrmConfigReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringlane lint}: what in a file of SAs and policies is most likely not meant. Main thread, owns nothing. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = {
            "Names policies that another one hides, SAs that no policy leads to, and weak choices.",
            "A policy that several others hide together is not found. Keys are compared, and never shown."
        },
        footerHeading = "%nExit codes:%n",
        footer = {"  0  nothing but notes", "  1  errors or warnings", "  2  wrong input"})
public final class LintCommand implements Callable<Integer> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "SAs and policies in the syntax of 'ip xfrm'.")
    private Path file;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        List<Finding> findings;
        List<String> warnings;
        int states;
        int policies;
        try (XfrmConfig config = new XfrmConfigReader(() -> 0).read(file)) {
            findings = Linter.lint(config);
            warnings = config.warnings();
            states = config.states().size();
            policies = config.policies().size();
        } catch (ConfigException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(object(findings, warnings));
        } else {
            warnings.forEach(warning -> out.println(warning.replaceFirst(": ", ": note: ")));
            findings.forEach(finding -> out.println(
                    file + ":" + finding.line() + ": " + finding.kind().label() + ": " + finding.text()));
            out.printf("%,d SAs, %,d policies: %,d findings%n", states, policies, findings.size() + warnings.size());
        }
        out.flush();
        return findings.stream().allMatch(finding -> finding.kind() == Finding.Kind.NOTE) ? 0 : 1;
    }

    private String object(List<Finding> findings, List<String> warnings) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("file", file.toString());
        ArrayNode ignored = root.putArray("ignored");
        warnings.forEach(ignored::add);
        ArrayNode nodes = root.putArray("findings");
        findings.forEach(finding -> nodes.addObject()
                .put("line", finding.line())
                .put("kind", finding.kind().label())
                .put("text", finding.text()));
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
