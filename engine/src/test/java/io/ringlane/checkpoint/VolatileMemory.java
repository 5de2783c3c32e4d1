// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Memory and a disk behind it that has what was forced, and of the rest whatever a crash left of it. */
final class VolatileMemory implements CheckpointMemory {
    /** The machine stops in the middle of a force. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final byte[] memory;
    private final byte[] disk;
    private final UnsafeBuffer bytes;
    private boolean fails;
    private boolean crashes;
    private Runnable meanwhile = () -> {};
    int forced;

    VolatileMemory(int length) {
        this(new byte[length]);
    }

    private VolatileMemory(byte[] disk) {
        this.disk = disk;
        memory = disk.clone();
        bytes = new UnsafeBuffer(memory);
    }

    /** What the next run finds: of each word written and not forced the old or the new value, by chance. */
    VolatileMemory crash(Random random) {
        byte[] left = disk.clone();
        int width = 1 << random.nextInt(10);
        boolean all = random.nextInt(8) == 0;
        for (int at = 0; at < left.length; at += width) {
            if (all || random.nextBoolean()) {
                System.arraycopy(memory, at, left, at, Math.min(width, left.length - at));
            }
        }
        return new VolatileMemory(left);
    }

    /** From now on the disk answers with errors. */
    void fail() {
        fails = true;
    }

    /** The next force ends in a {@link Crash}. */
    void crashInForce() {
        crashes = true;
    }

    /** What cores do while the disk works. */
    VolatileMemory meanwhile(Runnable work) {
        meanwhile = work;
        return this;
    }

    @Override
    public String name() {
        return "volatile";
    }

    @Override
    public MutableDirectBuffer bytes() {
        return bytes;
    }

    @Override
    public void force() {
        meanwhile.run();
        if (crashes) {
            throw new Crash();
        }
        if (fails) {
            throw new UncheckedIOException(new IOException("input/output error"));
        }
        forced++;
        System.arraycopy(memory, 0, disk, 0, disk.length);
    }

    @Override
    public void close() {
        // nothing that was not forced is kept
    }
}
