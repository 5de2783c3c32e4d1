// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.micro;

import io.ringlane.bench.load.Frames;
import io.ringlane.bench.load.Protection;
import io.ringlane.buffer.SlotClass;
import io.ringlane.header.Ethernet;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.xfrm.OuterModeOutput;
import io.ringlane.xfrm.OuterModePrep;
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
 * Headers of one packet: encapsulation by output, then the preparation ahead of the transform. Hypothesis:
 * encapsulation is the writing of one IP header, whatever the mode; preparation moves marks only and costs the same in
 * all modes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeaderPrepBenchmark {
    private static final int BURST = 32;
    private static final int IP_LENGTH = 512;
    private static final int HOP_LIMIT = 64;
    private static final int TEXT = PacketDescriptor.FIRST_DATA;
    /** Bytes of the frame's head that encapsulation may overwrite: the longest IP header. */
    private static final int OVERWRITTEN = 40;

    @Param({"TRANSPORT", "TUNNEL", "BEET"})
    private XfrmMode mode;

    @Param({"4", "6"})
    private int family;

    private final Packet[] packets = new Packet[BURST];
    private final OuterModeOutput modes = new OuterModeOutput();
    private final UnsafeBuffer head = new UnsafeBuffer(new byte[OVERWRITTEN]);
    private PacketPool pool;
    private XfrmState state;

    /** Writes the frames. */
    @Setup
    public void allocate() {
        pool = new PacketPool("bench", BURST, 0, 0);
        state = Protection.state("null", mode, family);
        for (int i = 0; i < BURST; i++) {
            packets[i] = pool.take(SlotClass.WIRE);
            Frames.udp(packets[i], family, IP_LENGTH);
        }
        head.putBytes(0, packets[0].buffer(), TEXT + Ethernet.LENGTH, OVERWRITTEN);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        pool.close();
    }

    /** Baseline: the frame as it was, data at its IP header. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int restoreOnly() {
        int sum = 0;
        for (int i = 0; i < BURST; i++) {
            restore(packets[i]);
            sum += packets[i].data();
        }
        return sum;
    }

    /** Output's part. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int encapsulate() {
        int sum = 0;
        for (int i = 0; i < BURST; i++) {
            Packet packet = packets[i];
            restore(packet);
            if (!modes.encapsulate(packet, state, HOP_LIMIT)) {
                throw new IllegalStateException(packet + " cannot be encapsulated");
            }
            sum += packet.data();
        }
        return sum;
    }

    /** Output's part, back to the MAC header, and validate's part. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int encapsulateAndPrepare() {
        int sum = 0;
        for (int i = 0; i < BURST; i++) {
            Packet packet = packets[i];
            restore(packet);
            modes.encapsulate(packet, state, HOP_LIMIT);
            packet.push(packet.data() - packet.network() + Ethernet.LENGTH);
            packet.mac(packet.data());
            if (!OuterModePrep.prepare(packet, state)) {
                throw new IllegalStateException(packet + " cannot be prepared");
            }
            sum += packet.data();
        }
        return sum;
    }

    private void restore(Packet packet) {
        int ip = TEXT + Ethernet.LENGTH;
        packet.place(ip, IP_LENGTH);
        packet.network(ip);
        packet.buffer().putBytes(ip, head, 0, OVERWRITTEN);
    }
}
