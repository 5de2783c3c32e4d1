// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.ring;

import io.ringlane.packet.Packet;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Agrona's ring of bytes: the numbers of packets cross, one message each or one message a burst. */
final class MessageWay implements Way {
    private static final int TYPE = 1;
    private static final int MESSAGE = 1 << 4;

    private final OneToOneRingBuffer ring = new OneToOneRingBuffer(
            new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY * MESSAGE + RingBufferDescriptor.TRAILER_LENGTH)));
    private final MessageHandler handler = this::onMessage;
    private final Packet[] byNumber;
    private final boolean bursts;
    private Packet[] polled;
    private int count;

    /** @param byNumber every packet that may cross, at the index that is its number. */
    MessageWay(Packet[] byNumber, boolean bursts) {
        this.byNumber = byNumber;
        this.bursts = bursts;
    }

    @Override
    public int offer(Packet[] packets, int from, int wanted) {
        int step = bursts ? wanted : 1;
        int taken = 0;
        while (taken < wanted) {
            int index = ring.tryClaim(TYPE, step * Integer.BYTES);
            if (index < 0) {
                break;
            }
            AtomicBuffer buffer = ring.buffer();
            for (int i = 0; i < step; i++) {
                buffer.putInt(index + i * Integer.BYTES, packets[from + taken++].number());
            }
            ring.commit(index);
        }
        return taken;
    }

    private void onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        for (int at = index; at < index + length; at += Integer.BYTES) {
            polled[count++] = byNumber[buffer.getInt(at)];
        }
    }

    @Override
    public int poll(Packet[] into) {
        polled = into;
        count = 0;
        ring.read(handler, bursts ? 1 : BURST);
        return count;
    }
}
