// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.header.EspHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ciphers and hashes that go through the library's jobs, so that the packets of a burst, whatever their SAs, fill the
 * lanes of the vector units. Two critical downcalls a packet sealed; no allocation, no lock. Entries whose keys are not
 * for jobs are left alone. One thread owns it with its manager; nothing stays in that between two calls.
 *
 * <p>Opening checks first: all ICVs of a group are made, compared in constant time, and only what passed is decrypted.
 * The two AEADs do both in one; what fails there is encrypted again, which gives back the bytes that came.
 */
final class JobCipher implements BurstCipher {
    /** Entries opened together; a manager holds 256 jobs. */
    static final int GROUP = 64;

    /** With more open keys than this they do not stay in the caches near the core, see docs/decisions/0091. */
    private static final int KEYS_THAT_STAY_CACHED = 2048;

    private static final int ESN_AAD = EspHeader.LENGTH + Integer.BYTES;
    private static final int ICV_ROOM = 64;
    private static final int ALIGNMENT = 64;

    @SuppressWarnings("restricted") // all of memory: the addresses come from slots that are checked
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final JobManager manager;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment scratch = arena.allocate((1 + 2L * GROUP) * ICV_ROOM, ALIGNMENT);
    /** A block of zeros: the IV of CBC, whose first block is the seed of the one on the wire. */
    private final long zeros = scratch.address();

    private final long came = zeros + ICV_ROOM;
    private final long made = came + (long) GROUP * ICV_ROOM;

    private final AtomicInteger openKeys;
    private long touched;

    /** @param openKeys how many keys for jobs are open. */
    JobCipher(JobManager manager, AtomicInteger openKeys) {
        this.manager = manager;
        this.openKeys = openKeys;
    }

    /**
     * Loads one long from each line of the keys that the lanes are going to read, so that the lines come side by side,
     * where the keys are too many for the caches near the core.
     */
    private void touch(CryptoBurst burst, int from, int to) {
        if (openKeys.getPlain() <= KEYS_THAT_STAY_CACHED) {
            return;
        }
        long sum = 0;
        for (int i = from; i < to; i++) {
            long page = burst.keyPlace(i);
            if (page != 0 && JobShape.isOurs(burst.keyShape(i))) {
                for (int at = 0; at < KeyPage.BYTES; at += BufferRegion.CACHE_LINE) {
                    sum ^= RawMemory.getLong(page + at);
                }
            }
        }
        touched = sum;
    }

    /** What the touches loaded, so that they are not left out as useless. */
    long touched() {
        return touched;
    }

    @Override
    public void seal(CryptoBurst burst, int from, int to) {
        for (int start = from; start < to; start += GROUP) {
            int end = Math.min(to, start + GROUP);
            boolean cut = false;
            touch(burst, start, end);
            for (int i = start; i < end; i++) {
                int shape = burst.keyShape(i);
                if (JobShape.isOurs(shape)) {
                    cut |= JobShape.hasLongIcv(shape);
                    sealOne(burst, i, shape, i - start);
                }
            }
            if (cut) {
                finish(burst);
                cutIcvs(burst, start, end);
            }
        }
        finish(burst);
    }

