// SPDX-License-Identifier: Apache-2.0
package io.ringlane.replay;

/**
 * Numbers of 32 bits, all of them sent: the kernel's legacy window and its bitmap, whose rules are the same. Number 0
 * is never sent. One core's.
 */
final class PlainWindow extends ReplayWindow {
    PlainWindow(int size, long top) {
        super(size, top);
    }

    @Override
    public long number(int low) {
        return low & 0xffffffffL;
    }

    @Override
    public ReplayVerdict check(long number) {
        if (number == 0) {
            return ReplayVerdict.NOT_A_NUMBER;
        }
        return number > top() ? ReplayVerdict.FRESH : checkBelow(number);
    }
}
