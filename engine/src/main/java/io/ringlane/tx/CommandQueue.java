// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.ring.MpscRing;
import io.ringlane.ring.Ring;

/**
 * Commands from other threads to one core: add an SA, add a policy, a device is down. Any thread offers, the core's
 * thread runs them at the start of its duty cycle. They may allocate; packets do not come this way.
 */
public final class CommandQueue {
    private static final int LIMIT = 16;

    private final Ring<Runnable> commands;

    public CommandQueue(int capacity) {
        commands = new MpscRing<>(capacity);
    }

    /** @return false when the queue is full: nothing will happen. */
    public boolean offer(Runnable command) {
        return commands.offer(command);
    }

    /** Runs a bounded number of commands. @return how many. */
    public int run() {
        int count = 0;
        while (count < LIMIT) {
            Runnable command = commands.poll();
            if (command == null) {
                break;
            }
            command.run();
            count++;
        }
        return count;
    }
}
