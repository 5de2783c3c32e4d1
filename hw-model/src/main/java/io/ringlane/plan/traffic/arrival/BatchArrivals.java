// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.arrival;

import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.hw.yaml.Rational;

/** Batches that come as a Poisson process does. */
final class BatchArrivals implements Arrivals {
    private final Sampler gap;
    private final Sampler size;
    private long nowPs;
    private long left;

    BatchArrivals(Rational gapPs, Rational mean, boolean geometric, RandomStreams streams) {
        gap = Samplers.exponential(streams.stream("arrivals"), gapPs.asDouble() * mean.asDouble());
        size = geometric
                ? Samplers.geometric(streams.stream("batches"), mean.asDouble())
                : Samplers.constant(mean.rounded());
    }

    @Override
    public long next() {
        if (left == 0) {
            nowPs += gap.next();
            left = size.next();
        }
        left--;
        return nowPs;
    }
}
