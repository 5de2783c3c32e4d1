// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import static io.ringlane.checkpoint.CheckpointFixture.last;
import static io.ringlane.checkpoint.CheckpointFixture.lease;
import static io.ringlane.checkpoint.CheckpointFixture.refusal;
import static io.ringlane.checkpoint.CheckpointFixture.sa;
import static io.ringlane.checkpoint.CheckpointFixture.sequence;
import static io.ringlane.checkpoint.CheckpointFixture.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.replay.ReplayVerdict;
import io.ringlane.replay.ReplayWindow;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.OutboundSequence;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Leases on memory that forgets what was not forced. */
final class CheckpointTest {
    private static final int KEYS = 4;
    private static final int BLOCK = 1000;

    private final VolatileMemory memory = new VolatileMemory(CheckpointLayout.length(KEYS));
    private final Checkpoint checkpoint = new Checkpoint(CheckpointLayoutTest.format(memory, KEYS)).block(BLOCK);

    @Test
    void shouldBeginWithTheNumberOfTheSaWhenKeyIsNew() {
        NumberLease lease = lease(checkpoint, sa().sequence(3, 7).build(), 1);

        assertThat(lease.start()).isEqualTo(3L << 32 | 7);
        assertThat(lease.limit()).isEqualTo((3L << 32 | 7) + BLOCK);
        assertThat(lease.ivSalt()).isEqualTo(42);
    }

    @Test
    void shouldStopAtTheLimitWhenNothingMoreIsOnRecord() {
        OutboundSequence sequence = sequence(lease(checkpoint, sa().build(), 1));

        assertThat(take(sequence, 5000)).isEqualTo(BLOCK);
        assertThat(sequence.awaitsReserve(1)).isTrue();
        assertThat(sequence.take(1)).isFalse();
        assertThat(last(sequence)).isEqualTo(BLOCK);

        assertThat(checkpoint.doWork()).isEqualTo(1);
        assertThat(take(sequence, 5000)).as("a block behind the one wanted").isEqualTo(2 * BLOCK + 1);
    }

    @Test
    void shouldNotStopWhenRecordIsKeptAhead() {
        OutboundSequence sequence = sequence(lease(checkpoint, sa().build(), 1));
        int forcedBefore = memory.forced;
        for (int i = 0; i < 1000; i++) {
            int before = (int) last(sequence);
            assertThat(take(sequence, BLOCK / 10)).isEqualTo(before + BLOCK / 10);
            checkpoint.doWork();
        }
        assertThat(memory.forced - forcedBefore)
                .as("forced a few times a block")
                .isBetween(100, 400);
    }

    @Test
    void shouldTakeSuperPacketsWhenTheyFitIntoWhatIsOnRecord() {
        OutboundSequence sequence = sequence(lease(checkpoint, sa().build(), 1));

        assertThat(sequence.take(600)).isTrue();
        assertThat(sequence.take(600)).isFalse();
        assertThat(sequence.awaitsReserve(600)).isTrue();
        assertThat(sequence.take(400)).isTrue();
        assertThat(last(sequence)).isEqualTo(1000);
    }

    @Test
    void shouldGoOnBehindTheLimitWhenFileIsOpenedAfterACrash() {
        take(sequence(lease(checkpoint, sa().build(), 1)), 10);
        Checkpoint next = new Checkpoint(memory.crash(new Random(1)));

        NumberLease lease = lease(next, sa().ivSalt(77).build(), 1);

        assertThat(lease.start()).isEqualTo(BLOCK);
        assertThat(lease.ivSalt()).as("numbers and salt belong together").isEqualTo(42);
    }

    @Test
    void shouldGoOnBehindTheLastNumberWhenSaWasDeleted() {
        NumberLease lease = lease(checkpoint, sa().build(), 1);
        OutboundSequence sequence = sequence(lease);
        take(sequence, 10);
        sequence.release();

        assertThat(lease(checkpoint, sa().build(), 1).start()).isEqualTo(10);
    }

    @Test
    void shouldBeginWithTheSasNumberWhenThatIsBeyondTheRecord() {
        sequence(lease(checkpoint, sa().build(), 1)).release();

        assertThat(lease(checkpoint, sa().sequence(0, 5000).build(), 1).start()).isEqualTo(5000);
    }

    @Test
    void shouldRefuseWhenAnotherSaHasTheKey() {
        lease(checkpoint, sa().build(), 1);

        assertThat(refusal(
                        checkpoint,
                        sa().spi(0x2000).between("192.0.2.1", "192.0.2.9").build(),
                        1))
                .isEqualTo("its key and salt are in use by another SA, numbers would come twice");
    }

    @Test
    void shouldKnowTheKeyAgainWhenAnotherCounterModeHasIt() {
        NumberLease gcm = lease(checkpoint, sa().build(), 1);
        take(sequence(gcm), 10);
        EspTransform ctr = EspTransform.cipher(EspCipher.AES_CTR, 16, EspAuth.HMAC_SHA256, 32, 16);
        byte[] material = new byte[ctr.materialLength()];
        material[0] = 1;
        material[30] = 99;
        try (SecretKey key = new SecretKey(material)) {
            LeaseResult result = checkpoint.lease(sa().transform(ctr).build(), key);
            assertThat(result).isInstanceOf(LeaseResult.Refused.class);
        }
    }

