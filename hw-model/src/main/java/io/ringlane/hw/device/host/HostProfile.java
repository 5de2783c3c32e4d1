// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.host;

import io.ringlane.hw.yaml.Rational;
import java.util.List;

/**
 * What packets cost the cores of a host, measured or assumed. Immutable.
 *
 * @param cores       that forward, or send.
 * @param burst       packets a core takes out of a ring at a time at most.
 * @param cyclePs     of a duty cycle that finds work, whatever it finds.
 * @param idlePs      of a duty cycle that finds none: how often an idle core looks.
 * @param reapPs      of one completion.
 * @param interruptPs from an interrupt until the core looks; not used by a core that polls.
 * @param encrypt     work on a packet towards the encrypted side.
 * @param decrypt     work on a packet from it.
 * @param workingSet  what more SAs in use add to a packet, by rising number of SAs; may be empty.
 * @param pauses      in which the cores are taken away, each core's at times of its own; null without.
 */
public record HostProfile(
        int cores,
        int burst,
        long cyclePs,
        long idlePs,
        long reapPs,
        long interruptPs,
        Work encrypt,
        Work decrypt,
        List<SaCost> workingSet,
        PauseProfile pauses) {
    /**
     * Work on one packet: a straight line by its length, and on top of it what was measured by length and SAs.
     *
     * @param packetPs  whatever its length.
     * @param bytePs    picoseconds for each byte of the clear frame, FCS included.
     * @param segmentPs for each segment that the core cuts; a packet that is not cut has none.
     * @param changePs  where it is of another length than the packet before.
     * @param lengths   costs by length, by rising number of SAs; may be empty.
     */
    public record Work(long packetPs, Rational bytePs, long segmentPs, long changePs, List<LengthCost> lengths) {
        public static final Work NONE = new Work(0, Rational.ZERO, 0);

        /** Copies the list. */
        public Work {
            lengths = List.copyOf(lengths);
            for (int i = 1; i < lengths.size(); i++) {
                rising(lengths.get(i - 1).tunnels(), lengths.get(i).tunnels());
            }
        }

        /** A straight line by length. */
        public Work(long packetPs, Rational bytePs, long segmentPs) {
            this(packetPs, bytePs, segmentPs, 0, List.of());
        }

        private Work times(Rational factor) {
            return new Work(
                    HostProfile.times(packetPs, factor),
                    bytePs.times(factor),
                    HostProfile.times(segmentPs, factor),
                    HostProfile.times(changePs, factor),
                    lengths.stream().map(cost -> cost.times(factor)).toList());
        }

        /** Says nothing of what is not there. */
        @Override
        public String toString() {
            return "Work[packetPs=" + packetPs + ", bytePs=" + bytePs + ", segmentPs=" + segmentPs
                    + (changePs == 0 ? "" : ", changePs=" + changePs)
                    + (lengths.isEmpty() ? "" : ", lengths=" + lengths) + "]";
        }
    }

    /**
     * A point of the working set's cost.
     *
     * @param tunnels in use.
     * @param morePs  for each packet.
     */
    public record SaCost(long tunnels, long morePs) {}

    /** Copies the list, whose numbers of SAs must rise. */
    public HostProfile {
        workingSet = List.copyOf(workingSet);
        if (cores < 1 || burst < 1 || cyclePs < 0 || idlePs < 0 || reapPs < 0 || interruptPs < 0) {
            throw new IllegalArgumentException("a host needs cores, a burst, and costs that are not negative: " + cores
                    + " cores, burst " + burst + ", " + cyclePs + ", " + idlePs + ", " + reapPs + ", " + interruptPs
                    + " ps");
        }
        for (int i = 1; i < workingSet.size(); i++) {
            rising(workingSet.get(i - 1).tunnels(), workingSet.get(i).tunnels());
        }
    }

    /** A host whose cores are never taken away. */
    public HostProfile(
            int cores,
            int burst,
            long cyclePs,
            long idlePs,
            long reapPs,
            long interruptPs,
            Work encrypt,
            Work decrypt,
            List<SaCost> workingSet) {
        this(cores, burst, cyclePs, idlePs, reapPs, interruptPs, encrypt, decrypt, workingSet, null);
    }

    private static void rising(long before, long after) {
        if (after <= before) {
            throw new IllegalArgumentException("numbers of SAs must rise, " + after + " follows " + before);
        }
    }

    /** The same host with other cores. */
    public HostProfile withCores(int others) {
        return new HostProfile(
                others, burst, cyclePs, idlePs, reapPs, interruptPs, encrypt, decrypt, workingSet, pauses);
    }

    /** The same host with cores that take so many times as long for all they do; pauses and interrupts stay. */
    public HostProfile times(Rational factor) {
        return new HostProfile(
                cores,
                burst,
                times(cyclePs, factor),
                times(idlePs, factor),
                times(reapPs, factor),
                interruptPs,
                encrypt.times(factor),
                decrypt.times(factor),
                workingSet.stream()
                        .map(cost -> new SaCost(cost.tunnels, times(cost.morePs, factor)))
                        .toList(),
                pauses);
    }

    static long times(long ps, Rational factor) {
        return Rational.of(ps).times(factor).rounded();
    }

    /** Says nothing of what is not there. */
    @Override
    public String toString() {
        return "HostProfile[cores=" + cores + ", burst=" + burst + ", cyclePs=" + cyclePs + ", idlePs=" + idlePs
                + ", reapPs=" + reapPs + ", interruptPs=" + interruptPs + ", encrypt=" + encrypt + ", decrypt="
                + decrypt + ", workingSet=" + workingSet + (pauses == null ? "" : ", pauses=" + pauses) + "]";
    }

    /** What so many SAs in use add to a packet: straight between the points, level outside them. */
    public long workingSetPs(long tunnels) {
        if (workingSet.isEmpty()) {
            return 0;
        }
        SaCost before = workingSet.getFirst();
        for (SaCost point : workingSet) {
            if (tunnels <= point.tunnels()) {
                long width = Math.max(1, point.tunnels() - before.tunnels());
                long into = Math.max(0, tunnels - before.tunnels());
                return before.morePs() + Math.multiplyExact(point.morePs() - before.morePs(), into) / width;
            }
            before = point;
        }
        return before.morePs();
    }
}
