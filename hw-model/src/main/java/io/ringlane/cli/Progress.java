// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import io.ringlane.transmit.TransmitRun;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line on a terminal that tells how far a run has come, once it takes longer than a second. Changes nothing in the
 * run: the wall clock is read here only. One thread.
 */
final class Progress implements TransmitRun.Listener, AutoCloseable {
    private static final long FIRST_NS = 1_000_000_000L;
    private static final long EVERY_NS = 250_000_000L;
    /** Calls between two looks at the clock. */
    private static final int CALLS = 64;

    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream terminal;
    private final LongSupplier clock;
    private long nextNs;
    private int calls;
    private boolean shown;

    /** @param terminal null to say nothing. */
    Progress(PrintStream terminal, LongSupplier clock) {
        this.terminal = terminal;
        this.clock = clock;
        nextNs = clock.getAsLong() + FIRST_NS;
    }

    /** Progress that says nothing where the program does not talk to a terminal. */
    static Progress onTerminal(PrintStream stream) {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Progress(terminal ? stream : null, System::nanoTime);
    }

    @Override
    public void progress(long position, long length, long packets) {
        if (terminal == null || ++calls < CALLS) {
            return;
        }
        calls = 0;
        long now = clock.getAsLong();
        if (now - nextNs >= 0) {
            nextNs = now + EVERY_NS;
            shown = true;
            long percent = length <= 0 ? 100 : 100 * position / length;
            terminal.print(CLEAR_LINE + String.format(Locale.ROOT, "%3d %%, %,d packets sent", percent, packets));
            terminal.flush();
        }
    }

    @Override
    public void close() {
        if (shown) {
            terminal.print(CLEAR_LINE);
            terminal.flush();
        }
    }
}
