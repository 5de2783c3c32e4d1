// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.bench.load.SinkDevice;
import io.ringlane.buffer.SlotClass;
import io.ringlane.dev.TransmitChain;
import io.ringlane.dev.TxQueue;
import io.ringlane.offload.StateHolds;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.PacketPool;
import io.ringlane.packet.PacketReturn;
import io.ringlane.sa.SaTable;
import io.ringlane.stats.CoreCounters;
import io.ringlane.stats.Ledger;
import io.ringlane.tx.PortTable;
import io.ringlane.tx.TxPort;
import io.ringlane.tx.XmitResume;
import io.ringlane.xfrm.Discard;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A burst of 32 that finds its queue stopped, waits in the backlog, and leaves in the next cycle. Hypothesis: the
 * backlog costs a walk over the chain in and one out, a few nanoseconds a packet, beside a hand-over that costs the
 * same as without it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BacklogBenchmark {
    private static final int BURST = 32;
    private static final int LIMIT = 1024;

    private final PacketList validated = new PacketList();
    private final PacketReturn again = validated::add;
    private PacketPool pool;
    private TxPort port;
    private XmitResume resume;

    /** Opens one queue. */
    @Setup
    public void open() {
        pool = new PacketPool("bench", BURST, 0, 0);
        StateHolds holds = new StateHolds(new SaTable(1));
        PortTable ports = new PortTable(new Discard(new Ledger(), new CoreCounters(), pool::give, holds), LIMIT, LIMIT);
        SinkDevice device = new SinkDevice(0);
        ports.open(device, 0, 1);
        port = ports.get(0);
        resume = new XmitResume(
                ports, new Discard(new Ledger(), new CoreCounters(), pool::give, holds), new TransmitChain());
        for (int i = 0; i < BURST; i++) {
            validated.add(pool.take(SlotClass.WIRE));
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        pool.close();
    }

    /** Baseline: the queue takes the burst at once. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int direct() {
        resume.transmit(port, validated);
        return port.queue().reapCompletions(again, BURST);
    }

    /** The queue is stopped, then opened. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int throughBacklog() {
        port.queue().set(TxQueue.DRIVER_XOFF);
        resume.transmit(port, validated);
        port.queue().clear(TxQueue.DRIVER_XOFF);
        resume.drain(port);
        return port.queue().reapCompletions(again, BURST);
    }
}
