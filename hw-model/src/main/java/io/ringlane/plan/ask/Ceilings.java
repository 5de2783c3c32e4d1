// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.ask;

import io.ringlane.hw.device.GatewaySpec.Crypto;
import io.ringlane.hw.device.GatewaySpec.Route;
import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.device.pcie.PcieRates;
import io.ringlane.hw.profile.Context;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.ForwardingMode;
import io.ringlane.hw.profile.Lanes;
import io.ringlane.hw.profile.Pcie;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.traffic.Mix;
import io.ringlane.plan.traffic.TrafficSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * What each resource carries at most, by arithmetic on profile and mix alone: no event is simulated, so that the
 * simulation can be held against it. Packets per second. Immutable.
 */
public final class Ceilings {
    private static final double PS = 1e-12;
    private static final double BITS = 8;
    private static final int GAP = 20;
    private static final int FCS = 4;

    private final Scenario scenario;
    private final DeviceProfile device;
    private final TrafficSpec traffic;
    private final Map<String, Double> all = new LinkedHashMap<>();

    public Ceilings(Scenario scenario) {
        this.scenario = scenario;
        device = scenario.device();
        traffic = scenario.traffic();
        boolean clear = scenario.path().route() != Route.DECRYPT;
        boolean encrypts = scenario.path().crypto() != Crypto.NONE;
        put("clear side's line", line(traffic.esp()::clearBytes));
        put("encrypted side's line", encrypts ? line(traffic.esp()::wireBytes) : Double.NaN);
        put(
                "cap of packets",
                device.ports().packetCap() == 0 ? Double.NaN : device.ports().packetCap());
        lanes();
        context();
        // of super-packets core and link have other work than for frames
        if (scenario.path().forwarding() == ForwardingMode.HOST && traffic.superBytes() == 0) {
            pcie(clear);
            put("cores", cores());
        }
    }

    private void put(String resource, double packetsPerSecond) {
        if (!Double.isNaN(packetsPerSecond) && !Double.isInfinite(packetsPerSecond)) {
            all.put(resource, packetsPerSecond);
        }
    }

    /** By name, in the order of the packet's way. */
    public Map<String, Double> all() {
        return Map.copyOf(all);
    }

    /** The names in order. */
    public List<String> names() {
        return List.copyOf(all.keySet());
    }

    /** Of one resource, NaN where the scenario has none. */
    public double of(String resource) {
        return all.getOrDefault(resource, Double.NaN);
    }

