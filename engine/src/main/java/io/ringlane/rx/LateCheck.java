// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx;

import io.ringlane.buffer.RawMemory;
import io.ringlane.crypto.BurstCipher;
import io.ringlane.crypto.CryptoBurst;
import io.ringlane.header.EspHeader;
import io.ringlane.rx.state.InboundState;
import java.lang.foreign.Arena;

/**
 * Tells packets that come too late from forged ones, for the statistics: with ESN a packet below the window is opened
 * as one of the next epoch, and fails. Of such packets a copy is opened once more, as one of the present epoch; nothing
 * of it is released, and so few are tried that forged ones cost no more than a packet each millisecond. One thread's.
 */
final class LateCheck implements AutoCloseable {
    private static final long PERIOD_NS = 1_000_000;
    private static final long EPOCH = 1L << Integer.SIZE;
    private static final int ROOM = CryptoBurst.LONGEST_TEXT + 128;
    private static final int NOBODY = -1;

    private final Arena arena = Arena.ofShared();
    private final long copy = arena.allocate(ROOM, 64).address();
    private final CryptoBurst one = new CryptoBurst(1);
    private final BurstCipher cipher;
    private int kept = NOBODY;
    private int length;
    private long number;
    private long nextNs = Long.MIN_VALUE;

    LateCheck(BurstCipher cipher) {
        this.cipher = cipher;
    }

    /** Keeps a copy of a packet about to be opened, if it is taken for one of the next epoch and it is time. */
    void keep(InboundState state, int entry, long itsNumber, long esp, int bytes, long nowNs) {
        boolean isNextEpoch = itsNumber >>> Integer.SIZE != state.window().top() >>> Integer.SIZE
                && Long.compareUnsigned(itsNumber, state.window().top()) > 0;
        if (!isNextEpoch || kept != NOBODY || nowNs < nextNs || bytes > ROOM || bytes < Long.BYTES) {
            return;
        }
        RawMemory.copyWords(esp, copy, bytes);
        kept = entry;
        length = bytes;
        number = itsNumber - EPOCH;
        nextNs = nowNs + PERIOD_NS;
    }

    /** The ICV of an entry did not fit: looks at the copy, if it is of this one. */
    void failed(InboundState state, int entry) {
        if (kept != entry) {
            return;
        }
        int text = length - EspHeader.LENGTH - state.ivLength() - state.icvLength();
        one.clear();
        EspOpen.addTo(one, state, copy, number, text);
        cipher.open(one);
        if (one.outcome(0) == CryptoBurst.DONE) {
            state.isLateAuthentic();
        }
        for (int i = 0; i < length; i += Long.BYTES) {
            RawMemory.putLong(copy + i, 0);
        }
        kept = NOBODY;
    }

    /** The burst is over. */
    void forget() {
        kept = NOBODY;
    }

    @Override
    public void close() {
        one.close();
        arena.close();
    }
}
