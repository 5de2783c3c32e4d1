// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.buffer.SlotClass;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.packet.PacketPool;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
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
 * The typed accessors of a packet's metadata beside the same loads and stores on a plain buffer. Hypothesis: no
 * difference; the accessors are inlined and the offsets, computed by accumulation, are constants to the compiler.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DescriptorBenchmark {
    private static final int BURST = 32;

    private final Packet[] packets = new Packet[BURST];
    private final UnsafeBuffer[] slots = new UnsafeBuffer[BURST];
    private PacketPool pool;

    /** Takes the packets. */
    @Setup
    public void allocate() {
        pool = new PacketPool("bench", BURST, 0, 0);
        for (int i = 0; i < BURST; i++) {
            packets[i] = pool.take(SlotClass.WIRE);
            slots[i] = packets[i].buffer();
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        pool.close();
    }

    /** Baseline: plain buffers. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int plainBuffer() {
        int sum = 0;
        for (int i = 0; i < BURST; i++) {
            UnsafeBuffer slot = slots[i];
            int network = slot.getInt(PacketDescriptor.NETWORK_OFFSET);
            slot.putInt(PacketDescriptor.TRANSPORT_OFFSET, network + 20);
            slot.putInt(PacketDescriptor.MAC_OFFSET, network - 14);
            slot.putInt(PacketDescriptor.XO_FLAGS_OFFSET, slot.getInt(PacketDescriptor.XO_FLAGS_OFFSET) ^ 1);
            sum += slot.getShort(PacketDescriptor.GSO_SIZE_OFFSET) + network;
        }
        return sum;
    }

    /** Accessors. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int accessors() {
        int sum = 0;
        for (int i = 0; i < BURST; i++) {
            Packet packet = packets[i];
            int network = packet.network();
            packet.transport(network + 20);
            packet.mac(network - 14);
            packet.offloadFlags(packet.offloadFlags() ^ 1);
            sum += packet.gsoSize() + network;
        }
        return sum;
    }
}
