// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.command;

import io.ringlane.bench.pipeline.PipelineRun;
import io.ringlane.bench.pipeline.Stage;
import io.ringlane.bench.quiet.Calibration;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ringlane bench pipeline}: the outbound work in memory, one line a row. Main thread, which is measured. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the outbound work in memory on one core: buffer taken, frame copied in, parsed, looked up,"
                    + " encapsulated (ESP tunnel, AES-128-GCM), encrypted, new Ethernet header, given back.",
            "One line a row: name, bytes of the frame, packets a second, ns a packet, Gbit/s of clear frames, and in"
                    + " brackets least and greatest of the quiet runs. NOISY: fewer than 3 were quiet; never quote it.",
            "Best as: nice -n -20 taskset -c 1 ./ringlane bench pipeline. See docs/performance.md."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "2:wrong input"})
final class PipelineCommand implements Callable<Integer> {
    private static final int MOST_STATES = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private MeasureOptions measure;

    @Option(
            names = "--sas",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,64,4096",
            description = "Numbers of SAs, each with a policy of its own, used in turn; 1 to 1048576. Default:"
                    + " ${DEFAULT-VALUE}.")
    private List<Integer> states;

    @Option(
            names = "--burst",
            paramLabel = "N",
            defaultValue = "32",
            description = "Packets handed over at once, 1 to 256. Default: ${DEFAULT-VALUE}.")
    private int burst;

    @Override
    public Integer call() {
        states.forEach(value -> measure.range("--sas", value, 1, MOST_STATES));
        measure.range("--burst", burst, 1, 256);
        measure.check();
        PrintWriter out = spec.commandLine().getOut();
        try (PipelineRun run = new PipelineRun(new Calibration(), measure.runs(), measure.milliseconds())) {
            int[] loads = states.stream()
                    .mapToInt(count -> run.add(measure.crypto(), Stage.OUT, count, burst))
                    .toArray();
            run.warmUp(measure.sizes());
            for (int i = 0; i < loads.length; i++) {
                for (int size : measure.sizes()) {
                    out.println(run.measure(loads[i], size).line("ringlane-out-sa" + states.get(i), size));
                    out.flush();
                }
            }
        }
        return 0;
    }
}
