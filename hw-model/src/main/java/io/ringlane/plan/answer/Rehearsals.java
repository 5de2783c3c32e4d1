// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.answer;

import io.ringlane.hw.device.Fault;
import io.ringlane.plan.ask.Asking;
import io.ringlane.plan.scenario.Questions.RehearseAsked;
import io.ringlane.plan.stats.Estimate;
import io.ringlane.plan.study.Bench.Rehearsal;
import io.ringlane.plan.study.Point;
import io.ringlane.plan.trial.Transient;
import io.ringlane.plan.trial.TrialSpec.Burst;
import java.util.ArrayList;
import java.util.List;

/**
 * Trials of the whole device in which something goes wrong for a while, beside one of the same packets in which nothing
 * does. A fault begins after three eighths of the trial, so that the device has settled before. Used once.
 */
final class Rehearsals {
    private static final double SECOND_PS = 1e12;
    /** Parts of a trial: three before a fault, one while it lasts, four after it. */
    private static final int PARTS = 8;

    private static final int BEFORE = 3;
    /** Packets around a burst, and how far apart they are: of a hundredth of what fits. */
    private static final long AROUND = 1000;

    private static final double HARDLY = 0.01;
    private static final long LONGEST_BURST = 1L << 22;
    private static final long FIRST_BURST = 16;
    private static final int RESOLUTION = 100;

    private final Asking asking;
    private final RehearseAsked asked;
    private final double load;
    private final long packets;
    private final long lastsPs;
    private final boolean isShorter;
    private final List<Transient> usual;

    /**
     * What was seen.
     *
     * @param lost      packets that are not lost without it.
     * @param most      packets under way at most, of all seeds.
     * @param worst     seconds from a packet's intended sending to its end at most, of all seeds.
     * @param recovered seconds after the end until all was as before, of the slowest seed; NaN: not in the trial.
     */
    record Seen(Estimate lost, long most, double worst, double recovered) {}

    /**
     * @param wantedPs how long faults last.
     * @param most     packets of a trial at most; faults are made shorter where that is too few.
     */
    Rehearsals(Asking asking, RehearseAsked asked, double load, long wantedPs, long most) {
        this.asking = asking;
        this.asked = asked;
        this.load = load;
        long needed = Math.round(PARTS * load * wantedPs / SECOND_PS);
        packets = Math.max(Asking.LEAST_TRIAL, Math.min(most, needed));
        isShorter = packets < needed;
        lastsPs = isShorter ? Math.round(packets / load * SECOND_PS / PARTS) : wantedPs;
        usual = run(List.of(), null, List.of());
    }

    /** How long faults last, shorter than asked for where there are too few packets. */
    double lasts() {
        return lastsPs / SECOND_PS;
    }

    /** Whether there are too few packets for as long as was asked for. */
    boolean isShorter() {
        return isShorter;
    }

    /** Without anything that goes wrong. */
    Seen nothing() {
        return seen(usual);
    }

    /** With a failure or a rekey of all SAs. */
    Seen of(String event) {
        long from = beginsPs();
        long until = from + lastsPs;
        Fault fault = switch (event) {
            case "lane" -> new Fault(Fault.Kind.LANE, 0, from, until);
            case "port" -> new Fault(Fault.Kind.PORT, 0, from, until);
            case "core" -> new Fault(Fault.Kind.CORE, 0, from, until);
            case "queue" -> new Fault(Fault.Kind.QUEUE, 0, from, until);
            case "link" -> new Fault(Fault.Kind.LINK, 0, from, until);
            case "rekey" -> new Fault(Fault.Kind.REKEY, 0, from, from, asked.rekeyPs());
            default -> throw new IllegalArgumentException("no such event: " + event);
        };
        return seen(run(List.of(fault), null, usual));
    }

    /** With a burst on top of the load. */
    Seen ofBurst(long frames) {
        return seen(run(List.of(), new Burst(beginsPs(), frames), usual));
    }

    private long beginsPs() {
        return Math.round(packets / load * SECOND_PS * BEFORE / PARTS);
    }

    private List<Transient> run(List<Fault> faults, Burst burst, List<Transient> without) {
        List<Rehearsal> all = new ArrayList<>();
        for (int seed = 0; seed < asked.seeds(); seed++) {
            long most = without.isEmpty() ? Long.MAX_VALUE : without.get(seed).most();
            all.add(new Rehearsal(new Point(asking.scenario(), load, packets, seed), faults, burst, most));
        }
        return asking.pool().rehearse(all);
    }

    private Seen seen(List<Transient> courses) {
        double[] lost = new double[courses.size()];
        long most = 0;
        long worstPs = 0;
        long recoveryPs = 0;
        boolean hasRecovered = true;
        for (int seed = 0; seed < lost.length; seed++) {
            Transient course = courses.get(seed);
            lost[seed] = course.lost()
                    - (double) (courses == usual ? 0 : usual.get(seed).lost());
            most = Math.max(most, course.most());
            worstPs = Math.max(worstPs, course.worstPs());
            recoveryPs = Math.max(recoveryPs, course.recoveryPs());
            hasRecovered &= course.recoveryPs() >= 0;
        }
        return new Seen(
                Estimate.of(lost), most, worstPs / SECOND_PS, hasRecovered ? recoveryPs / SECOND_PS : Double.NaN);
    }

    // ---- back to back

    /**
     * The longest burst at line rate of which no seed loses a packet, on a device that has hardly anything else to do;
     * to one part in a hundred.
     *
     * @param normal packets per second that fit.
     * @param guess  where to begin.
     */
    long survived(double normal, long guess) {
        long good = 0;
        long bad = Math.clamp(guess / 2, FIRST_BURST, LONGEST_BURST);
        while (bad < LONGEST_BURST && survives(bad, normal)) {
            good = bad;
            bad *= 2;
        }
        while (bad - good > Math.max(1, good / RESOLUTION)) {
            long middle = (good + bad) / 2;
            if (survives(middle, normal)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    private boolean survives(long frames, double normal) {
        double idle = HARDLY * normal;
        Burst burst = new Burst(Math.round(AROUND / idle * SECOND_PS * BEFORE / PARTS), frames);
        List<Rehearsal> all = new ArrayList<>();
        for (int seed = 0; seed < asked.seeds(); seed++) {
            Point point = new Point(asking.scenario(), idle, AROUND, seed);
            all.add(new Rehearsal(point, List.of(), burst, Long.MAX_VALUE));
        }
        return asking.pool().rehearse(all).stream().allMatch(course -> course.lost() == 0);
    }
}
