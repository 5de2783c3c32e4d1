// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.plan.points.intake.Imported;
import io.ringlane.plan.points.intake.ResultImport;
import io.ringlane.plan.points.intake.ResultImport.Format;
import java.io.IOException;
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

/** {@code ringlane plan import}: results of testers as measured points of a scenario. Main thread. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Turns a result of TRex (statistics of its stateless client, saved as JSON) or of FD.io CSIT (JSON of one"
                    + " test: ndrpdr, mrr, soak) into measured points.",
            "A scenario that names the file under 'measured' has the model beside them in its answers and its report."
        },
        footerHeading = "%nExample:%n",
        footer = "  ringlane plan import run.json --format trex --duration 10s --out measured.yaml",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:imported", "2:wrong input"})
final class ImportCommand implements Callable<Integer> {
    private static final double PS = 1e-12;
    private static final double PPB = 1e9;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The tester's JSON.")
    private Path file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (either case). Default: told by what is in the file.")
    private Format format;

    @Option(names = "--out", paramLabel = "FILE.yaml", description = "Write the points there. Default: print them.")
    private Path out;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "How long TRex sent, such as 10s; needed where its rates are those after the end.")
    private String duration;

    @Option(
            names = "--bound",
            paramLabel = "SHARE",
            description = "By how much the model may be off, such as '5 %%'. Default: not said.")
    private String bound;

    @Override
    public Integer call() throws IOException {
        try {
            if (out != null && !Files.isDirectory(out.toAbsolutePath().getParent())) {
                throw new IllegalArgumentException("--out " + out + ": there is no folder "
                        + out.toAbsolutePath().getParent());
            }
            double seconds = duration == null ? 0 : above("--duration", duration, Dimension.TIME) * PS;
            if (bound != null && above("--bound", bound, Dimension.SHARE) > PPB) {
                throw new IllegalArgumentException("--bound " + bound + ": allowed is up to 100 %");
            }
            List<Imported> points = ResultImport.read(file, format, seconds);
            String yaml = ResultImport.yaml(file, points, bound);
            if (out == null) {
                spec.commandLine().getOut().print(yaml);
                spec.commandLine().getOut().flush();
            } else {
                Files.writeString(out, yaml);
                spec.commandLine().getErr().println("written: " + out + ", " + points.size() + " points");
            }
            return 0;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private static double above(String option, String text, Dimension dimension) {
        double value;
        try {
            value = Quantity.parse(text, dimension).asDouble();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(option + ": " + wrong.getMessage(), wrong);
        }
        if (!(value > 0)) {
            throw new IllegalArgumentException(option + " " + text + ": must be above 0");
        }
        return value;
    }
}
