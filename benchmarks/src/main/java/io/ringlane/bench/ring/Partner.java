// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.ring;

import io.ringlane.bench.quiet.CpuAffinity;
import io.ringlane.packet.Packet;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The thread at the far end: takes what arrives, and counts it or sends it back. Bound to a CPU of its own where the
 * system has more than one and allows it; with one CPU it gives way instead of spinning.
 */
final class Partner implements AutoCloseable {
    private static final int CPUS = Runtime.getRuntime().availableProcessors();
    private static final VarHandle RECEIVED;

    static {
        try {
            RECEIVED = MethodHandles.lookup().findVarHandle(Partner.class, "received", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Way from;
    private final Way back;
    private final Thread thread;
    private volatile boolean running = true;
    private long received;
    private long sum;

    /** @param back where packets are sent on, null to count them only. */
    Partner(Way from, Way back) {
        this.from = from;
        this.back = back;
        thread = new Thread(this::run, "partner");
        thread.setDaemon(true);
        thread.start();
    }

    /** Binds the calling thread, the near end. */
    static void pinNearEnd() {
        pin(CPUS - 1);
    }

    private static void pin(int cpu) {
        String refusal = CPUS > 1 ? CpuAffinity.pin(cpu) : "there is only one";
        if (refusal != null) {
            System.out.println("# not bound to CPU " + cpu + ": " + refusal);
        }
    }

    /** What a thread does that has nothing to do. */
    static void idle() {
        if (CPUS > 1) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    private void run() {
        pin(0);
        Packet[] packets = new Packet[Way.BURST];
        while (running) {
            int count = from.poll(packets);
            if (count == 0) {
                idle();
            } else if (back == null) {
                count(packets, count);
            } else {
                sendBack(packets, count);
            }
        }
    }

    private void count(Packet[] packets, int count) {
        for (int i = 0; i < count; i++) {
            sum += packets[i].number();
        }
        RECEIVED.setRelease(this, received + count);
    }

    private void sendBack(Packet[] packets, int count) {
        int sent = 0;
        while (sent < count && running) {
            sent += back.offer(packets, sent, count - sent);
        }
    }

    /** Packets counted; acquire, so that {@link #sum} is not older. */
    long received() {
        return (long) RECEIVED.getAcquire(this);
    }

    /** Sum of their numbers. */
    long sum() {
        return sum;
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        thread.join();
    }
}