    /** Writes the ICVs of which the library has made more than the SA carries. */
    private void cutIcvs(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            int shape = burst.keyShape(i);
            if (JobShape.isOurs(shape) && JobShape.hasLongIcv(shape) && burst.outcome(i) == CryptoBurst.DONE) {
                long end = burst.headAddress(i) + burst.textLength(i);
                for (int at = 0; at < JobShape.icvLength(shape); at += Integer.BYTES) {
                    RawMemory.putInt(end + at, RawMemory.getInt(made(i - from) + at));
                }
            }
        }
    }

    private void sealOne(CryptoBurst burst, int index, int shape, int place) {
        if (burst.keyPlace(index) == 0
                || !JobShape.isUsable(burst, index, shape)
                || !JobShape.isWhole(shape, burst.textLength(index))) {
            burst.outcome(index, CryptoBurst.FAILED);
            return;
        }
        int length = join(burst, index);
        long end = burst.headAddress(index) + length;
        if (JobShape.isAead(shape)) {
            aead(burst, index, length, KeyPage.SEALING, end, CryptoBurst.DONE);
        } else {
            chain(burst, index, shape, length, JobShape.hasLongIcv(shape) ? made(place) : end);
        }
    }

    /** Encrypts, then authenticates what came of it. The ICV is written over the high half of an ESN number. */
    private void chain(CryptoBurst burst, int index, int shape, int length, long icv) {
        long page = burst.keyPlace(index);
        long esp = burst.espAddress(index);
        boolean cbc = JobShape.isCbc(shape);
        // CBC: the seed in the IV's place is the first block
        int before = EspHeader.LENGTH + (cbc ? 0 : JobShape.ivLength(shape));
        long text = burst.headAddress(index);
        int ciphered = (int) (text - esp) + length - before;
        long job = newJob(burst, index, CryptoBurst.DONE);
        cipher(job, page, esp, before, ciphered);
        if (ciphered == 0) {
            // no lane takes nothing
            RawMemory.putLong(job + JobWord.STATUS, JobWord.NO_CIPHER);
        }
        RawMemory.putLong(job + JobWord.IV, cbc ? zeros : burst.nonceAddress(index));
        hash(job, page, esp, hashed(burst, index, shape, text + length));
        RawMemory.putLong(job + JobWord.ICV, icv);
        RawMemory.putLong(job + JobWord.DIRECTION, RawMemory.getLong(page + KeyPage.SEALING));
        RawMemory.putLong(job + JobWord.ORDER, RawMemory.getLong(page + KeyPage.SEALING_ORDER));
        handIn(burst);
    }

    @Override
    public void open(CryptoBurst burst, int from, int to) {
        for (int start = from; start < to; start += GROUP) {
            int end = Math.min(to, start + GROUP);
            touch(burst, start, end);
            for (int i = start; i < end; i++) {
                int shape = burst.keyShape(i);
                if (JobShape.isOurs(shape)) {
                    check(burst, i, shape, i - start);
                }
            }
            finish(burst);
            for (int i = start; i < end; i++) {
                int shape = burst.keyShape(i);
                if (JobShape.isOurs(shape) && burst.outcome(i) == CryptoBurst.PENDING) {
                    open(burst, i, shape, i - start);
                }
            }
            finish(burst);
        }
    }

    /** Makes the ICV that should have come; an AEAD decrypts, too. What fails here is not pending any more. */
    private void check(CryptoBurst burst, int index, int shape, int place) {
        if (burst.keyPlace(index) == 0 || !JobShape.isUsable(burst, index, shape)) {
            burst.outcome(index, CryptoBurst.FAILED);
            return;
        }
        burst.outcome(index, CryptoBurst.PENDING);
        int length = join(burst, index);
        int icvLength = JobShape.icvLength(shape);
        long end = burst.headAddress(index) + length;
        for (int i = 0; i < icvLength; i += Integer.BYTES) {
            RawMemory.putInt(came(place) + i, RawMemory.getInt(end + i));
        }
        if (JobShape.isAead(shape)) {
            aead(burst, index, length, KeyPage.OPENING, made(place), CryptoBurst.PENDING);
        } else if (icvLength > 0) {
            hashAlone(burst, index, shape, end, place);
        }
    }

    private void hashAlone(CryptoBurst burst, int index, int shape, long end, int place) {
        long page = burst.keyPlace(index);
        long job = newJob(burst, index, CryptoBurst.PENDING);
        noCipher(job, page, burst.espAddress(index));
        hash(job, page, burst.espAddress(index), hashed(burst, index, shape, end));
        RawMemory.putLong(job + JobWord.ICV, made(place));
        RawMemory.putLong(job + JobWord.DIRECTION, RawMemory.getLong(page + KeyPage.CHECKING));
        RawMemory.putLong(job + JobWord.ORDER, JobWord.HASH_FIRST);
        handIn(burst);
    }

    private void open(CryptoBurst burst, int index, int shape, int place) {
        int length = burst.textLength(index);
        int icvLength = JobShape.icvLength(shape);
        boolean aead = JobShape.isAead(shape);
        if (!aead && icvLength > 0) {
            // where the high half of an ESN number was
            RawMemory.putInt(burst.headAddress(index) + length, RawMemory.getInt(came(place)));
        }
        if (!isSame(place, icvLength)) {
            if (aead) {
                aead(burst, index, length, KeyPage.SEALING, made(place), CryptoBurst.BAD_ICV);
            } else {
                burst.outcome(index, CryptoBurst.BAD_ICV);
            }
        } else if (!JobShape.isWhole(shape, length)) {
            burst.outcome(index, CryptoBurst.FAILED);
        } else if (aead || JobShape.cipher(shape) == JobShape.NULL || length == 0) {
            burst.outcome(index, CryptoBurst.DONE);
        } else {
            decrypt(burst, index, shape, length);
        }
    }

    private void decrypt(CryptoBurst burst, int index, int shape, int length) {
        long page = burst.keyPlace(index);
        long text = burst.headAddress(index);
        long job = newJob(burst, index, CryptoBurst.DONE);
        cipher(job, page, text, 0, length);
        long iv = JobShape.isCbc(shape) ? text - JobShape.ivLength(shape) : burst.nonceAddress(index);
        RawMemory.putLong(job + JobWord.IV, iv);
        RawMemory.putLong(job + JobWord.DIRECTION, RawMemory.getLong(page + KeyPage.OPENING));
        RawMemory.putLong(job + JobWord.ORDER, JobWord.HASH_FIRST);
        handIn(burst);
    }

    /**
     * One of the two AEADs.
     *
     * @param direction place in the page of the word that tells it; its order stands at the same distance.
     */
    private void aead(CryptoBurst burst, int index, int length, int direction, long icv, byte outcome) {
        long page = burst.keyPlace(index);
        long text = burst.headAddress(index);
        long job = newJob(burst, index, outcome);
        cipher(job, page, text, 0, length);
        RawMemory.putLong(job + JobWord.IV, burst.nonceAddress(index));
        RawMemory.putLong(job + JobWord.HASH_OFFSET, 0);
        RawMemory.putLong(job + JobWord.HASH_LENGTH, length);
        RawMemory.putLong(job + JobWord.HASH_KEYS, burst.aadAddress(index));
        RawMemory.putLong(job + JobWord.HASH_KEYS + Long.BYTES, burst.aadLength(index));
        RawMemory.putLong(job + JobWord.ICV, icv);
        RawMemory.putLong(job + JobWord.ICV_LENGTH, RawMemory.getLong(page + KeyPage.ICV_LENGTH));
        RawMemory.putLong(job + JobWord.DIRECTION, RawMemory.getLong(page + direction));
        int order = direction == KeyPage.SEALING ? KeyPage.SEALING_ORDER : KeyPage.OPENING_ORDER;
        RawMemory.putLong(job + JobWord.ORDER, RawMemory.getLong(page + order));
        handIn(burst);
    }

    /** @param outcome what the entry gets when the job is done. */
    private long newJob(CryptoBurst burst, int index, byte outcome) {
        long job = manager.next();
        RawMemory.putLong(job + JobWord.ENTRY, (long) outcome << Integer.SIZE | index);
        return job;
    }

    private void cipher(long job, long page, long source, int offset, int length) {
        RawMemory.putLong(job + JobWord.SEAL_KEYS, RawMemory.getLong(page + KeyPage.SEAL_KEYS));
        RawMemory.putLong(job + JobWord.OPEN_KEYS, RawMemory.getLong(page + KeyPage.OPEN_KEYS));
        RawMemory.putLong(job + JobWord.KEY_LENGTH, RawMemory.getLong(page + KeyPage.KEY_LENGTH));
        RawMemory.putLong(job + JobWord.SOURCE, source);
        RawMemory.putLong(job + JobWord.RESULT, source + offset);
        RawMemory.putLong(job + JobWord.CIPHER_OFFSET, offset);
        RawMemory.putLong(job + JobWord.CIPHER_LENGTH, length);
        RawMemory.putLong(job + JobWord.IV_LENGTH, RawMemory.getLong(page + KeyPage.IV_LENGTH));
        RawMemory.putLong(job + JobWord.STATUS, RawMemory.getLong(page + KeyPage.CIPHER));
    }

    private void noCipher(long job, long page, long source) {
        cipher(job, page, source, 0, 0);
        RawMemory.putLong(job + JobWord.STATUS, JobWord.NO_CIPHER);
    }

    private void hash(long job, long page, long esp, int length) {
        RawMemory.putLong(job + JobWord.HASH_OFFSET, 0);
        RawMemory.putLong(job + JobWord.HASH_LENGTH, length);
        RawMemory.putLong(job + JobWord.ICV_LENGTH, RawMemory.getLong(page + KeyPage.ICV_LENGTH));
        for (int i = 0; i < 3 * Long.BYTES; i += Long.BYTES) {
            RawMemory.putLong(job + JobWord.HASH_KEYS + i, RawMemory.getLong(page + KeyPage.HASH_KEYS + i));
        }
    }

    /**
     * Bytes to authenticate from the ESP header on. With ESN the number's high half is written behind the text, where
     * the ICV belongs, and counted.
     */
    private static int hashed(CryptoBurst burst, int index, int shape, long end) {
        int length = (int) (end - burst.espAddress(index));
        if (burst.aadLength(index) != ESN_AAD || JobShape.icvLength(shape) == 0) {
            return length;
        }
        int high = (int) (burst.sequence(index) >>> Integer.SIZE);
        RawMemory.putInt(end, ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? high : Integer.reverseBytes(high));
        return length + Integer.BYTES;
    }

    private void handIn(CryptoBurst burst) {
        long job = manager.submit();
        if (job != 0) {
            take(burst, job);
        }
    }

    private void finish(CryptoBurst burst) {
        long job = manager.flush();
        while (job != 0) {
            take(burst, job);
            job = manager.flush();
        }
    }

    private static void take(CryptoBurst burst, long job) {
        long entry = RawMemory.getLong(job + JobWord.ENTRY);
        boolean done = RawMemory.getInt(job + JobWord.STATUS) == JobWord.DONE;
        burst.outcome((int) entry, done ? (byte) (entry >>> Integer.SIZE) : CryptoBurst.FAILED);
    }

    /** Copies a borrowed body to its place. @return the text's length. */
    private static int join(CryptoBurst burst, int index) {
        int headLength = burst.headLength(index);
        int bodyLength = burst.bodyLength(index);
        if (bodyLength > 0) {
            long place = burst.headAddress(index) + headLength;
            MemorySegment.copy(MEMORY, burst.bodyAddress(index), MEMORY, place, bodyLength);
        }
        return headLength + bodyLength + burst.tailLength(index);
    }

    private boolean isSame(int place, int length) {
        int difference = 0;
        for (int i = 0; i < length; i += Integer.BYTES) {
            difference |= RawMemory.getInt(came(place) + i) ^ RawMemory.getInt(made(place) + i);
        }
        return difference == 0;
    }

    private long came(int place) {
        return came + (long) place * ICV_ROOM;
    }

    private long made(int place) {
        return made + (long) place * ICV_ROOM;
    }

    /** Wipes the ICVs, and the lanes. */
    @Override
    public void close() {
        manager.close();
        if (arena.scope().isAlive()) {
            scratch.fill((byte) 0);
            arena.close();
        }
    }
}
