// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench;

import java.util.Collection;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs one benchmark in this JVM, a fixed number of times, and tells how many bytes an operation allocates. Times are
 * not looked at: the JVM is shared and barely warm. One thread.
 */
final class GarbageMeter {
    private static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";
    private static final int WARM_UP_CALLS = 5_000;
    private static final int CALLS = 2_000;
    private static final int ITERATIONS = 5;

    private GarbageMeter() {}

    /**
     * The fewest bytes per operation of any iteration: what allocates per operation allocates in each of them, what the
     * runtime does once does not.
     *
     * @param parameters settings of the form {@code name=value}, separated by spaces.
     */
    static double bytesPerOperation(Class<?> benchmark, String method, String parameters) throws RunnerException {
        return bytesPerOperation(benchmark, method, parameters, WARM_UP_CALLS, CALLS);
    }

    /** As above, for a benchmark whose calls are long. @param warmUp calls before those of an iteration. */
    static double bytesPerOperation(Class<?> benchmark, String method, String parameters, int warmUp, int calls)
            throws RunnerException {
        // other runs on the machine do not matter here, as no time is measured
        System.setProperty("jmh.ignoreLock", "true");
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
                .forks(0)
                .mode(Mode.SingleShotTime)
                .warmupIterations(1)
                .warmupBatchSize(warmUp)
                .measurementIterations(ITERATIONS)
                .measurementBatchSize(calls)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        for (String parameter :
                parameters.isBlank() ? new String[0] : parameters.strip().split(" ")) {
            String[] nameAndValue = parameter.split("=");
            options.param(nameAndValue[0], nameAndValue[1]);
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        if (results.size() != 1) {
            throw new IllegalArgumentException(benchmark.getSimpleName() + "." + method + " with " + parameters + " is "
                    + results.size() + " benchmarks");
        }
        return fewest(results.iterator().next()) / calls;
    }

    /** A batch counts as one operation. */
    private static double fewest(RunResult run) {
        return run.getBenchmarkResults().stream()
                .flatMap(result -> result.getIterationResults().stream())
                .mapToDouble(GarbageMeter::bytes)
                .min()
                .orElseThrow();
    }

    private static double bytes(IterationResult iteration) {
        return iteration.getSecondaryResults().get(BYTES_PER_OPERATION).getScore();
    }
}
