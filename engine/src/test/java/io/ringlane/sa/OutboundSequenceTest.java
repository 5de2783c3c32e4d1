// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 5.4 of the semantics: output numbers without ESN, with ESN, and at the end of either. */
final class OutboundSequenceTest {
    private static OutboundSequence plain(long low) {
        return new OutboundSequence(false, false, 0, (int) low);
    }

    private static OutboundSequence esn(long high, long low) {
        return new OutboundSequence(true, false, (int) high, (int) low);
    }

    private static String next(OutboundSequence sequence) {
        return Integer.toHexString(sequence.firstHigh()) + ":" + Integer.toHexString(sequence.firstLow());
    }

    private static String last(OutboundSequence sequence) {
        return Integer.toHexString(sequence.high()) + ":" + Integer.toHexString(sequence.low());
    }

    @ParameterizedTest(name = "5.4: oseq {0}, {1} numbers: first {2}, oseq afterwards {3}")
    @CsvSource({
        "0,1,0:1,0:1", // first packet: 0 is never sent
        "41,1,0:2a,0:2a", // not GSO
        "41,4,0:2a,0:2d", // super-packet of four
        "4294967293,2,0:fffffffe,0:ffffffff", // 0xffffffff can be used
        "4294967294,1,0:ffffffff,0:ffffffff"
    })
    void shouldTakeNumbersWhenSequenceIsNotExtended(long oseq, int count, String first, String after) {
        OutboundSequence sequence = plain(oseq);
        assertThat(sequence.take(count)).isTrue();
        assertThat(next(sequence)).isEqualTo(first);
        assertThat(last(sequence)).isEqualTo(after);
    }

    @Test
    @DisplayName("5.4: oseq fffffffd: GSO 2 fits, GSO 3 does not and changes nothing, then one packet still fits")
    void shouldRefuseSuperPacketAndTakeSmallerWhenNumbersRunOut() {
        assertThat(plain(0xfffffffdL).take(2)).isTrue();
        OutboundSequence sequence = plain(0xfffffffdL);
        assertThat(sequence.take(3)).isFalse();
        assertThat(last(sequence)).isEqualTo("0:fffffffd");
        assertThat(sequence.take(1)).isTrue();
        assertThat(next(sequence)).isEqualTo("0:fffffffe");
    }

    @Test
    @DisplayName("5.4: without ESN 0 is never sent: the SA is stuck at ffffffff")
    void shouldStayStuckWhenLastNumberIsUsed() {
        OutboundSequence sequence = plain(0xffffffffL);
        for (int i = 0; i < 3; i++) {
            assertThat(sequence.take(1)).isFalse();
            assertThat(last(sequence)).isEqualTo("0:ffffffff");
        }
    }

    @ParameterizedTest(name = "5.4: ESN oseq {0}:{1}, {2} numbers: first {3}, afterwards {4}")
    @CsvSource({
        "5,4294967293,4,5:fffffffe,6:1", // the wrap inside: the first belongs to 5
        "5,4294967293,2,5:fffffffe,5:ffffffff",
        "5,4294967293,3,5:fffffffe,6:0", // with ESN a low half of 0 is a number like any other
        "5,4294967295,1,6:0,6:0",
        "5,4294967295,4,6:0,6:3",
        "0,0,1,0:1,0:1"
    })
    void shouldCarryIntoHighHalfWhenSequenceIsExtended(long high, long low, int count, String first, String after) {
        OutboundSequence sequence = esn(high, low);
        assertThat(sequence.take(count)).isTrue();
        assertThat(next(sequence)).isEqualTo(first);
        assertThat(last(sequence)).isEqualTo(after);
    }

    @Test
    @DisplayName("5.4, deviation 12: the end of ESN space refuses and leaves the state unchanged")
    void shouldLeaveStateUnchangedWhenExtendedNumbersRunOut() {
        OutboundSequence sequence = esn(0xffffffffL, 0xfffffffdL);
        for (int i = 0; i < 3; i++) {
            assertThat(sequence.take(3)).isFalse();
            assertThat(last(sequence)).isEqualTo("ffffffff:fffffffd");
        }
        assertThat(sequence.take(2)).isTrue();
        assertThat(sequence.take(1)).isFalse();
        assertThat(last(sequence)).isEqualTo("ffffffff:ffffffff");
    }

    @Test
    @DisplayName("5.4: OSEQ_MAY_WRAP goes on with 0")
    void shouldGoOnWithZeroWhenWrapIsAllowed() {
        OutboundSequence sequence = new OutboundSequence(false, true, 0, 0xffffffff);
        assertThat(sequence.take(2)).isTrue();
        assertThat(next(sequence)).isEqualTo("0:0");
        assertThat(last(sequence)).isEqualTo("0:1");
    }

    @ParameterizedTest(name = "5.4: OSEQ_MAY_WRAP from {0} on: no number, and so no IV, comes twice")
    @CsvSource({"0", "4294967280", "2147483648"})
    void shouldRefuseWhenEveryNumberWasGivenOut(long start) {
        OutboundSequence sequence = new OutboundSequence(false, true, 0, (int) start);
        assertThat(sequence.take(Integer.MAX_VALUE)).isTrue();
        assertThat(sequence.take(Integer.MAX_VALUE)).isTrue();
        assertThat(sequence.take(3)).isFalse();
        assertThat(sequence.take(2)).isTrue();
        assertThat(sequence.low()).isEqualTo((int) start);
        assertThat(sequence.take(1)).isFalse();
        assertThat(sequence.low()).isEqualTo((int) start);
    }

    @Test
    void shouldTakeARowOfNumbersWhenNothingSpecialComesOfIt() {
        OutboundSequence sequence = esn(7, 41);
        assertThat(sequence.takeRow(4, 1, 0, 400)).isEqualTo(7L << 32 | 42);
        assertThat(last(sequence)).isEqualTo("7:2d");
        assertThat(sequence.packets()).isEqualTo(1);
        assertThat(sequence.takePlain(50)).isEqualTo(7L << 32 | 46);
        assertThat(sequence.takeRow(2, 2, 100, 200)).isEqualTo(7L << 32 | 47);
        assertThat(sequence.packets()).isEqualTo(4);
        assertThat(sequence.bytes()).isEqualTo(650);
        assertThat(plain(0xfffffffcL).takeRow(3, 1, 0, 1)).isEqualTo(0xfffffffdL);
    }

    @Test
    void shouldTakeNoRowWhenTheLowHalfWouldWrap() {
        for (OutboundSequence sequence : new OutboundSequence[] {
            plain(0xfffffffdL), esn(3, 0xfffffffdL), new OutboundSequence(false, true, 0, 0xfffffffd)
        }) {
            String before = last(sequence);
            assertThat(sequence.takeRow(3, 1, 0, 1)).isEqualTo(OutboundSequence.NONE);
            assertThat(last(sequence)).isEqualTo(before);
            assertThat(sequence.packets()).isZero();
            assertThat(sequence.takeRow(2, 1, 0, 1)).isNotEqualTo(OutboundSequence.NONE);
        }
    }
}
