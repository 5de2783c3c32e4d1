// SPDX-License-Identifier: Apache-2.0
package io.ringlane.bench.pipeline;

import io.ringlane.bench.esp.PipelineWork;
import io.ringlane.bench.load.CipherLoad;
import io.ringlane.header.Ethernet;

/**
 * The cipher alone, over texts as long as those that the pipeline seals: the inner packet, padding, two bytes of
 * trailer. What the whole path is measured against. One thread; owns its memory.
 */
final class CipherFloor implements Load {
    private final String crypto;
    private final int states;
    private final PipelineWork work;
    private CipherLoad load;

    CipherFloor(String crypto, int states, PipelineWork work) {
        this.crypto = crypto;
        this.states = states;
        this.work = work;
    }

    @Override
    public void size(int bytes) {
        close();
        int length = work.textLength(bytes - Ethernet.LENGTH);
        load = new CipherLoad(crypto, work.transform(), length, states, false);
    }

    @Override
    public double run(long bursts) {
        return (double) (work.inbound() ? open(bursts) : seal(bursts)) / bursts / CipherLoad.BURST;
    }

    private long seal(long bursts) {
        long start = System.nanoTime();
        for (long i = 0; i < bursts; i++) {
            load.seal(CipherLoad.BURST);
        }
        return System.nanoTime() - start;
    }

    /** What is opened must be sealed before, which is not timed. */
    private long open(long bursts) {
        long nanos = 0;
        for (long i = 0; i < bursts; i++) {
            nanos += load.openAfterSealing();
        }
        return nanos;
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
