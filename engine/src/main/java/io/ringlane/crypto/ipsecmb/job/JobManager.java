// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb.job;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A manager of the library in memory of our own, about 200 KiB: it spreads jobs of many SAs over the lanes of the
 * vector units, and gives them back in the order in which they came. One thread owns it; wiped on close, as lanes hold
 * text.
 */
final class JobManager implements AutoCloseable {
    private static final int ALIGNMENT = 64;

    private final JobFunctions functions;
    private final boolean checked;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long manager;

    /** @param checked whether the library looks at each job before it takes it. */
    JobManager(JobFunctions functions, boolean checked) {
        this.functions = functions;
        this.checked = checked;
        memory = arena.allocate(functions.managerBytes(), ALIGNMENT);
        manager = memory.address();
        functions.initialise(manager);
    }

    /** Address of the job to be filled in; there is always one. */
    long next() {
        return functions.next(manager);
    }

    /** Hands the job in. @return address of the oldest one if it is done, else 0. */
    long submit() {
        return checked ? functions.submitChecked(manager) : functions.submit(manager);
    }

    /** Address of the oldest job, done; 0 when none is left. */
    long flush() {
        return functions.flush(manager);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            memory.fill((byte) 0);
            arena.close();
        }
    }
}
