// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import io.ringlane.replay.ReplayWindow;
import io.ringlane.sa.OutboundSequence;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The numbers of one key, of which no more may be used than a checkpoint has on record. Cores read the limit and ask
 * for more; the checkpoint's thread raises it once the record is on the disk.
 */
public final class NumberLease implements OutboundSequence.Reserve, ReplayWindow.Reserve {
    private final Checkpoint checkpoint;
    private final CheckpointRecord record;
    private final long start;
    private final long ivSalt;
    private final long end;
    private final int ahead;
    private final boolean resumed;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile long limit;
    private volatile long wanted;
    private volatile boolean released;

    NumberLease(Checkpoint checkpoint, CheckpointRecord record, long start, long end, int ahead, boolean resumed) {
        this.checkpoint = checkpoint;
        this.record = record;
        this.start = start;
        this.resumed = resumed;
        ivSalt = record.ivSalt();
        this.end = end;
        this.ahead = ahead;
        limit = start;
        wanted = start;
    }

    /** The number behind which this run of the SA begins. */
    public long start() {
        return start;
    }

    /** True when the key was on record: numbers up to {@link #start} may have been used. */
    public boolean isResumed() {
        return resumed;
    }

    /** Salt of the IVs, which stays the same with all numbers of a key. */
    public long ivSalt() {
        return ivSalt;
    }

    @Override
    public long limit() {
        return limit;
    }

    @Override
    public void wanted(long number) {
        if (number - wanted > 0) {
            // of several cores the last to write wins: the limit is far enough ahead of any of them
            wanted = number;
        }
        if (limit != end && limit - number < ahead - (ahead >> 2) && asked.compareAndSet(false, true)) {
            checkpoint.ask(this);
        }
    }

    /** The SA is gone: the next one with this key goes on right behind its last number. */
    @Override
    public void release(long last) {
        wanted = last;
        released = true;
        checkpoint.ask(this);
    }

    // ---- the checkpoint's side, under its lock

    CheckpointRecord record() {
        return record;
    }

    boolean isReleased() {
        return released;
    }

    /** The limit to put on record next. From here on a core may ask again. */
    long next() {
        asked.set(false);
        boolean last = released;
        long from = wanted;
        if (last) {
            return from;
        }
        long next = Long.compareUnsigned(end - from, ahead) < 0 ? end : from + ahead;
        return next - limit > 0 ? next : limit;
    }

    void publish(long onRecord) {
        limit = onRecord;
    }
}
