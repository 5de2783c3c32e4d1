// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import io.ringlane.ring.MpscRing;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SecretKey;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.concurrent.Agent;

/**
 * A file that knows, of each key, a number beyond all that were ever used with it, so that no restart, crash or power
 * cut leads to a nonce twice. Numbers are put on record in blocks, ahead of their use and off the packets' way: cores
 * ask, {@link #doWork} writes and forces. Set-up calls and {@code doWork} may come from any thread; who made it closes
 * it, behind the engine.
 */
public final class Checkpoint implements Agent, AutoCloseable {
    /** Numbers on record ahead of those used, if not said otherwise: 50 ms at 20 million packets a second. */
    public static final int DEFAULT_BLOCK = 1 << 20;

    /** The same for inbound SAs: after a crash so many packets, and half as many again, are refused at most. */
    public static final int DEFAULT_WINDOW_BLOCK = 1 << 10;

    /** Keys that a file has room for, if not said otherwise: 2 MiB. */
    public static final int DEFAULT_KEYS = 1 << 14;

    private static final int MOST_KEYS = 1 << 20;
    private static final int LEAST_BLOCK = 1 << 8;
    private static final int MOST_BLOCK = 1 << 28;
    private static final long LOW_MASK = 0xffffffffL;

    private final CheckpointMemory memory;
    private final KeyDigest digests;
    private final Map<ByteBuffer, CheckpointRecord> records = new HashMap<>();
    private final Deque<CheckpointRecord> free = new ArrayDeque<>();
    private final MpscRing<NumberLease> asked;
    private final List<NumberLease> round = new ArrayList<>();
    private int block = DEFAULT_BLOCK;
    private int windowBlock = DEFAULT_WINDOW_BLOCK;
    private Consumer<String> failureListener = line -> {};
    private volatile String failure;

    Checkpoint(CheckpointMemory memory) {
        this.memory = memory;
        String fault = CheckpointLayout.headFault(memory.bytes());
        if (fault != null) {
            throw new CheckpointException(memory.name() + ": " + fault);
        }
        digests = new KeyDigest(CheckpointLayout.secret(memory.bytes()));
        int count = CheckpointLayout.records(memory.bytes());
        for (int place = 0; place < count; place++) {
            read(place);
        }
        // an asker is in it once, and once more when it is released
        asked = new MpscRing<>(2 * count);
    }

    private void read(int place) {
        CheckpointRecord record = CheckpointRecord.read(memory.bytes(), place);
        if (record == null) {
            throw new CheckpointException(memory.name() + ": record " + place
                    + " is damaged: which numbers were used is not known, make a new file, with new keys");
        }
        if (record.isFree()) {
            free.add(record);
        } else {
            records.put(record.digest(), record);
        }
    }

    /** Makes a file for {@value #DEFAULT_KEYS} keys. @throws CheckpointException as {@link #create(Path, int)}. */
    public static Checkpoint create(Path file) {
        return create(file, DEFAULT_KEYS);
    }

    /**
     * Makes a file, for keys none of whose numbers was used yet.
     *
     * @param keys that it has room for, 1 to 2^20; 128 bytes each.
     * @throws CheckpointException when there is such a file already, or no room for it.
     */
    public static Checkpoint create(Path file, int keys) {
        if (keys < 1 || keys > MOST_KEYS) {
            throw new CheckpointException(file + ": keys must be 1 to " + MOST_KEYS + ", is " + keys);
        }
        return adopt(format(MappedMemory.create(file, CheckpointLayout.length(keys)), keys));
    }

    /** Writes the head on zeros that are on the disk already. */
    static CheckpointMemory format(CheckpointMemory zeros, int keys) {
        byte[] secret = new byte[CheckpointLayout.SECRET_LENGTH];
        new SecureRandom().nextBytes(secret);
        CheckpointLayout.writeHead(zeros.bytes(), keys, secret);
        zeros.force();
        return zeros;
    }

    /**
     * Opens a file that was made before: its keys go on behind all numbers used.
     *
     * @throws CheckpointException when it is lost, damaged, of another version or in use.
     */
    public static Checkpoint open(Path file) {
        return adopt(MappedMemory.open(file));
    }

    private static Checkpoint adopt(CheckpointMemory memory) {
        try {
            return new Checkpoint(memory);
        } catch (CheckpointException e) {
            memory.close();
            throw e;
        }
    }

    /**
     * How many numbers to put on record ahead, 256 to 2^28; for leases to come. A crash costs up to two blocks of
     * numbers; a block has to last longer than the disk takes.
     */
    public synchronized Checkpoint block(int numbers) {
        block = inRange("block", numbers);
        return this;
    }

    /**
     * The same for windows of inbound SAs, {@value #DEFAULT_WINDOW_BLOCK} if not said otherwise: what the peer sends
     * while the disk works has to fit into half a block, and a crash refuses up to one and a half.
     */
    public synchronized Checkpoint windowBlock(int numbers) {
        windowBlock = inRange("window block", numbers);
        return this;
    }

    private int inRange(String name, int numbers) {
        if (numbers < LEAST_BLOCK || numbers > MOST_BLOCK) {
            throw new CheckpointException(memory.name() + ": " + name + " must be " + LEAST_BLOCK + " to " + MOST_BLOCK
                    + " numbers, is " + numbers);
        }
        return numbers;
    }

