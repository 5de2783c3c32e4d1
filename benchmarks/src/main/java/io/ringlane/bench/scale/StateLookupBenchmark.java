// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.scale;

import io.ringlane.bench.load.FlowOrder;
import io.ringlane.bench.load.Protection;
import io.ringlane.crypto.CryptoKey;
import io.ringlane.crypto.NullProvider;
import io.ringlane.replay.ReplayWindow;
import io.ringlane.rx.state.InboundState;
import io.ringlane.rx.state.InboundTable;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An SA looked up as a packet names it (destination, SPI, mark) or as a template does (addresses, reqid), by the number
 * of SAs, in random order. Hypothesis: the number does not matter but for the caches: two or three misses when the
 * table is beyond them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
public class StateLookupBenchmark {
    private static final int LOOKUPS = 256;

    @Param({"1", "100", "10000", "100000", "1000000"})
    private int states;

    private InboundTable inbound;
    private SaTable outbound;
    private FlowOrder order;
    private int firstSpi;
    private long destination;

    /** Fills both tables with the same states. */
    @Setup
    public void fill() {
        order = new FlowOrder(states, true);
        inbound = new InboundTable(states);
        outbound = new SaTable(states);
        NullProvider crypto = new NullProvider();
        SecretKey none = new SecretKey(new byte[0]);
        for (int i = 0; i < states; i++) {
            SaConfig config = Protection.config("null", i);
            XfrmState state = new XfrmState(config, none);
            CryptoKey key = crypto.newKey(config.transform(), none);
            outbound.add(state);
            inbound.add(InboundState.of(state, ReplayWindow.of(true, 64, 0), key, null, 0));
            if (i == 0) {
                firstSpi = config.id().spi();
                destination = config.id().destination().low();
            }
        }
    }

    /** As a packet that came names it. */
    @Benchmark
    @OperationsPerInvocation(LOOKUPS)
    public int inbound() {
        int found = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            found += inbound.find(4, 0, destination, firstSpi + order.next(), 0) == null ? 0 : 1;
        }
        return all(found);
    }

    /** As a template names it that was asked for a packet to send. */
    @Benchmark
    @OperationsPerInvocation(LOOKUPS)
    public int outbound() {
        int found = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            int reqid = Protection.REQID + order.next();
            XfrmState state = outbound.firstTowards(0, destination, reqid);
            while (state != null && state.config().reqid() != reqid) {
                state = outbound.nextTowards(state);
            }
            found += state == null ? 0 : 1;
        }
        return all(found);
    }

    private static int all(int found) {
        if (found != LOOKUPS) {
            throw new IllegalStateException(found + " of " + LOOKUPS + " SAs were found");
        }
        return found;
    }
}
