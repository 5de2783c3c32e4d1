// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.ring;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A packet, or a burst of 32, to another thread and back by a second ring of the same kind; an operation is the whole
 * trip. Hypothesis: twice the time in which a cache line crosses the cores, whoever's ring it is; a burst of 32 costs
 * less than twice as much as one packet where it is published at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class RoundTripBenchmark {
    @Param({
        "ringlane-spsc",
        "ringlane-mpsc",
        "ringlane-burst",
        "jctools-spsc",
        "jctools-burst",
        "agrona-spsc",
        "agrona-message",
        "agrona-burst",
        "disruptor",
        "disruptor-burst",
        "jdk"
    })
    private String way;

    /** Packets that make the trip together. */
    @Param({"1", "32"})
    private int packets;

    private final Packet[] out = new Packet[Way.BURST];
    private final Packet[] back = new Packet[Way.BURST];
    private PacketPool pool;
    private Way there;
    private Way home;
    private Way alone;
    private Partner partner;

    /** Starts the far end. */
    @Setup
    public void start() {
        pool = new PacketPool("bench", Way.BURST, 0, 0);
        for (int i = 0; i < Way.BURST; i++) {
            Packet packet = pool.take(SlotClass.WIRE);
            out[packet.number()] = packet;
        }
        there = Ways.named(way, out);
        home = Ways.named(way, out);
        alone = Ways.named(way, out);
        partner = new Partner(there, home);
        Partner.pinNearEnd();
    }

    /** Stops it, gives the memory back. */
    @TearDown
    public void stop() throws InterruptedException {
        partner.close();
        pool.close();
    }

    /** Baseline: the same calls with both ends on this thread. */
    @Benchmark
    public int sameThread() {
        alone.offer(out, 0, packets);
        return receive(alone);
    }

    /** There and back. */
    @Benchmark
    public int roundTrip() {
        there.offer(out, 0, packets);
        return receive(home);
    }

    private int receive(Way from) {
        int received = 0;
        while (received < packets) {
            int more = from.poll(back);
            if (more == 0) {
                Partner.idle();
            }
            received += more;
        }
        return received;
    }
}