    /** Who is told, once, that the disk failed, after which no key gets more numbers. */
    public synchronized void onFailure(Consumer<String> listener) {
        failureListener = listener;
    }

    // ---- leases

    /**
     * Leases the numbers of an SA's key: behind the number that the SA is configured with, and behind all that were
     * ever used. Returns when the first block is on the disk.
     */
    public synchronized LeaseResult lease(SaConfig config, SecretKey key) {
        doWork();
        if (failure != null) {
            return new LeaseResult.Refused(failure);
        }
        long low = config.sequenceLow() & LOW_MASK;
        long number = config.esn() ? (long) config.sequenceHigh() << Integer.SIZE | low : low;
        return begin(CheckpointLayout.OUTBOUND, digests.ofNonces(config, key), config, number, block);
    }

    /**
     * Leases the numbers that an inbound SA may take in, beyond all that it ever took in. Where the lease is resumed
     * the window has to begin closed, see {@link io.ringlane.replay.ReplayWindow#closed}.
     *
     * @param top highest number received, as it is known elsewhere; 0 for none.
     */
    public synchronized LeaseResult window(SaConfig config, SecretKey key, long top) {
        doWork();
        if (failure != null) {
            return new LeaseResult.Refused(failure);
        }
        return begin(CheckpointLayout.INBOUND, digests.ofWindow(config, key), config, top, windowBlock);
    }

    private LeaseResult begin(int kind, ByteBuffer digest, SaConfig config, long number, int ahead) {
        CheckpointRecord known = records.get(digest);
        if (known != null && known.lease() != null) {
            return new LeaseResult.Refused("its key and salt are in use by another SA, numbers would come twice");
        }
        long start = known != null && Long.compareUnsigned(known.limit(), number) > 0 ? known.limit() : number;
        long end = config.esn() ? -1 : LOW_MASK;
        if (Long.compareUnsigned(start, end) >= 0) {
            return new LeaseResult.Refused(
                    "the numbers of its key are used up: 0x" + Long.toHexString(start) + " was used");
        }
        CheckpointRecord record = known == null ? free.poll() : known;
        if (record == null) {
            return new LeaseResult.Refused(
                    memory.name() + ": is full with " + records.size() + " keys; forget those that do not come back");
        }
        if (known == null) {
            record.assign(kind, digest, config.ivSalt());
            records.put(digest, record);
        }
        return begin(record, new NumberLease(this, record, start, end, ahead, known != null));
    }

    private LeaseResult begin(CheckpointRecord record, NumberLease lease) {
        record.lease(lease);
        put(lease);
        if (!force()) {
            return new LeaseResult.Refused(failure);
        }
        return new LeaseResult.Granted(lease);
    }

    /**
     * Makes room: the key will not be used again, by anyone.
     *
     * @return false when it is not on record, or an SA has it.
     */
    public synchronized boolean forget(SaConfig config, SecretKey key) {
        doWork();
        boolean sent = forget(digests.ofNonces(config, key));
        boolean received = forget(digests.ofWindow(config, key));
        return sent || received;
    }

    private boolean forget(ByteBuffer digest) {
        CheckpointRecord record = records.get(digest);
        if (record == null || record.lease() != null || failure != null) {
            return false;
        }
        records.remove(record.digest());
        record.assign(CheckpointLayout.FREE, ByteBuffer.wrap(new byte[CheckpointLayout.DIGEST_LENGTH]), 0);
        record.write(memory.bytes(), 0);
        if (!force()) {
            return false;
        }
        record.forced();
        free.addLast(record);
        return true;
    }

    /** Keys on record, whether an SA has them or not. */
    public synchronized int keys() {
        return records.size();
    }

    /** What the disk said when it failed, or null. */
    public String failure() {
        return failure;
    }

    // ---- the way to the disk

    /** A core wants more numbers for a lease, or is done with it. Neither blocks nor allocates. */
    void ask(NumberLease lease) {
        asked.offer(lease);
    }

    /**
     * Puts on record what was asked for since the last time, all of it at once. An engine with threads of its own has
     * one for this, an engine that is stepped does it in each step.
     *
     * @return how many leases there were.
     */
    @Override
    public synchronized int doWork() {
        NumberLease lease = failure == null ? asked.poll() : null;
        if (lease == null) {
            return 0;
        }
        while (lease != null) {
            put(lease);
            lease = asked.poll();
        }
        int count = round.size();
        force();
        return count;
    }

    @Override
    public String roleName() {
        return "checkpoint";
    }

    private void put(NumberLease lease) {
        if (lease.record().lease() == lease) {
            boolean last = lease.isReleased();
            lease.record().write(memory.bytes(), lease.next());
            if (last) {
                lease.record().lease(null);
            }
            round.add(lease);
        }
    }

    /** @return false when the disk failed: from then on nothing is known of it, and no number is given any more. */
    private boolean force() {
        try {
            memory.force();
        } catch (UncheckedIOException e) {
            failure = memory.name() + ": cannot be written: " + e.getCause().getMessage();
            failureListener.accept(failure + "; no key gets more numbers than it has on record");
            round.clear();
            return false;
        }
        for (int i = 0; i < round.size(); i++) {
            NumberLease lease = round.get(i);
            lease.record().forced();
            lease.publish(lease.record().limit());
        }
        round.clear();
        return true;
    }

    /** Puts on record what was asked for, and gives the file free. */
    @Override
    public synchronized void close() {
        doWork();
        memory.close();
    }
}
