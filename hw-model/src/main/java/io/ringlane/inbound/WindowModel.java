// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a receiver does with one SA that holds its window as RFC 4303 says: a slow model, of sets and big numbers that
 * have two ends. For cases in which the kernel does something else. One case each.
 */
final class WindowModel {
    private static final BigInteger EPOCH = BigInteger.ONE.shiftLeft(32);
    private static final BigInteger END = BigInteger.ONE.shiftLeft(64);
    private static final int WORD = 32;
    private static final Map<String, Long> REPLAYED = Map.of("XfrmInStateSeqError", 1L);
    private static final Map<String, Long> FORGED = Map.of("XfrmInStateProtoError", 1L);

    private final boolean esn;
    private final int size;
    private final Set<BigInteger> seen = new HashSet<>();
    private BigInteger top;
    private StateFields fields;
    private boolean crossed;

    WindowModel(boolean esn, int size, StateFields initial) {
        this.esn = esn;
        this.size = size;
        fields = initial;
        top = BigInteger.valueOf(initial.numbers().get("seq_hi"))
                .shiftLeft(32)
                .add(BigInteger.valueOf(initial.numbers().get("seq")));
    }

    /** What is to become of a packet. @param kernel what became of it there. @param before the SA in the kernel. */
    Wanted next(BigInteger sealed, Wanted kernel, StateFields before) {
        BigInteger number = number(sealed.mod(EPOCH));
        boolean isAcross = number.signum() < 0 || number.compareTo(END) >= 0;
        crossed |= isAcross;
        boolean isZero = number.signum() == 0 && (!esn || top.compareTo(BigInteger.valueOf(size - 1L)) < 0);
        boolean isOld = top.subtract(number).compareTo(BigInteger.valueOf(size)) >= 0;
        Wanted wanted;
        if (isAcross || isZero) {
            wanted = kernel.refused(REPLAYED, List.of(fields));
        } else if (isOld) {
            fields = with("stat_replay_window", 1);
            wanted = kernel.refused(REPLAYED, List.of(fields));
        } else if (seen.contains(number)) {
            fields = with("stat_replay", 1);
            wanted = kernel.refused(REPLAYED, List.of(fields));
        } else if (!number.equals(sealed)) {
            fields = with("stat_failed", 1);
            wanted = kernel.refused(FORGED, List.of(fields));
        } else {
            take(
                    number,
                    kernel.states().getFirst().numbers().get("bytes")
                            - before.numbers().get("bytes"));
            wanted = kernel.leaving(List.of(fields));
        }
        return wanted;
    }

    /** True once a packet would have had a number on the other side of an end. */
    boolean hasCrossedAnEnd() {
        return crossed;
    }

    /** RFC 4303 appendix A2.2. */
    private BigInteger number(BigInteger low) {
        if (!esn) {
            return low;
        }
        BigInteger epoch = top.subtract(top.mod(EPOCH));
        BigInteger bottom = top.mod(EPOCH).subtract(BigInteger.valueOf(size - 1L));
        BigInteger here = epoch.add(low);
        if (bottom.signum() >= 0) {
            return low.compareTo(bottom) < 0 ? here.add(EPOCH) : here;
        }
        return low.compareTo(bottom.add(EPOCH)) >= 0 ? here.subtract(EPOCH) : here;
    }

    private void take(BigInteger number, long bytes) {
        seen.add(number);
        top = top.max(number);
        fields = with("bytes", bytes);
        fields = with("packets", 1);
        Map<String, Long> numbers = new TreeMap<>(fields.numbers());
        numbers.put("seq", top.mod(EPOCH).longValue());
        numbers.put("seq_hi", top.shiftRight(32).longValue());
        Map<Integer, Long> bits = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            BigInteger some = top.subtract(BigInteger.valueOf(i));
            if (seen.contains(some)) {
                int bit = some.subtract(BigInteger.ONE)
                        .mod(EPOCH)
                        .mod(BigInteger.valueOf(size))
                        .intValue();
                bits.merge(bit / WORD, 1L << bit % WORD, (a, b) -> a | b);
            }
        }
        fields = new StateFields(numbers, bits);
    }

    private StateFields with(String name, long more) {
        Map<String, Long> numbers = new TreeMap<>(fields.numbers());
        numbers.merge(name, more, Long::sum);
        return new StateFields(numbers, fields.bits());
    }
}
