// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.ring;

import io.ringlane.buffer.SlotClass;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoQueue;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketList;
import io.ringlane.packet.PacketPool;
import io.ringlane.ring.MpscRing;
import io.ringlane.ring.Ring;
import io.ringlane.ring.SpscRing;
import io.ringlane.tx.IngressRing;
import io.ringlane.tx.PacketHome;
import java.util.concurrent.ArrayBlockingQueue;
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
 * The steps of the rings with both ends on one thread: their instructions, without the price of a cache line that
 * crosses cores ({@link HandOffBenchmark}). Hypothesis: per packet a burst costs a list's link and nothing else;
 * single elements cost a release store each, and an MPSC offer a compare-and-swap.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RingBenchmark {
    private static final int BURST = PacketBatch.BURST;
    private static final int BURSTS = 8;

    private final Ring<Packet> spsc = new SpscRing<>(BURST);
    private final Ring<Packet> mpsc = new MpscRing<>(BURST);
    private final ArrayBlockingQueue<Packet> blocking = new ArrayBlockingQueue<>(BURST);
    private final PacketList list = new PacketList();
    private final PacketBatch arrived = new PacketBatch(BURST);
    private final IngressRing ingress = new IngressRing(BURSTS);
    private final Packet[] packets = new Packet[BURST];
    private PacketPool pool;
    private PacketPool homePool;
    private PacketHome home;
    private CryptoQueue crypto;

    /** Takes the packets that go round. */
    @Setup
    public void allocate() {
        pool = new PacketPool("bench", BURST, 0, 0);
        homePool = new PacketPool("home", BURST, 0, 0);
        home = new PacketHome(homePool, BURST);
        crypto = new CryptoQueue(BURSTS, BURST);
        for (int i = 0; i < BURST; i++) {
            packets[i] = pool.take(SlotClass.WIRE);
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        pool.close();
        homePool.close();
        crypto.close();
    }

    /** Baseline: a list through which nothing crosses. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public Packet listOnly() {
        for (int i = 0; i < BURST; i++) {
            list.add(packets[i]);
        }
        return list.takeAll();
    }

    /** Baseline: the queue of the JDK, with its lock. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public Packet blockingQueue() {
        for (int i = 0; i < BURST; i++) {
            blocking.offer(packets[i]);
        }
        Packet last = null;
        for (int i = 0; i < BURST; i++) {
            last = blocking.poll();
        }
        return last;
    }

    /** One packet at a time. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public Packet spscOfferPoll() {
        return roundTrip(spsc);
    }

    /** One packet at a time, open to other producers. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public Packet mpscOfferPoll() {
        return roundTrip(mpsc);
    }

    private Packet roundTrip(Ring<Packet> ring) {
        for (int i = 0; i < BURST; i++) {
            ring.offer(packets[i]);
        }
        Packet last = null;
        for (int i = 0; i < BURST; i++) {
            last = ring.poll();
        }
        return last;
    }

    /** A burst from producer to core, the empty burst back. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public Packet ingressBurst() {
        PacketBatch burst = ingress.burst();
        for (int i = 0; i < BURST; i++) {
            burst.add(packets[i]);
        }
        ingress.offer(burst);
        ingress.drainTo(arrived);
        Packet first = arrived.get(0);
        arrived.clear();
        return first;
    }

    /** Slots taken by a producer, sent home by the core, back in the pool; compare with the pool's own benchmark. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int homeBurst() {
        for (int i = 0; i < BURST; i++) {
            home.free(homePool.take(SlotClass.WIRE));
        }
        home.flush();
        return home.collect();
    }

    /** A burst to a crypto worker and back. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int cryptoBurst() {
        CryptoBurst burst = crypto.begin();
        for (int i = 0; i < BURST; i++) {
            burst.add(packets[i], null, 0, i);
        }
        crypto.submit(burst);
        crypto.giveBack(crypto.take());
        CryptoBurst back = crypto.complete();
        int size = back.size();
        crypto.recycle(back);
        return size;
    }
}
