// SPDX-License-Identifier: Apache-2.0
package io.ringlane.replay;

import static io.ringlane.replay.ReplayVerdict.FRESH;
import static io.ringlane.replay.ReplayVerdict.NOT_A_NUMBER;
import static io.ringlane.replay.ReplayVerdict.OTHER_EPOCH;
import static io.ringlane.replay.ReplayVerdict.SEEN;
import static io.ringlane.replay.ReplayVerdict.TOO_OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule of semantics 5.5, and random traffic beside a slow reference. */
class ReplayWindowTest {
    private static final long EPOCH = 1L << 32;

    private static ReplayVerdict receive(ReplayWindow window, int low) {
        long number = window.number(low);
        ReplayVerdict verdict = window.check(number);
        if (verdict == FRESH) {
            window.advance(number);
        } else {
            window.refuse(verdict);
        }
        return verdict;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseDuplicateWhenNumberWasTakenIn(boolean esn) {
        ReplayWindow window = ReplayWindow.of(esn, 32, 0);

        assertThat(receive(window, 1)).isEqualTo(FRESH);
        assertThat(receive(window, 1)).isEqualTo(SEEN);
        assertThat(window.duplicates()).isEqualTo(1);
        assertThat(window.tooOld()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 64, 65, 128, 4096, 65536})
    void shouldHoldExactlyItsSizeWhenWindowMoves(int size) {
        ReplayWindow window = ReplayWindow.of(false, size, 0);
        receive(window, 100_000);

        assertThat(window.check(100_000L - size)).isEqualTo(TOO_OLD);
        assertThat(window.check(100_000L - size + 1)).isEqualTo(size == 1 ? SEEN : FRESH);
    }

    @Test
    void shouldAcceptEverythingWhenWindowIsZero() {
        ReplayWindow window = ReplayWindow.of(false, 0, 7);

        for (int low : new int[] {5, 5, 0, 1, -1, 5}) {
            assertThat(receive(window, low)).isEqualTo(FRESH);
        }
        assertThat(window.top()).isEqualTo(7);
        assertThat(window.duplicates() + window.tooOld()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"false,32,0", "false,64,100", "true,32,0", "true,32,30"})
    void shouldRefuseUncountedWhenNumberIsZero(boolean esn, int size, long top) {
        ReplayWindow window = ReplayWindow.of(esn, size, top);

        assertThat(receive(window, 0)).isEqualTo(NOT_A_NUMBER);
        assertThat(window.duplicates() + window.tooOld()).isZero();
    }

    @Test
    void shouldAcceptNumbersUpToTopOnceWhenStateBeginsWithTop() {
        ReplayWindow window = ReplayWindow.of(false, 32, 50);

        assertThat(receive(window, 50)).isEqualTo(FRESH);
        assertThat(receive(window, 19)).isEqualTo(FRESH);
        assertThat(receive(window, 18)).isEqualTo(TOO_OLD);
        assertThat(receive(window, 50)).isEqualTo(SEEN);
        assertThat(window.tooOld()).isEqualTo(1);
    }

    @Test
    void shouldForgetOldNumbersWhenWindowJumps() {
        ReplayWindow window = ReplayWindow.of(false, 64, 0);
        receive(window, 1);
        receive(window, 2);

        receive(window, 66);
        assertThat(window.hasSeen(2)).isFalse();
        assertThat(window.check(3)).isEqualTo(FRESH);
        receive(window, 1_000_000);
        receive(window, 1_000_001 - 64);

        assertThat(window.hasSeen(66)).isFalse();
        assertThat(window.hasSeen(1_000_000 - 63)).isTrue();
        assertThat(window.hasSeen(1_000_000)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        // top, window, low half, number assumed
        "0x0000000500000064, 32, 0x00000064, 0x0000000500000064",
        "0x0000000500000064, 32, 0x00000045, 0x0000000500000045",
        "0x0000000500000064, 32, 0x00000044, 0x0000000600000044",
        "0x0000000500000064, 32, 0xffffffff, 0x00000005ffffffff",
        "0x0000000500000005, 32, 0xffffffe6, 0x00000004ffffffe6",
        "0x0000000500000005, 32, 0xffffffe5, 0x00000005ffffffe5",
        "0x0000000500000005, 32, 0x00000000, 0x0000000500000000",
        "0x000000050000001f, 32, 0xffffffff, 0x00000005ffffffff",
        "0x000000050000001e, 32, 0xffffffff, 0x00000004ffffffff",
        "0x00000005ffffffff, 32, 0x00000000, 0x0000000600000000",
        "0x00000005ffffffff, 32, 0xffffffdf, 0x00000006ffffffdf",
    })
    void shouldInferHighHalfWhenOnlyLowHalfIsSent(String top, int size, String low, String number) {
        ReplayWindow window = ReplayWindow.of(true, size, Long.decode(top));

        assertThat(window.number(Long.decode(low).intValue())).isEqualTo(Long.decode(number));
    }

    @Test
    void shouldGoOnWhenLowHalfWraps() {
        ReplayWindow window = ReplayWindow.of(true, 64, 3 * EPOCH - 2);

        assertThat(receive(window, -1)).isEqualTo(FRESH);
        assertThat(receive(window, 1)).isEqualTo(FRESH);
        assertThat(window.top()).isEqualTo(3 * EPOCH + 1);
        assertThat(receive(window, 0)).isEqualTo(FRESH);
        assertThat(receive(window, -1)).isEqualTo(SEEN);
        assertThat(receive(window, -3)).isEqualTo(FRESH);
        assertThat(window.top()).isEqualTo(3 * EPOCH + 1);
    }

    @Test
    void shouldRefuseWhenNumberWouldBeBeforeTheFirst() {
        ReplayWindow window = ReplayWindow.of(true, 32, 2);

        assertThat(receive(window, -16)).isEqualTo(NOT_A_NUMBER);
        assertThat(receive(window, 1)).isEqualTo(FRESH);
        assertThat(window.top()).isEqualTo(2);
    }

    @Test
    void shouldRefuseWhenNumberWouldBeBehindTheLast() {
        ReplayWindow window = ReplayWindow.of(true, 32, -6L);

        assertThat(receive(window, -1)).isEqualTo(FRESH);
        assertThat(receive(window, 0)).isEqualTo(NOT_A_NUMBER);
        assertThat(receive(window, 1)).isEqualTo(NOT_A_NUMBER);
        assertThat(receive(window, -1)).isEqualTo(SEEN);
        assertThat(receive(window, -3)).isEqualTo(FRESH);
        assertThat(window.top()).isEqualTo(-1L);
    }

    @Test
    void shouldRefuseOnSecondLookWhenTopWentAnEpochOn() {
        ReplayWindow window = ReplayWindow.of(true, 32, 100);
        long inFlight = window.number(90);
        window.advance(2 * EPOCH);

        ReplayVerdict verdict = window.recheck(inFlight);
        window.refuse(verdict);

        assertThat(verdict).isEqualTo(OTHER_EPOCH);
        assertThat(window.tooOld()).isEqualTo(1);
    }

    @Test
    void shouldRefuseOnSecondLookWhenTwinOfBurstCameFirst() {
        ReplayWindow window = ReplayWindow.of(false, 32, 0);
        assertThat(window.check(9)).isEqualTo(FRESH);

        window.advance(9);

        assertThat(window.recheck(9)).isEqualTo(SEEN);
    }

    @Test
    void shouldSayWhatIsAllowedWhenSizeIsOutOfRange() {
        assertThatThrownBy(() -> ReplayWindow.of(false, 65537, 0)).hasMessageContaining("0 to 65536 packets, is 65537");
        assertThatThrownBy(() -> ReplayWindow.of(false, -1, 0)).hasMessageContaining("is -1");
        assertThatThrownBy(() -> ReplayWindow.of(true, 0, 0)).hasMessageContaining("ESN needs a replay window");
    }

    @ParameterizedTest
    @CsvSource({
        "false,1,0,1",
        "false,32,0,2",
        "false,33,5,3",
        "false,160,0,4",
        "false,4096,0,5",
        "false,65536,70000,6",
        "true,1,4294967290,7",
        "true,32,0,8",
        "true,64,4294967200,9",
        "true,160,12884901800,10",
        "true,4096,4294967295,11",
        "true,65536,8589934592,12",
        "true,128,-300,13",
        "true,65536,-70000,14",
    })
    void shouldDecideAsReferenceWhenTrafficIsRandom(boolean esn, int size, long top, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ReplayWindow window = ReplayWindow.of(esn, size, top);
        ReferenceWindow reference = new ReferenceWindow(esn, size, new BigInteger(Long.toUnsignedString(top)));
        for (int i = 0; i < 20_000; i++) {
            int low = (int) (window.top() + step(random, size));

            boolean accepted = receive(window, low) == FRESH;

            assertThat(accepted)
                    .as("seed %d packet %d low %08x", seed, i, low)
                    .isEqualTo(reference.accepts(low & 0xffffffffL));
            assertThat(Long.toUnsignedString(window.top()))
                    .isEqualTo(reference.top().toString());
        }
        for (int i = 0; i < size; i++) {
            long number = window.top() - i;
            if (Long.compareUnsigned(number, window.top()) <= 0) {
                assertThat(window.hasSeen(number))
                        .isEqualTo(reference.hasAccepted(new BigInteger(Long.toUnsignedString(number))));
            }
        }
    }

    /** Mostly near the top, sometimes about the edges of the window, rarely far. */
    private static long step(SplittableRandom random, int size) {
        return switch (random.nextInt(16)) {
            case 0 -> -size + random.nextInt(-2, 3);
            case 1 -> random.nextInt(size + 1);
            case 2 -> random.nextInt(16) == 0 ? random.nextInt() : 1;
            case 3, 4, 5, 6 -> -random.nextInt(size + 1);
            default -> random.nextInt(-3, 3);
        };
    }
}
