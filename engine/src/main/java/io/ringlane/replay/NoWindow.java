// SPDX-License-Identifier: Apache-2.0
package io.ringlane.replay;

/** Window 0: no check at all, and no number is kept (kernel: {@code replay_window} is 0). One core's. */
final class NoWindow extends ReplayWindow {
    NoWindow(long top) {
        super(0, top);
    }

    @Override
    public long number(int low) {
        return low & 0xffffffffL;
    }

    @Override
    public ReplayVerdict check(long number) {
        return ReplayVerdict.FRESH;
    }

    @Override
    public void advance(long number) {
        if (depth() != null) {
            depth().record(number - 1, number);
        }
    }
}
