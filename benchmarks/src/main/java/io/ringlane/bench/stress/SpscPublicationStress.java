// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.stress;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jctools.queues.SpscArrayQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * What the producer stored off-heap, with a plain store, before it offered to a JCTools queue is seen by the consumer
 * that polled. This is what lets a packet's slot change its owner through a ring without fences of its own.
 */
@JCStressTest
@Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "nothing offered yet")
@Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "offered, and the store is seen")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "offered, but the store is not seen")
@State
public class SpscPublicationStress {
    private final UnsafeBuffer slot = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
    private final SpscArrayQueue<UnsafeBuffer> queue = new SpscArrayQueue<>(4);

    /** Stores, then offers. */
    @Actor
    public void producer() {
        slot.putInt(0, 42);
        queue.offer(slot);
    }

    /** Polls, then loads. */
    @Actor
    public void consumer(I_Result result) {
        UnsafeBuffer polled = queue.poll();
        result.r1 = polled == null ? -1 : polled.getInt(0);
    }
}
