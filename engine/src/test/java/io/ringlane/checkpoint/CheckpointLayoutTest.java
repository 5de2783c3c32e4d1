// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import static io.ringlane.checkpoint.CheckpointFixture.lease;
import static io.ringlane.checkpoint.CheckpointFixture.sa;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.sa.SecretKey;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a file may look like when it is opened. */
final class CheckpointLayoutTest {
    private final VolatileMemory memory = new VolatileMemory(CheckpointLayout.length(3));

    static CheckpointMemory format(CheckpointMemory memory, int keys) {
        return Checkpoint.format(memory, keys);
    }

    private String fault() {
        String[] message = new String[1];
        assertThatThrownBy(() -> new Checkpoint(memory))
                .isInstanceOf(CheckpointException.class)
                .satisfies(error -> message[0] = error.getMessage());
        return message[0];
    }

    @Test
    void shouldReadNothingWhenFileIsFresh() {
        Checkpoint checkpoint = new Checkpoint(format(memory, 3));

        assertThat(checkpoint.keys()).isZero();
    }

    @Test
    void shouldRefuseWhenHeadWasNeverWritten() {
        assertThat(fault()).startsWith("volatile: was not finished when it was made");
    }

    @Test
    void shouldRefuseWhenFileIsAnother() {
        memory.bytes().setMemory(0, memory.bytes().capacity(), (byte) 'x');

        assertThat(fault()).isEqualTo("volatile: is no checkpoint file");
    }

    @Test
    void shouldRefuseWhenVersionIsAnother() {
        format(memory, 3);
        memory.bytes().putByte(8, (byte) 9);

        assertThat(fault()).isEqualTo("volatile: is of version 9, readable: 1");
    }

    @Test
    void shouldRefuseWhenSecretIsDamaged() {
        format(memory, 3);
        memory.bytes().putByte(20, (byte) ~memory.bytes().getByte(20));

        assertThat(fault()).startsWith("volatile: its head is damaged");
    }

    @Test
    void shouldRefuseWhenFileWasCut() {
        format(memory, 4);

        assertThat(fault()).isEqualTo("volatile: has 4480 bytes, which is not the length of 4 records");
    }

    @Test
    void shouldTakeTheOtherSlotWhenOneIsTorn() {
        Checkpoint first = new Checkpoint(format(memory, 3)).block(1000);
        lease(first, sa().build(), 1).wanted(500);
        first.doWork();
        int newer = CheckpointLayout.slotOf(0, 0);
        assertThat(CheckpointLayout.limit(memory.bytes(), newer)).isEqualTo(1500);
        memory.bytes().putByte(newer + 33, (byte) 0xff);

        assertThat(lease(new Checkpoint(memory), sa().build(), 1).start()).isEqualTo(1000);
    }

    @Test
    void shouldTakeTheNewerSlotWhenBothAreWhole() {
        Checkpoint first = new Checkpoint(format(memory, 3)).block(1000);
        lease(first, sa().build(), 1).wanted(500);
        first.doWork();

        assertThat(lease(new Checkpoint(memory), sa().build(), 1).start()).isEqualTo(1500);
    }

    @Test
    void shouldTakeRecordForFreeWhenItsFirstWriteIsTorn() {
        format(memory, 3);
        memory.bytes().putLong(CheckpointLayout.slotOf(1, 1) + 8, 1);

        assertThat(new Checkpoint(memory).keys()).isZero();
    }

    @Test
    void shouldRefuseWhenBothSlotsAreDamaged() {
        Checkpoint first = new Checkpoint(format(memory, 3)).block(1000);
        lease(first, sa().build(), 1).wanted(500);
        first.doWork();
        for (int slot = 0; slot < 2; slot++) {
            int at = CheckpointLayout.slotOf(0, slot) + 20;
            memory.bytes().putByte(at, (byte) ~memory.bytes().getByte(at));
        }

        assertThat(fault()).startsWith("volatile: record 0 is damaged: which numbers were used is not known");
    }

    @Test
    void shouldSeeEveryDamageWhenABitOfASlotIsTurned() {
        Checkpoint checkpoint = new Checkpoint(format(memory, 3));
        lease(checkpoint, sa().build(), 1);
        int slot = CheckpointLayout.slotOf(0, 1);
        assertThat(CheckpointLayout.isWhole(memory.bytes(), slot)).isTrue();
        Random random = new Random(7);
        for (int i = 0; i < CheckpointLayout.SLOT_LENGTH; i++) {
            byte before = memory.bytes().getByte(slot + i);
            memory.bytes().putByte(slot + i, (byte) (before ^ 1 << random.nextInt(8)));
            assertThat(CheckpointLayout.isWhole(memory.bytes(), slot))
                    .as("byte %d", i)
                    .isFalse();
            memory.bytes().putByte(slot + i, before);
        }
    }

    @Test
    void shouldHoldNoKeyWhenLeaseIsOnRecord() {
        byte[] material = new byte[20];
        new Random(3).nextBytes(material);
        Checkpoint checkpoint = new Checkpoint(format(memory, 3));
        checkpoint.lease(sa().build(), new SecretKey(material.clone()));
        byte[] file = new byte[memory.bytes().capacity()];
        memory.bytes().getBytes(0, file);

        assertThat(indexOf(file, material, 4))
                .as("four bytes of the key in a row")
                .isNegative();
    }

    private static int indexOf(byte[] in, byte[] what, int length) {
        for (int from = 0; from + length <= what.length; from++) {
            for (int at = 0; at + length <= in.length; at++) {
                if (Arrays.equals(in, at, at + length, what, from, from + length)) {
                    return at;
                }
            }
        }
        return -1;
    }
}
