// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.YamlException;
import io.ringlane.plan.points.PointReader;
import io.ringlane.plan.points.PointReader.Points;
import io.ringlane.plan.points.PointRun;
import io.ringlane.plan.points.PointRun.Outcome;
import io.ringlane.plan.points.PointRuns;
import io.ringlane.plan.points.PointTable;
import io.ringlane.plan.study.ModelBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringlane plan points}: the model beside what others published. Main thread. */
@Command(
        name = "points",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Asks the model for every figure that others published of a device, and prints both with the error: what"
                    + " the profile was fitted to, what was predicted, and what is not modelled and why.",
            "Without FILE those that ship with the program; a file of your own has the same form. Takes some minutes."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all bounds are kept", "1:a bound is missed", "2:wrong input"})
final class PointsCommand implements Callable<Integer> {
    private static final long LEAST = 1000;
    private static final long MOST = 1_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Points of your own, YAML; see docs/planner.md.")
    private Path file;

    @Option(names = "--out", paramLabel = "FILE.md", description = "Write the page there. Default: print it.")
    private Path out;

    @Option(
            names = "--packets",
            paramLabel = "N",
            defaultValue = "100k",
            description = "Packets of a trial. Default: ${DEFAULT-VALUE}.")
    private String packets;

    @Override
    public Integer call() throws IOException {
        try {
            return points();
        } catch (YamlException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private int points() throws IOException {
        long each = packets();
        if (out != null && !Files.isDirectory(out.toAbsolutePath().getParent())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--out " + out + ": there is no folder "
                            + out.toAbsolutePath().getParent());
        }
        Points points = file == null ? PointReader.bundled() : PointReader.read(file);
        List<Outcome> outcomes = PointRuns.all(
                points.points(),
                new PointRun(new ModelBench(), each),
                Runtime.getRuntime().availableProcessors(),
                outcome -> spec.commandLine()
                        .getErr()
                        .println(outcome.point().id() + ": " + outcome.point().what()));
        String page = PointTable.page(outcomes, points.fitted(), "./ringlane plan points");
        PrintWriter print = spec.commandLine().getOut();
        if (out == null) {
            print.print(page);
        } else {
            Files.writeString(out, page);
        }
        print.flush();
        return outcomes.stream().allMatch(Outcome::keeps) ? 0 : 1;
    }

    private long packets() {
        try {
            long value = Quantity.parseWhole(packets, Dimension.COUNT);
            if (value >= LEAST && value <= MOST) {
                return value;
            }
        } catch (IllegalArgumentException wrong) {
            // told below, as every other value that cannot be
        }
        throw new ParameterException(
                spec.commandLine(), "--packets " + packets + ": must be " + LEAST + " to " + MOST + ", such as 100k");
    }
}
