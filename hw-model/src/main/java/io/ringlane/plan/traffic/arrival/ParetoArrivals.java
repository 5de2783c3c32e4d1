// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.arrival;

import io.ringlane.hw.sim.random.RandomStream;
import io.ringlane.hw.sim.random.RandomStreams;
import io.ringlane.hw.sim.random.Sampler;
import io.ringlane.hw.sim.random.Samplers;
import io.ringlane.hw.yaml.Rational;

/** On/off sources in a heap by the time of their next packets; equal times go by number. */
final class ParetoArrivals implements Arrivals {
    private final long[] nextPs;
    private final long[] leftPs;
    private final int[] heap;
    private final Sampler on;
    private final Sampler off;
    private final Gaps gaps;
    private boolean begun;

    ParetoArrivals(ArrivalSpec.ParetoOnOff spec, Rational gapPs, RandomStreams streams) {
        int sources = spec.sources();
        RandomStream times = streams.stream("sources");
        double shape = spec.shape().asDouble();
        double least = (shape - 1) / shape;
        on = Samplers.pareto(times, shape, least * spec.onPs());
        off = Samplers.pareto(times, shape, least * spec.offPs());
        Rational share = new Rational(spec.onPs(), Math.addExact(spec.onPs(), spec.offPs()));
        gaps = new Gaps(gapPs.times(Rational.of(sources)).times(share));
        nextPs = new long[sources];
        leftPs = new long[sources];
        heap = new int[sources];
        long gap = gapPs.times(Rational.of(sources)).times(share).rounded();
        for (int source = 0; source < sources; source++) {
            boolean sending = times.nextUnit() <= share.asDouble();
            nextPs[source] = sending ? 0 : off.next();
            leftPs[source] = on.next();
            advance(source, times.nextBelow(gap + 1));
            heap[source] = source;
        }
        for (int place = sources / 2 - 1; place >= 0; place--) {
            sink(place);
        }
    }

    @Override
    public long next() {
        if (begun) {
            advance(heap[0], gaps.next());
            sink(0);
        }
        begun = true;
        return nextPs[heap[0]];
    }

    /** Lets a source send for that long, with the silence that falls into it; what is left over counts for later. */
    private void advance(int source, long sendingPs) {
        long needed = sendingPs;
        while (needed > leftPs[source]) {
            needed -= leftPs[source];
            nextPs[source] += leftPs[source] + off.next();
            leftPs[source] = on.next();
        }
        leftPs[source] -= needed;
        nextPs[source] += needed;
    }

    private void sink(int from) {
        int source = heap[from];
        int place = from;
        int child = 2 * place + 1;
        while (child < heap.length) {
            if (child + 1 < heap.length && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (before(source, heap[child])) {
                break;
            }
            heap[place] = heap[child];
            place = child;
            child = 2 * place + 1;
        }
        heap[place] = source;
    }

    private boolean before(int one, int other) {
        return nextPs[one] != nextPs[other] ? nextPs[one] < nextPs[other] : one < other;
    }
}
