// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import org.junit.jupiter.api.Test;

/** The stop bits of a TX queue, and what byte limits do to them. */
final class TxQueueTest {
    private final ByteQueue queue = new ByteQueue();

    @Test
    void shouldStopAndOpenWhenByteLimitIsPassedAndMet() {
        assertThat(queue.sent(1500, false)).isTrue();
        assertThat(queue.has(TxQueue.STACK_XOFF)).isTrue();
        assertThat(queue.isStopped()).isTrue();
        assertThat(queue.completed(1500, 0)).isTrue();
        assertThat(queue.isStopped()).isFalse();
    }

    @Test
    void shouldStayStoppedWhenTooMuchIsInDevice() {
        queue.sent(1500, false);
        queue.completed(1500, 0);
        queue.sent(1500, false);
        assertThat(queue.isStopped()).isFalse();
        queue.sent(1500, false);
        queue.sent(1500, false);
        assertThat(queue.completed(1400, 0)).isFalse();
        assertThat(queue.has(TxQueue.STACK_XOFF)).isTrue();
    }

    @Test
    void shouldOnlyCountWhenMorePacketsFollow() {
        assertThat(queue.sent(9000, true)).isFalse();
        assertThat(queue.isStopped()).isFalse();
        assertThat(queue.limits().inDevice()).isEqualTo(9000);
        assertThat(queue.sent(1, false)).isTrue();
        assertThat(queue.has(TxQueue.STACK_XOFF)).isTrue();
    }

    @Test
    void shouldAskForDoorbellWhenDriverHasStoppedAlthoughMoreFollow() {
        queue.set(TxQueue.DRIVER_XOFF);
        assertThat(queue.sent(100, true)).isTrue();
    }

    @Test
    void shouldDoNothingWhenNoBytesAreCompleted() {
        queue.sent(1500, false);
        assertThat(queue.completed(0, 0)).isFalse();
        assertThat(queue.has(TxQueue.STACK_XOFF)).isTrue();
        assertThat(queue.limits().limit()).isZero();
    }

    @Test
    void shouldNotReportOpeningWhenQueueWasOpen() {
        queue.sent(1500, false);
        queue.completed(1500, 0);
        queue.sent(100, false);
        assertThat(queue.completed(100, 0)).isFalse();
    }

    @Test
    void shouldKeepBitsApartWhenSeveralAreSet() {
        queue.set(TxQueue.DRIVER_XOFF | TxQueue.FROZEN);
        queue.clear(TxQueue.DRIVER_XOFF);
        assertThat(queue.has(TxQueue.FROZEN)).isTrue();
        assertThat(queue.has(TxQueue.DRIVER_XOFF | TxQueue.STACK_XOFF)).isFalse();
        assertThat(queue.isStopped()).isTrue();
        queue.clear(TxQueue.FROZEN);
        assertThat(queue.isStopped()).isFalse();
    }

    /** A queue that takes nothing: only its bits are looked at. */
    private static final class ByteQueue extends TxQueue {
        ByteQueue() {
            super(0);
        }

        @Override
        public int transmit(Packet packet, boolean more) {
            return TxResult.BUSY;
        }

        @Override
        public void doorbell() {}

        @Override
        public int reapCompletions(PacketReturn sink, int limit) {
            return 0;
        }

        @Override
        public int inDevice() {
            return 0;
        }
    }
}