    @Test
    void shouldRefuseWhenNumbersAreUsedUp() {
        NumberLease lease = lease(checkpoint, sa().esn(false).sequence(0, -3).build(), 1);
        OutboundSequence sequence = new OutboundSequence(false, false, 0, -3, lease);

        assertThat(lease.limit()).isEqualTo(0xffffffffL);
        assertThat(sequence.take(2)).isTrue();
        assertThat(sequence.take(1)).isFalse();
        assertThat(sequence.awaitsReserve(1)).isFalse();
        sequence.release();
        assertThat(refusal(checkpoint, sa().esn(false).build(), 1))
                .isEqualTo("the numbers of its key are used up: 0xffffffff was used");
    }

    @Test
    void shouldStopAtTheVeryLastNumberWhenEsnEnds() {
        NumberLease lease = lease(checkpoint, sa().sequence(-1, -10).build(), 1);
        OutboundSequence sequence = sequence(lease);

        assertThat(take(sequence, 100)).isEqualTo(-1);
        assertThat(sequence.awaitsReserve(1)).isFalse();
    }

    @Test
    void shouldRefuseWhenFileIsFullAndTakeAnotherKeyWhenOneIsForgotten() {
        for (int i = 0; i < KEYS; i++) {
            sequence(lease(checkpoint, sa().build(), i)).release();
        }
        assertThat(refusal(checkpoint, sa().build(), 99))
                .isEqualTo("volatile: is full with 4 keys; forget those that do not come back");

        try (SecretKey gone = CheckpointFixture.key(2)) {
            assertThat(checkpoint.forget(sa().build(), gone)).isTrue();
            assertThat(checkpoint.forget(sa().build(), gone)).isFalse();
        }
        assertThat(lease(checkpoint, sa().build(), 99).start()).isZero();
    }

    @Test
    void shouldNotForgetWhenKeyIsInUse() {
        lease(checkpoint, sa().build(), 1);

        try (SecretKey key = CheckpointFixture.key(1)) {
            assertThat(checkpoint.forget(sa().build(), key)).isFalse();
        }
        assertThat(checkpoint.keys()).isEqualTo(1);
    }

    @Test
    void shouldGiveNoMoreNumbersWhenDiskFails() {
        List<String> told = new ArrayList<>();
        checkpoint.onFailure(told::add);
        OutboundSequence sequence = sequence(lease(checkpoint, sa().build(), 1));
        memory.fail();

        assertThat(take(sequence, 5000)).isEqualTo(BLOCK);
        checkpoint.doWork();
        checkpoint.doWork();
        assertThat(take(sequence, 5000)).isEqualTo(BLOCK);
        assertThat(told)
                .containsExactly("volatile: cannot be written: input/output error;"
                        + " no key gets more numbers than it has on record");
        assertThat(refusal(checkpoint, sa().build(), 2)).isEqualTo("volatile: cannot be written: input/output error");
    }

    // ---- windows

    private static ReplayWindow window(Checkpoint checkpoint, int spi) {
        SaConfig config = sa().spi(spi).replayWindow(64).build();
        try (SecretKey key = CheckpointFixture.key(1)) {
            NumberLease lease = CheckpointFixture.granted(checkpoint.window(config, key, 0));
            if (lease.isResumed()) {
                return ReplayWindow.closed(true, 64, lease.start(), lease);
            }
            ReplayWindow open = ReplayWindow.of(true, 64, 0);
            open.reserve(lease);
            return open;
        }
    }

    private static boolean takes(ReplayWindow window, long number) {
        boolean fits = window.check(number) == ReplayVerdict.FRESH && window.isOnRecord(number);
        if (fits) {
            window.advance(number);
        }
        return fits;
    }

    @Test
    void shouldTakeNoNumberInWhenItIsNotOnRecordYet() {
        ReplayWindow window = window(checkpoint.windowBlock(256), 0x1000);

        assertThat(takes(window, 1)).isTrue();
        assertThat(takes(window, 256)).isTrue();
        assertThat(takes(window, 257)).isFalse();
        assertThat(takes(window, 250)).as("below the limit").isTrue();
        checkpoint.doWork();
        assertThat(takes(window, 257)).isTrue();
        assertThat(takes(window, 257)).isFalse();
    }

    @Test
    void shouldBeginClosedWhenWindowComesBack() {
        ReplayWindow window = window(checkpoint.windowBlock(256), 0x1000);
        takes(window, 10);
        window.release();
        ReplayWindow again = window(checkpoint, 0x1000);

        assertThat(again.top()).isEqualTo(10);
        assertThat(takes(again, 9)).as("never came, and never will").isFalse();
        assertThat(takes(again, 10)).isFalse();
        assertThat(takes(again, 11)).isTrue();
    }

    @Test
    void shouldBeginBehindTheRecordWhenWindowComesBackAfterACrash() {
        takes(window(checkpoint.windowBlock(256), 0x1000), 10);
        ReplayWindow again = window(new Checkpoint(memory.crash(new Random(1))), 0x1000);

        assertThat(takes(again, 256)).isFalse();
        assertThat(takes(again, 257)).isTrue();
    }

    @Test
    void shouldKeepWindowsApartWhenTwoSasHaveOneKey() {
        ReplayWindow window = window(checkpoint, 0x1000);
        takes(window, 10);
        window.release();

        assertThat(takes(window(checkpoint, 0x2000), 10)).isTrue();
        assertThat(lease(checkpoint, sa().build(), 1).start())
                .as("sent, not received")
                .isZero();
    }

    @Test
    void shouldRefuseBlockWhenItIsOutOfRange() {
        assertThatThrownBy(() -> checkpoint.block(10))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("volatile: block must be 256 to 268435456 numbers, is 10");
    }
}
