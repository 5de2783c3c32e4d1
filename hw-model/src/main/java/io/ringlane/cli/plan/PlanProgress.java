// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli.plan;

import io.ringlane.plan.study.Point;
import io.ringlane.plan.study.Run;
import io.ringlane.plan.study.TrialPool;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * One line on a terminal that tells which question is worked on and how much of the budget is used. Changes nothing in
 * the answers. Any thread.
 */
final class PlanProgress implements TrialPool.Listener, AutoCloseable {
    private static final long EVERY_NS = 200_000_000L;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream terminal;
    private final PrintWriter log;
    private final long budget;
    private String question = "";
    private long lastNs = System.nanoTime();
    private long trials;

    /**
     * @param terminal null where there is none.
     * @param log      is told each question then.
     */
    private PlanProgress(PrintStream terminal, PrintWriter log, long budget) {
        this.terminal = terminal;
        this.log = log;
        this.budget = budget;
    }

    /** Where the program does not talk to a terminal, a line for each question. */
    static PlanProgress onTerminal(PrintWriter log, long budget) {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new PlanProgress(terminal ? System.err : null, log, budget);
    }

    synchronized void begin(String name) {
        question = name;
        if (terminal == null) {
            log.println("ringlane plan: " + name + " ...");
            log.flush();
        }
    }

    @Override
    public synchronized void ran(Point point, Run run, long packetsSoFar) {
        trials++;
        long now = System.nanoTime();
        if (terminal != null && now - lastNs >= EVERY_NS) {
            lastNs = now;
            terminal.print(CLEAR_LINE
                    + String.format(
                            Locale.ROOT,
                            "%3d %% %s: %,d trials, %,d packets, at %.3f Mpps",
                            Math.min(100, 100 * packetsSoFar / budget),
                            question,
                            trials,
                            packetsSoFar,
                            point.load() / 1e6));
            terminal.flush();
        }
    }

    synchronized void done() {
        if (terminal != null) {
            terminal.print(CLEAR_LINE);
            terminal.flush();
        }
    }

    @Override
    public void close() {
        done();
    }
}
