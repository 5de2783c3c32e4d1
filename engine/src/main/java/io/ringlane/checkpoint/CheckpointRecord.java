// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * One record of a checkpoint: what its key has used, at most. Belongs to the checkpoint, under its lock.
 */
final class CheckpointRecord {
    final int place;
    private int kind;
    private ByteBuffer digest;
    private long limit;
    private long ivSalt;
    /** The write whose slot is known to be on the disk. */
    private long forced;

    private long written;
    private NumberLease lease;

    CheckpointRecord(int place) {
        this.place = place;
    }

    /**
     * Reads what a former run left.
     *
     * @return null when both slots are damaged.
     */
    static CheckpointRecord read(DirectBuffer bytes, int place) {
        int even = CheckpointLayout.slotOf(place, 0);
        int odd = CheckpointLayout.slotOf(place, 1);
        boolean evenWhole = CheckpointLayout.isWhole(bytes, even);
        boolean oddWhole = CheckpointLayout.isWhole(bytes, odd);
        CheckpointRecord record = new CheckpointRecord(place);
        if (evenWhole || oddWhole) {
            boolean evenHolds = evenWhole
                    && (!oddWhole || CheckpointLayout.write(bytes, even) > CheckpointLayout.write(bytes, odd));
            record.take(bytes, evenHolds ? even : odd);
            return record;
        }
        // the very first write goes to the odd slot: torn, its numbers were never used
        return CheckpointLayout.isBlank(bytes, even) ? record : null;
    }

    private void take(DirectBuffer bytes, int at) {
        kind = CheckpointLayout.kind(bytes, at);
        forced = CheckpointLayout.write(bytes, at);
        digest = ByteBuffer.wrap(CheckpointLayout.digest(bytes, at));
        limit = CheckpointLayout.limit(bytes, at);
        ivSalt = CheckpointLayout.ivSalt(bytes, at);
    }

    boolean isFree() {
        return kind == CheckpointLayout.FREE;
    }

    /** Gives a free record to a key, or takes it from one; to be written next. */
    void assign(int newKind, ByteBuffer newDigest, long newSalt) {
        kind = newKind;
        digest = newDigest;
        ivSalt = newSalt;
        limit = 0;
    }

    /** Writes a new limit over the older slot; it counts once it is forced. */
    void write(MutableDirectBuffer bytes, long newLimit) {
        limit = newLimit;
        written = forced + 1;
        CheckpointLayout.writeSlot(
                bytes,
                CheckpointLayout.slotOf(place, (int) (written & 1)),
                kind,
                written,
                digest.array(),
                newLimit,
                ivSalt);
    }

    void forced() {
        forced = written;
    }

    ByteBuffer digest() {
        return digest;
    }

    /** The last number that may have been used. */
    long limit() {
        return limit;
    }

    long ivSalt() {
        return ivSalt;
    }

    /** Who uses it now, or null. */
    NumberLease lease() {
        return lease;
    }

    void lease(NumberLease user) {
        lease = user;
    }
}
