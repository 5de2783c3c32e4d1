// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx.state;

import io.ringlane.sa.IpAddress;

/**
 * The addresses of this host: what goes to them is for it, all else is forwarded. Open addressing over primitive
 * arrays, with a count for addresses added more than once. Owned by one core; look-ups allocate nothing.
 */
public final class LocalAddresses {
    private static final int SMALLEST = 16;

    private long[] high = new long[SMALLEST];
    private long[] low = new long[SMALLEST];
    /** Family in the low byte, how often it was added above; 0 is a free place. */
    private int[] uses = new int[SMALLEST];

    private int used;
    private long generation;

    /** Adds an address once more. */
    public void add(IpAddress address) {
        if (used * 2 >= uses.length) {
            grow();
        }
        int at = place(address.family(), address.high(), address.low());
        if (uses[at] == 0) {
            high[at] = address.high();
            low[at] = address.low();
            uses[at] = address.family();
            used++;
        }
        uses[at] += 1 << Byte.SIZE;
        generation++;
    }

    /** Takes one adding back; a place stays in use, so that nothing has to move. */
    public void remove(IpAddress address) {
        int at = place(address.family(), address.high(), address.low());
        if (uses[at] >>> Byte.SIZE != 0) {
            uses[at] -= 1 << Byte.SIZE;
            generation++;
        }
    }

    public boolean contains(int family, long addressHigh, long addressLow) {
        return uses[place(family, addressHigh, addressLow)] >>> Byte.SIZE != 0;
    }

    /** Another number after each change. */
    public long generation() {
        return generation;
    }

    private int place(int family, long addressHigh, long addressLow) {
        int last = uses.length - 1;
        long mixed = (addressHigh * 0x9e3779b97f4a7c15L ^ addressLow) * 0xc2b2ae3d27d4eb4fL;
        int at = (int) (mixed >>> Integer.SIZE) & last;
        while (uses[at] != 0 && (low[at] != addressLow || high[at] != addressHigh || (uses[at] & 0xff) != family)) {
            at = at + 1 & last;
        }
        return at;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldUses = uses;
        high = new long[oldUses.length * 2];
        low = new long[oldUses.length * 2];
        uses = new int[oldUses.length * 2];
        for (int i = 0; i < oldUses.length; i++) {
            if (oldUses[i] != 0) {
                int at = place(oldUses[i] & 0xff, oldHigh[i], oldLow[i]);
                high[at] = oldHigh[i];
                low[at] = oldLow[i];
                uses[at] = oldUses[i];
            }
        }
    }
}
