// SPDX-License-Identifier: Apache-2.0
package io.ringlane.explain;

import java.util.ArrayList;
import java.util.List;

/** The lines that the steps of a path write about the packet at hand, kept if it is the one wanted. One thread. */
public final class Explanation {
    private final WantedPacket wanted;
    private final List<String> found = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private boolean isWanted;

    public Explanation(WantedPacket wanted) {
        this.wanted = wanted;
    }

    /** A packet comes. @param place in the capture, from 1. @param what it is, in words. */
    public void begin(long place, String what) {
        lines.clear();
        isWanted = wanted.isAt(place);
        lines.add("packet " + place + ": " + what);
    }

    /** A step's line about the packet at hand. */
    public void add(String line) {
        lines.add("  " + line);
    }

    /** The packet at hand has an ESP header with this SPI and low half of a number. */
    public void named(int spi, int low) {
        isWanted |= wanted.isNamed(spi, low);
    }

    /** Nothing more happens to the packet at hand. */
    public void end() {
        if (isWanted) {
            found.addAll(lines);
        }
        lines.clear();
        isWanted = false;
    }

    /** All that was kept. */
    public List<String> lines() {
        return List.copyOf(found);
    }
}
