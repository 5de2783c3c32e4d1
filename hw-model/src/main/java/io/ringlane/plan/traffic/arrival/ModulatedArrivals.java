// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.arrival;

import io.ringlane.hw.sim.random.RandomStream;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.hw.yaml.Rational;

/**
 * Packets whose rate changes between two values. The expected number of packets until the next one is drawn, or is 1
 * when they are evenly spaced, and used up at the rate of the state.
 */
final class ModulatedArrivals implements Arrivals {
    private final double highPerPs;
    private final double lowPerPs;
    private final Sampler highStay;
    private final Sampler lowStay;
    private final RandomStream packets;
    private final boolean even;
    private boolean high;
    private long nowPs;
    private long changePs;

    ModulatedArrivals(ArrivalSpec.Modulated spec, Rational gapPs, RandomStreams streams) {
        double scale = 1 / (gapPs.asDouble() * spec.meanRate());
        highPerPs = spec.high().asDouble() * scale;
        lowPerPs = spec.low().asDouble() * scale;
        RandomStream states = streams.stream("states");
        highStay = Samplers.exponential(states, (double) spec.highPs());
        lowStay = Samplers.exponential(states, (double) spec.lowPs());
        packets = streams.stream("arrivals");
        even = spec.even();
        // as it would be found at any time
        high = states.nextUnit() * ((double) spec.highPs() + spec.lowPs()) <= spec.highPs();
        changePs = high ? highStay.next() : lowStay.next();
    }

    @Override
    public long next() {
        double needed = even ? 1 : -StrictMath.log(packets.nextUnit());
        double rate = high ? highPerPs : lowPerPs;
        while (needed > rate * (changePs - nowPs)) {
            needed -= rate * (changePs - nowPs);
            nowPs = changePs;
            high = !high;
            rate = high ? highPerPs : lowPerPs;
            changePs += high ? highStay.next() : lowStay.next();
        }
        nowPs = Math.min(changePs, nowPs + (needed == 0 ? 0 : StrictMath.round(needed / rate)));
        return nowPs;
    }
}