    /** The lowest: nothing more can come through. */
    public String lowest() {
        return all.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private double mean(IntToDoubleFunction of) {
        Mix mix = traffic.mix();
        double sum = 0;
        for (int i = 0; i < mix.sizes().size(); i++) {
            sum += mix.weights().get(i) * of.applyAsDouble(mix.sizes().get(i));
        }
        return sum / mix.packets();
    }

    // ---- lines

    /** A line carries the traffic of one port; with both directions each line carries both kinds of frames once. */
    private double line(IntToDoubleFunction bytes) {
        double bits = BITS * mean(size -> bytes.applyAsDouble(size) + GAP);
        boolean pair = scenario.path().route() == Route.BOTH || scenario.path().route() == Route.SERIES;
        return (pair ? 2 : 1) * device.ports().bitRate() / bits;
    }

    // ---- lanes and contexts

    private void lanes() {
        if (scenario.path().crypto() != Crypto.INLINE) {
            return;
        }
        Lanes lanes = device.lanes();
        Lanes.Times times = lanes.times();
        double interval = mean(size ->
                times.fixedPs() + times.perByte().asDouble() * traffic.esp().cipherBytes(size));
        boolean pair = scenario.path().route() == Route.BOTH || scenario.path().route() == Route.SERIES;
        int pools = pair ? lanes.pools() : 1;
        put("lanes", pools * lanes.count() / (interval * PS));
        if (device.ipsec().bitCap() > 0) {
            put("cap of IPsec", device.ipsec().bitCap() / (BITS * mean(traffic.esp()::wireBytes)));
        }
    }

    private void context() {
        if (scenario.path().crypto() != Crypto.INLINE || !(device.context() instanceof Context.Curves curves)) {
            return;
        }
        Context.Curve curve = curves.byMode().get(scenario.path().forwarding());
        if (curve != null && curve.costPs(traffic.sas()) > 0) {
            put("SA contexts", 1 / (curve.costPs(traffic.sas()) * PS));
        }
    }

    // ---- PCIe

    /**
     * One packet comes up into the host's memory and goes down again: its payload, descriptors, completions and
     * doorbells, per direction of the link (section 2.2 of the reference).
     */
    private void pcie(boolean clearComesUp) {
        Pcie link = device.pcie();
        PcieRates rates = new PcieRates(
                link.generation(),
                link.width(),
                link.payload(),
                link.readRequest(),
                link.readCompletion() == 0 ? PcieRates.NOT_SPLIT : link.readCompletion());
        boolean forwards = scenario.path().route() != Route.SOURCE;
        // the card encrypts behind the link, so that clear frames cross it both ways
        boolean inline = scenario.path().crypto() == Crypto.INLINE;
        IntToDoubleFunction clear = traffic.esp()::clearBytes;
        IntToDoubleFunction wire = traffic.esp()::wireBytes;
        IntToDoubleFunction comes = inline || clearComesUp ? clear : wire;
        IntToDoubleFunction goes = inline || !clearComesUp ? clear : wire;
        DeviceProfile.Descriptors descriptors = device.descriptors();
        int fetched = descriptors.fetchBatch() * descriptors.bytes();
        int written = descriptors.writeBackBatch() * descriptors.completion();
        double completion = written == 0 ? 0 : (double) rates.writeBytes(written) / descriptors.writeBackBatch();
        double askDescriptor = (double) rates.requestBytes(fetched) / descriptors.fetchBatch();
        double getDescriptor = (double) rates.completionBytes(fetched) / descriptors.fetchBatch();
        double doorbell = (double) rates.writeBytes(device.doorbell().bytes())
                / device.doorbell().batch();
        double up = mean(size -> rates.requestBytes((int) goes.applyAsDouble(size) - FCS)) + askDescriptor + completion;
        double down =
                mean(size -> rates.completionBytes((int) goes.applyAsDouble(size) - FCS)) + getDescriptor + doorbell;
        if (forwards) {
            up += mean(size -> rates.writeBytes((int) comes.applyAsDouble(size) - FCS)) + askDescriptor + completion;
            down += getDescriptor + doorbell;
        }
        double bytesPerSecond = rates.gigabits() * 1e9 / BITS;
        put("PCIe up", bytesPerSecond / up);
        put("PCIe down", bytesPerSecond / down);
    }

    // ---- cores

    private double cores() {
        HostProfile host = scenario.host();
        boolean decrypts = scenario.path().route() == Route.DECRYPT;
        HostProfile.Work work = decrypts ? host.decrypt() : host.encrypt();
        double both = scenario.path().route() == Route.BOTH || scenario.path().route() == Route.SERIES ? 0.5 : 0;
        double packet = work(work) * (1 - both) + work(host.decrypt()) * both;
        double picoseconds = packet
                + host.workingSetPs(traffic.sas())
                + (double) host.cyclePs() / host.burst()
                + host.reapPs()
                + device.doorbell().postPs()
                + (double) device.doorbell().costPs() / device.doorbell().batch();
        return host.cores() / (picoseconds * PS);
    }

    private double work(HostProfile.Work work) {
        return work.packetPs() + work.bytePs().asDouble() * mean(traffic.esp()::clearBytes);
    }

    // ---- waiting

    /**
     * Mean wait for the encrypted side's line if packets came at random (Pollaczek and Khinchine), in seconds: shapers
     * ahead of the line make it less, bursts more.
     *
     * @return infinite at or above the line's rate.
     */
    public double lineWait(double packetsPerSecond) {
        double rate = device.ports().bitRate();
        double mean = mean(size -> BITS * (traffic.esp().wireBytes(size) + GAP) / rate);
        double square = mean(size -> {
            double seconds = BITS * (traffic.esp().wireBytes(size) + GAP) / rate;
            return seconds * seconds;
        });
        double load = packetsPerSecond * mean;
        return load >= 1 ? Double.POSITIVE_INFINITY : packetsPerSecond * square / (2 * (1 - load));
    }
}
