// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A device as plain data, and the frames it was given in the end. */
public final class RefDevice {
    public String name;
    public int mtu = 1500;
    public Set<Feature> features = EnumSet.noneOf(Feature.class);
    /** Features that are lost for encapsulated packets. */
    public Set<Feature> notEncapsulated = EnumSet.noneOf(Feature.class);
    /** Features that hold for partial super-segments only. */
    public Set<Feature> partial = EnumSet.noneOf(Feature.class);

    public int maxSegs = 65535;
    public boolean offloadOk = true;
    /** One frame in so many is consumed with an error; 0 for none. */
    public int errorEvery;

    public final List<RefFrame> frames = new ArrayList<>();
    public long txDropped;
    public long advances;

    /** A device knows a frame that it will not have by its length, whenever it is offered. */
    public boolean refuses(int length) {
        return errorEvery != 0 && (length * 31 + 5) % errorEvery == 0;
    }

    @Override
    public String toString() {
        return name + " mtu " + mtu + " features " + features + " not encapsulated " + notEncapsulated + " partial "
                + partial + " max segs " + maxSegs + " offload ok " + offloadOk + " error every " + errorEvery;
    }
}
