// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points;

import io.ringlane.plan.scenario.Scenario;

/**
 * A figure that somebody published of a device, and how the model is asked for it. Immutable.
 *
 * @param id       as docs and reports name it.
 * @param what     was measured, in words.
 * @param source   tag of where it was published.
 * @param kind     how far the model may boast of it.
 * @param measured the published figure, in the units of {@code ask}.
 * @param bound    share by which the model may be off; NaN where it is not held to a figure.
 * @param ask      what the model is asked; null: nothing, it has no such thing.
 * @param loss     share of packets that may be lost at the rate asked for.
 * @param load     packets per second that were offered; 0: the greatest load that loses no more than it may.
 * @param scenario that is run; with nothing asked it only tells the device, and may be null.
 * @param other    of which the same is taken away; null where nothing is.
 * @param note     for the table; may be empty.
 */
public record PublishedPoint(
        String id,
        String what,
        String source,
        Kind kind,
        double measured,
        double bound,
        Ask ask,
        double loss,
        double load,
        Scenario scenario,
        Scenario other,
        String note) {

    /** How far the model may boast of a figure. */
    public enum Kind {
        /** A number of the profile was made to agree with it. */
        FITTED("fitted"),
        /** Nothing was. */
        PREDICTED("predicted"),
        /** The source gives no more than a shape, or rests on buffers that nobody knows. */
        SHAPE("shape only"),
        /** The model has no such thing. */
        NOT_MODELLED("not modelled");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** What the model is asked, at the load. */
    public enum Ask {
        /** Packets per second that came out, in millions. */
        PACKETS("Mpps", 1e6),
        /** Packets per second that were offered, in millions. */
        OFFERED("Mpps", 1e6),
        /** What came out by one of two ports. */
        PORT_PACKETS("Mpps", 1e6),
        /** Bits of clear frames per second that came out, FCS included, in thousand millions. */
        CLEAR_BITS("Gbit/s", 1e9),
        /** Bits of frames into one of two ports that carry both sides, FCS and tag included. */
        PORT_BITS("Gbit/s", 1e9),
        /** Bits of frames that come in, by both ports, and so cross the PCIe link each way. */
        LINK_BITS("Gbit/s", 1e9),
        /** Mean time from sending to the end, in microseconds. */
        LATENCY("us", 1e3),
        /** The median of that time. */
        LATENCY_P50("us", 1e3),
        /** Its 99th percentile. */
        LATENCY_P99("us", 1e3),
        /** Its 99.9th percentile. */
        LATENCY_P999("us", 1e3);

        private final String unit;
        private final double one;

        Ask(String unit, double one) {
            this.unit = unit;
            this.one = one;
        }

        /** Unit of the figures. */
        public String unit() {
            return unit;
        }

        double scaled(double value) {
            return value / one;
        }
    }
}
