// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.packet.PacketPool;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A packet as one object bound to its slot, beside a bare slot number with static accessors over one region: the
 * question of the packet representation, see docs/decisions. Each method does what preparation does to 32 packets: it
 * reads four fields, writes two, and pulls. Hypothesis: the object costs one load more, the slot's address, and its
 * own cache line; that shows once the packets are many more than the cache holds, and is lost in the cost of the
 * slot's own lines.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PacketViewBenchmark {
    private static final int BURST = 32;
    private static final int STRIDE = SlotClass.WIRE.stride();
    private static final int LENGTH = 1500;
    private static final int PULL = 20;

    @Param({"256", "16384"})
    private int slots;

    private Packet[] packets;
    private int[] handles;
    private UnsafeBuffer region;
    private BufferRegion memory;
    private PacketPool pool;
    private int at;

    /** The same slots in the same shuffled order for both. */
    @Setup
    public void allocate() {
        pool = new PacketPool("bench", slots, 0, 0);
        memory = new BufferRegion(slots, STRIDE);
        region = new UnsafeBuffer(memory.address(0), slots * STRIDE);
        packets = new Packet[slots];
        handles = new int[slots];
        for (int i = 0; i < slots; i++) {
            packets[i] = pool.take(SlotClass.WIRE);
            handles[i] = packets[i].number();
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = slots - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            Packet packet = packets[i];
            packets[i] = packets[other];
            packets[other] = packet;
            int handle = handles[i];
            handles[i] = handles[other];
            handles[other] = handle;
        }
        for (int i = 0; i < slots; i++) {
            place(packets[i]);
            place(region, handles[i]);
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        pool.close();
        memory.close();
    }

    private int nextBurst() {
        at = at + BURST < slots ? at + BURST : 0;
        return at;
    }

    /** Baseline: the loop and the numbers, no slot. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int loopOnly() {
        int from = nextBurst();
        int sum = 0;
        for (int i = from; i < from + BURST; i++) {
            sum += handles[i] * STRIDE;
        }
        return sum;
    }

    /** Slot numbers, one bounds-checked buffer over all slots. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int handles() {
        int from = nextBurst();
        int sum = 0;
        for (int i = from; i < from + BURST; i++) {
            sum += prepare(region, handles[i]);
        }
        return sum;
    }

    /** Packet objects, each with a bounds-checked buffer of its own. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int views() {
        int from = nextBurst();
        int sum = 0;
        for (int i = from; i < from + BURST; i++) {
            sum += prepare(packets[i]);
        }
        return sum;
    }

    private static int prepare(Packet packet) {
        int network = packet.network();
        int mac = packet.mac();
        packet.macLength(network - mac);
        packet.transport(network + PULL);
        if (!packet.pull(PULL)) {
            place(packet);
        }
        return packet.data() + packet.offloadFlags();
    }

    private static int prepare(UnsafeBuffer region, int handle) {
        int slot = handle * STRIDE;
        int network = region.getInt(slot + PacketDescriptor.NETWORK_OFFSET);
        int mac = region.getInt(slot + PacketDescriptor.MAC_OFFSET);
        region.putShort(slot + PacketDescriptor.MAC_LENGTH_OFFSET, (short) (network - mac));
        region.putInt(slot + PacketDescriptor.TRANSPORT_OFFSET, network + PULL);
        if (!pull(region, slot)) {
            place(region, handle);
        }
        return region.getInt(slot + PacketDescriptor.DATA_OFFSET)
                + region.getInt(slot + PacketDescriptor.XO_FLAGS_OFFSET);
    }

    private static boolean pull(UnsafeBuffer region, int slot) {
        int length = region.getInt(slot + PacketDescriptor.LENGTH_OFFSET);
        if (length < PULL) {
            return false;
        }
        int data = region.getInt(slot + PacketDescriptor.DATA_OFFSET);
        region.putInt(slot + PacketDescriptor.DATA_OFFSET, data + PULL);
        region.putInt(slot + PacketDescriptor.LENGTH_OFFSET, length - PULL);
        return true;
    }

    private static void place(Packet packet) {
        packet.place(PacketDescriptor.FIRST_DATA, LENGTH);
        packet.mac(PacketDescriptor.FIRST_DATA);
        packet.network(PacketDescriptor.FIRST_DATA + 14);
    }

    private static void place(UnsafeBuffer region, int handle) {
        int slot = handle * STRIDE;
        region.putInt(slot + PacketDescriptor.DATA_OFFSET, PacketDescriptor.FIRST_DATA);
        region.putInt(slot + PacketDescriptor.LENGTH_OFFSET, LENGTH);
        region.putInt(slot + PacketDescriptor.MAC_OFFSET, PacketDescriptor.FIRST_DATA);
        region.putInt(slot + PacketDescriptor.NETWORK_OFFSET, PacketDescriptor.FIRST_DATA + 14);
    }
}
