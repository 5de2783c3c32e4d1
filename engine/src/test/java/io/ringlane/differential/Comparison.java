// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.engine.EngineSnapshot;
import io.ringlane.reference.Octets;
import io.ringlane.reference.RefCounts;
import io.ringlane.reference.RefDevice;
import io.ringlane.reference.RefFrame;
import io.ringlane.reference.RefSa;
import io.ringlane.reference.RefSetup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Everything that must be the same, gathered as text: one line for each difference. */
final class Comparison {
    private static final int SHOWN = 120;

    private final List<String> differences = new ArrayList<>();
    private final Map<Object, Integer> idBases = new IdentityHashMap<>();

    List<String> differences() {
        return differences;
    }

    void same(String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            differences.add(what + ": expected " + expected + ", engine " + actual);
        }
    }

    // ---- counters

    void counters(RefCounts counts, EngineSnapshot snapshot) {
        Map<String, Long> drops = new TreeMap<>();
        snapshot.drops().forEach((reason, value) -> drops.put(reason.name(), value));
        Map<String, Long> xfrm = new TreeMap<>();
        snapshot.xfrm().forEach((counter, value) -> xfrm.put(counter.label(), value));
        same("drops", counts.drops, drops);
        same("xfrm_stat", counts.xfrm, xfrm);
        same("clear", counts.clear, snapshot.clear());
        same("not IP", counts.notIp, snapshot.notIp());
        EngineSnapshot.Account account = snapshot.account();
        same("in", counts.in, account.in());
        same("born", counts.born, account.born());
        same("consumed", counts.consumed, account.consumed());
        same("still inside", 0L, account.queued() + account.inCrypto() + account.inDevice());
        same("imbalance", 0L, account.imbalance());
    }

    void states(RefSetup setup, EngineSnapshot snapshot) {
        Map<Integer, String> expected = new TreeMap<>();
        for (RefSa sa : setup.states) {
            if (sa.valid) {
                expected.put(sa.spi, sa.high + ":" + sa.low + " bytes " + sa.bytes + " packets " + sa.packets);
            }
        }
        Map<Integer, String> actual = new TreeMap<>();
        for (EngineSnapshot.State state : snapshot.states()) {
            actual.put(
                    state.id().spi(),
                    state.sequenceHigh() + ":" + state.sequenceLow() + " bytes " + state.bytes() + " packets "
                            + state.packets());
        }
        same("SAs", expected, actual);
    }

    void device(RefDevice expected, MoodyDevice actual, boolean ordered, RefSetup setup) {
        String name = "device " + expected.name;
        same(name + " tx_dropped", expected.txDropped, actual.counters().txDropped());
        same(name + " advance_esn", expected.advances, actual.advances);
        if (ordered) {
            frames(name, expected.frames, actual.taken());
            return;
        }
        List<Integer> keys = new ArrayList<>(List.of(0));
        setup.states.forEach(sa -> keys.add(sa.spi));
        for (RefSa sa : setup.states) {
            List<RefFrame> mine = new ArrayList<>(
                    expected.frames.stream().filter(f -> f.spi == sa.spi).toList());
            List<RecordedFrame> theirs = new ArrayList<>(
                    actual.taken().stream().filter(f -> f.spi() == sa.spi).toList());
            boolean software = setup.script.stealEvery() == 0 && mine.stream().noneMatch(f -> f.leftToDevice);
            mine.sort(Comparator.comparing(f -> Integer.toUnsignedLong(f.sequence - sa.startLow)));
            if (!software) {
                theirs.sort(Comparator.comparing(f -> Integer.toUnsignedLong(f.sequence() - sa.startLow)));
            }
            frames(name + " SA " + Integer.toHexString(sa.spi), mine, theirs);
        }
        frames(
                name + " in the clear",
                expected.frames.stream().filter(f -> f.spi == 0).toList(),
                actual.taken().stream()
                        .filter(f -> !keys.contains(f.spi()) || f.spi() == 0)
                        .toList());
    }

    // ---- frames

    private void frames(String name, List<RefFrame> expected, List<RecordedFrame> actual) {
        same(name + " frames", expected.size(), actual.size());
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            int before = differences.size();
            frame(name + " frame " + i, expected.get(i), actual.get(i));
            if (differences.size() > before) {
                return;
            }
        }
    }

    private void frame(String name, RefFrame expected, RecordedFrame actual) {
        int before = differences.size();
        same(name + " left to device", expected.leftToDevice, actual.leftToDevice());
        same(name + " checksum start", expected.checksumStart, actual.checksumStart());
        same(name + " checksum offset", expected.checksumOffset, actual.checksumOffset());
        same(name + " gso size", expected.gsoSize, actual.gsoSize());
        same(name + " gso segs", expected.gsoSegs, actual.gsoSegs());
        same(name + " gso type", EngineTypes.gsoType(expected.gso), actual.gsoType());
        same(name + " marks in order", true, actual.marksInOrder());
        byte[] ours = expected.bytes.clone();
        byte[] theirs = actual.bytes().clone();
        same(name + " length", ours.length, theirs.length);
        if (ours.length == theirs.length) {
            mask(name, expected, ours, theirs);
            bytes(name, ours, theirs);
        }
        if (differences.size() > before) {
            differences.add(name + " expected " + expected + " and got " + actual);
        }
    }

    private void mask(String name, RefFrame expected, byte[] ours, byte[] theirs) {
        for (int[] open : expected.open) {
            for (int i = open[0]; i < open[1]; i++) {
                ours[i] = 0;
                theirs[i] = 0;
            }
        }
        int header = expected.freeIdHeader;
        if (header >= 0) {
            int base = Octets.u16(theirs, header + 4) - expected.idOrdinal & 0xffff;
            Integer known = idBases.putIfAbsent(expected.idGroup, base);
            same(name + " base of IP IDs", known == null ? base : known, base);
            same(name + " IP checksum", 0xffff, Octets.fold(Octets.sum(theirs, header, header + 20)));
            for (int at : new int[] {header + 4, header + 10}) {
                Octets.put16(ours, at, 0);
                Octets.put16(theirs, at, 0);
            }
        }
    }

    private void bytes(String name, byte[] ours, byte[] theirs) {
        int at = java.util.Arrays.mismatch(ours, theirs);
        if (at >= 0) {
            int shown = Math.min(ours.length, SHOWN);
            HexFormat hex = HexFormat.of();
            differences.add(name + " differs at " + at + " of " + ours.length + "\n  expected "
                    + hex.formatHex(ours, 0, shown) + "\n  engine   " + hex.formatHex(theirs, 0, shown));
        }
    }
}
