// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.load.CipherLoad;
import io.ringlane.header.Ethernet;

/**
 * The cipher alone, over texts as long as those that the pipeline seals: the inner packet, padding, two bytes of
 * trailer. What the whole path is measured against. One thread; owns its memory.
 */
final class CipherFloor implements Load {
    private static final int TRAILER = 2;
    private static final int PAD_BLOCK = 4;
    private static final int KEY_BITS = 128;

    private final String crypto;
    private final int states;
    private CipherLoad load;

    CipherFloor(String crypto, int states) {
        this.crypto = crypto;
        this.states = states;
    }

    /** Bytes to seal for a frame of so many bytes in tunnel mode. */
    static int textLength(int size) {
        int length = size - Ethernet.LENGTH + TRAILER;
        return (length + PAD_BLOCK - 1) / PAD_BLOCK * PAD_BLOCK;
    }

    @Override
    public void size(int bytes) {
        close();
        load = new CipherLoad(crypto, KEY_BITS, textLength(bytes), states, false);
    }

    @Override
    public double run(long bursts) {
        long start = System.nanoTime();
        for (long i = 0; i < bursts; i++) {
            load.seal(CipherLoad.BURST);
        }
        return (double) (System.nanoTime() - start) / bursts / CipherLoad.BURST;
    }

    @Override
    public void prove() {
        load.seal(CipherLoad.BURST);
    }

    @Override
    public void check() {
        load.seal(CipherLoad.BURST);
    }

    @Override
    public void close() {
        if (load != null) {
            load.close();
            load = null;
        }
    }
}
