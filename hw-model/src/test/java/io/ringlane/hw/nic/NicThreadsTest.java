// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.buffer.SlotClass;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.TxResult;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A NIC stepped by a thread of its own while a core posts and reaps: nothing is lost, torn or out of order. */
final class NicThreadsTest {
    private static final int PACKETS = 5_000;
    private static final int LENGTH = 80;
    private static final long STEP_PS = 50_000;

    /** Checks frames on the device's thread: each carries its number in the first four bytes. */
    private static final class NumberCheck implements FrameSink {
        private int next;
        private int wrong;

        @Override
        public void onFrame(DirectBuffer buffer, int offset, int length, long departurePs) {
            if (buffer.getInt(offset) != next || length != LENGTH) {
                wrong++;
            }
            next++;
        }
    }

    @Test
    @Timeout(60)
    void shouldKeepEveryPacketInOrderWhenDeviceHasItsOwnThread() throws InterruptedException {
        NumberCheck check = new NumberCheck();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (PacketPool pool = new PacketPool("threads", 100, 0, 0);
                ModelNic nic = new ModelNic(NicProfiles.PLAIN_25G.withRingSize(64), check)) {
            Thread device = new Thread(() -> step(nic, stop), "device");
            device.setUncaughtExceptionHandler((thread, fault) -> failure.set(fault));
            device.start();
            int back = drive(nic.queue(0), pool);
            stop.set(true);
            device.join();
            assertThat(failure.get()).isNull();
            assertThat(back).isEqualTo(PACKETS);
            assertThat(check.next).isEqualTo(PACKETS);
            assertThat(check.wrong).isZero();
            assertThat(pool.outstanding()).isZero();
            assertThat(nic.counters().txPackets()).isEqualTo(PACKETS);
        }
    }

    private static void step(ModelNic nic, AtomicBoolean stop) {
        while (!stop.get()) {
            nic.advance(nic.clockPs() + STEP_PS);
            Thread.onSpinWait();
        }
    }

    private static int drive(TxQueue queue, PacketPool pool) {
        int posted = 0;
        int back = 0;
        while (back < PACKETS) {
            Packet packet = posted < PACKETS && !queue.isStopped() ? pool.take(SlotClass.WIRE) : null;
            if (packet != null) {
                packet.put(LENGTH);
                packet.buffer().putInt(packet.data(), posted);
                packet.network(packet.data() + 14);
                assertThat(queue.transmit(packet, true)).isEqualTo(TxResult.OK);
                posted++;
            }
            if (packet == null || posted % 8 == 0 || posted == PACKETS) {
                queue.doorbell();
                back += queue.reapCompletions(pool::give, 32);
                Thread.yield();
            }
        }
        return back;
    }
}
