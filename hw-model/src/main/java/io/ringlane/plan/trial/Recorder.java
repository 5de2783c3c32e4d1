// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.trial;

import io.ringlane.hw.device.GatewayModel;
import io.ringlane.hw.device.card.IngressPort;
import io.ringlane.hw.sim.PacketTable;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.stage.Source;
import org.HdrHistogram.Histogram;

/**
 * Writes down when each packet of a trial ended, in parts of the trial by the order of sending, so that the warm-up can
 * be left out when it is known. Allocates nothing after it was made. Owned by the simulation's thread.
 */
final class Recorder implements Probe {
    /** Parts that are kept apart: the warm-up is cut at one of their borders. */
    static final int PARTS = 20;
    /** Means of the response, in which the warm-up is looked for. */
    static final int MEANS = 2000;

    private static final long NANOSECOND_PS = 1000;
    private static final long LONGEST_NS = 100_000_000_000L;
    private static final int DIGITS = 3;
    private static final long PRIME = 0x100000001b3L;

    private final long packets;
    private final Histogram[] response = new Histogram[PARTS];
    private final Histogram[] service = new Histogram[PARTS];
    private final long[] responsePs = new long[MEANS];
    private final long[] counts = new long[MEANS];
    private final long[] lost = new long[PARTS];
    private final long[] lostOf = new long[MEANS];
    private final long[] partPs = new long[PARTS];
    private final long[] partCount = new long[PARTS];
    private long[] begunPs;
    private boolean[] isFirst;
    private PacketTable table;
    private Stage sink;
    private long lagPs;
    private long clearBytes;
    private long wireBytes;
    private long trace;
    private long lastPs;

    /** @param packets of the trial. */
    Recorder(long packets) {
        this.packets = packets;
        for (int part = 0; part < PARTS; part++) {
            response[part] = new Histogram(LONGEST_NS, DIGITS);
            service[part] = new Histogram(LONGEST_NS, DIGITS);
        }
    }

    /** The model that it is the probe of. */
    void of(GatewayModel model) {
        table = model.model().packets();
        sink = model.sink();
        lagPs = model.lagPs();
        begunPs = new long[table.capacity()];
        isFirst = new boolean[model.model().stages().size()];
        for (Stage stage : model.model().stages()) {
            isFirst[stage.number()] = stage instanceof IngressPort || stage instanceof Source;
        }
    }

    @Override
    public void entered(Stage stage, int packet, long nowPs) {
        if (stage == sink) {
            delivered(packet, nowPs + lagPs);
        } else if (isFirst[stage.number()]) {
            begunPs[packet] = stage instanceof IngressPort port ? port.beganPs() : nowPs;
        }
    }

    @Override
    public void cutOut(Stage stage, int whole, int segment, long nowPs) {
        begunPs[segment] = begunPs[whole];
    }

    private void delivered(int packet, long atPs) {
        long serial = table.serial(packet);
        int part = part(serial);
        long took = atPs - table.intendedPs(packet);
        int mean = (int) (serial * MEANS / packets);
        responsePs[mean] += took;
        counts[mean]++;
        partPs[part] += took;
        partCount[part]++;
        response[part].recordValue(nanoseconds(took));
        service[part].recordValue(nanoseconds(atPs - begunPs[packet]));
        clearBytes += table.clearBytes(packet);
        wireBytes += table.wireBytes(packet);
        mix(serial, atPs);
    }

    private int part(long serial) {
        return (int) (serial * PARTS / packets);
    }

    private static long nanoseconds(long ps) {
        return Math.min(LONGEST_NS, (ps + NANOSECOND_PS / 2) / NANOSECOND_PS);
    }

    @Override
    public void lost(Stage stage, int packet, long nowPs) {
        long serial = table.serial(packet);
        int frames = table.segments(packet);
        lost[part(serial)] += frames;
        lostOf[(int) (serial * MEANS / packets)] += frames;
        mix(~serial, nowPs);
    }

    private void mix(long what, long atPs) {
        lastPs = Math.max(lastPs, atPs);
        trace = (trace ^ what) * PRIME;
        trace = (trace ^ atPs) * PRIME;
        trace ^= trace >>> 29;
    }

    // ---- afterwards

    /** Means of the response in the order of sending; a mean without a packet is like the one before. */
    double[] means() {
        double[] means = new double[MEANS];
        for (int i = 0; i < MEANS; i++) {
            means[i] = counts[i] > 0 ? (double) responsePs[i] / counts[i] : i == 0 ? 0 : means[i - 1];
        }
        return means;
    }

    /** Packets lost of those that each mean is over. */
    long[] lostOfMeans() {
        return lostOf;
    }

    Histogram response(int fromPart) {
        return sum(response, fromPart);
    }

    Histogram service(int fromPart) {
        return sum(service, fromPart);
    }

    private static Histogram sum(Histogram[] parts, int from) {
        Histogram sum = parts[from];
        for (int part = from + 1; part < PARTS; part++) {
            sum.add(parts[part]);
        }
        return sum;
    }

    double meanPs(int fromPart) {
        return (double) sum(partPs, fromPart) / Math.max(1, sum(partCount, fromPart));
    }

    long lost(int fromPart) {
        return sum(lost, fromPart);
    }

    private static long sum(long[] parts, int from) {
        long sum = 0;
        for (int part = from; part < PARTS; part++) {
            sum += parts[part];
        }
        return sum;
    }

    /** Of all delivered until now. */
    long clearBytes() {
        return clearBytes;
    }

    /** Of all delivered until now. */
    long wireBytes() {
        return wireBytes;
    }

    long trace() {
        return trace;
    }

    /** When the last packet ended. */
    long lastPs() {
        return lastPs;
    }
}
