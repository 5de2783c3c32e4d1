// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The bytes of a checkpoint file, all numbers little endian: a head of one page, then records. A record has two slots,
 * written in turn, so that one is whole whenever the other is torn.
 *
 * <pre>
 *   head    | magic 8 | version 4 | records 4 | secret of the digests 32 | CRC-32C of all these 4 | 0 ... | 4096
 *   record  | slot 64 | slot 64 |
 *   slot    | CRC-32C of the rest 4 | kind 4 | write 8 | digest 16 | limit 8 | IV salt 8 | 0 ... | 64
 * </pre>
 *
 * {@code write} counts the writes of a record from 1; the valid slot with the higher one holds. A slot never written is
 * all zeros.
 */
final class CheckpointLayout {
    static final int HEAD_LENGTH = 4096;
    static final int SECRET_LENGTH = 32;
    static final int DIGEST_LENGTH = 16;
    static final int SLOT_LENGTH = 64;
    static final int RECORD_LENGTH = 2 * SLOT_LENGTH;
    static final int VERSION = 1;

    /** Kind of a record that no key has. */
    static final int FREE = 0;

    /** Numbers that were sent under a key. */
    static final int OUTBOUND = 1;

    /** Numbers that were received by an SA. */
    static final int INBOUND = 2;

    /** "RINGLNRS" in the file's first bytes. */
    private static final long MAGIC = 0x53524e4c474e4952L;

    private static final int VERSION_OFFSET = 8;
    private static final int RECORDS_OFFSET = 12;
    private static final int SECRET_OFFSET = 16;
    private static final int HEAD_CRC_OFFSET = SECRET_OFFSET + SECRET_LENGTH;

    private static final int KIND_OFFSET = 4;
    private static final int WRITE_OFFSET = 8;
    private static final int DIGEST_OFFSET = 16;
    private static final int LIMIT_OFFSET = DIGEST_OFFSET + DIGEST_LENGTH;
    private static final int SALT_OFFSET = LIMIT_OFFSET + Long.BYTES;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private CheckpointLayout() {}

    static int length(int records) {
        return HEAD_LENGTH + records * RECORD_LENGTH;
    }

    static void writeHead(MutableDirectBuffer bytes, int records, byte[] secret) {
        bytes.putLong(0, MAGIC, ORDER);
        bytes.putInt(VERSION_OFFSET, VERSION, ORDER);
        bytes.putInt(RECORDS_OFFSET, records, ORDER);
        bytes.putBytes(SECRET_OFFSET, secret);
        bytes.putInt(HEAD_CRC_OFFSET, crc(bytes, 0, HEAD_CRC_OFFSET), ORDER);
    }

    /** What is wrong with the head of a file, or null. */
    static String headFault(DirectBuffer bytes) {
        if (bytes.capacity() < HEAD_LENGTH || bytes.getLong(0, ORDER) != MAGIC) {
            return isUnfinished(bytes)
                    ? "was not finished when it was made, and never used: delete it and make it again"
                    : "is no checkpoint file";
        }
        int version = bytes.getInt(VERSION_OFFSET, ORDER);
        if (version != VERSION) {
            return "is of version " + version + ", readable: " + VERSION;
        }
        if (bytes.getInt(HEAD_CRC_OFFSET, ORDER) != crc(bytes, 0, HEAD_CRC_OFFSET)) {
            return "its head is damaged: which numbers were used is not known, make a new one, with new keys";
        }
        int records = records(bytes);
        if (records < 1 || bytes.capacity() != HEAD_LENGTH + (long) records * RECORD_LENGTH) {
            return "has " + bytes.capacity() + " bytes, which is not the length of " + records + " records";
        }
        return null;
    }

    /** The head is written last, when a file of zeros is on the disk. */
    private static boolean isUnfinished(DirectBuffer bytes) {
        for (int i = 0; i < bytes.capacity(); i++) {
            if (bytes.getByte(i) != 0) {
                return false;
            }
        }
        return bytes.capacity() > 0;
    }

    static int records(DirectBuffer bytes) {
        return bytes.getInt(RECORDS_OFFSET, ORDER);
    }

    static byte[] secret(DirectBuffer bytes) {
        byte[] secret = new byte[SECRET_LENGTH];
        bytes.getBytes(SECRET_OFFSET, secret);
        return secret;
    }

    // ---- slots

    /** Where a slot of a record begins. @param slot 0 or 1. */
    static int slotOf(int record, int slot) {
        return HEAD_LENGTH + record * RECORD_LENGTH + slot * SLOT_LENGTH;
    }

    static void writeSlot(
            MutableDirectBuffer bytes, int at, int kind, long write, byte[] digest, long limit, long ivSalt) {
        bytes.setMemory(at, SLOT_LENGTH, (byte) 0);
        bytes.putInt(at + KIND_OFFSET, kind, ORDER);
        bytes.putLong(at + WRITE_OFFSET, write, ORDER);
        bytes.putBytes(at + DIGEST_OFFSET, digest);
        bytes.putLong(at + LIMIT_OFFSET, limit, ORDER);
        bytes.putLong(at + SALT_OFFSET, ivSalt, ORDER);
        bytes.putInt(at, crc(bytes, at + KIND_OFFSET, SLOT_LENGTH - KIND_OFFSET), ORDER);
    }

    /** False for one that was torn, and for one never written. */
    static boolean isWhole(DirectBuffer bytes, int at) {
        return write(bytes, at) != 0
                && bytes.getInt(at, ORDER) == crc(bytes, at + KIND_OFFSET, SLOT_LENGTH - KIND_OFFSET);
    }

    static boolean isBlank(DirectBuffer bytes, int at) {
        for (int i = at; i < at + SLOT_LENGTH; i += Long.BYTES) {
            if (bytes.getLong(i, ORDER) != 0) {
                return false;
            }
        }
        return true;
    }

    static int kind(DirectBuffer bytes, int at) {
        return bytes.getInt(at + KIND_OFFSET, ORDER);
    }

    static long write(DirectBuffer bytes, int at) {
        return bytes.getLong(at + WRITE_OFFSET, ORDER);
    }

    static byte[] digest(DirectBuffer bytes, int at) {
        byte[] digest = new byte[DIGEST_LENGTH];
        bytes.getBytes(at + DIGEST_OFFSET, digest);
        return digest;
    }

    static long limit(DirectBuffer bytes, int at) {
        return bytes.getLong(at + LIMIT_OFFSET, ORDER);
    }

    static long ivSalt(DirectBuffer bytes, int at) {
        return bytes.getLong(at + SALT_OFFSET, ORDER);
    }

    private static int crc(DirectBuffer bytes, int from, int length) {
        byte[] copy = new byte[length];
        bytes.getBytes(from, copy);
        CRC32C crc = new CRC32C();
        crc.update(copy, 0, length);
        return (int) crc.getValue();
    }
}
