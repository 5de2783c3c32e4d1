// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import io.ringlane.packet.PacketPool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test after which a pool is not full again, and closes its pools. Use:
 * {@code @RegisterExtension final PoolLeakCheck pools = new PoolLeakCheck();}, one instance per test.
 */
public final class PoolLeakCheck implements AfterEachCallback {
    private final List<PacketPool> pools = new ArrayList<>();

    /** Makes a pool that is checked and closed after the test. */
    public PacketPool pool(int wire, int jumbo, int superPackets) {
        return register(new PacketPool("test" + pools.size(), wire, jumbo, superPackets));
    }

    /** Takes a pool over: it is checked and closed after the test. */
    public PacketPool register(PacketPool pool) {
        pools.add(pool);
        return pool;
    }

    /** Packets that are out of their pools. */
    public int outstanding() {
        return pools.stream().mapToInt(PacketPool::outstanding).sum();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        boolean alreadyFailed = context.getExecutionException().isPresent();
        try {
            if (!alreadyFailed) {
                check();
            }
        } finally {
            pools.forEach(PacketPool::close);
        }
    }

    /** @throws AssertionError naming the first pool that is not full. */
    public void check() {
        for (PacketPool pool : pools) {
            if (pool.outstanding() != 0) {
                throw new AssertionError("pool " + pool.name() + " leaked " + pool.outstanding() + " packets");
            }
        }
    }
}
