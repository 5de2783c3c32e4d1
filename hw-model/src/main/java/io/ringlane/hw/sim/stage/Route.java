// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.sim.stage;

import io.ringlane.hw.sim.Stage;

/** Which stage a packet goes to next, where that depends on the packet. Allocates nothing. */
@FunctionalInterface
public interface Route {
    Stage next(int packet);
}
