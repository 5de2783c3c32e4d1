// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;

/**
 * What an engine tells its embedder. Called on the thread of the core that it is about, with several cores from several
 * threads: must not block, allocate or keep the packet.
 */
public interface EngineListener {
    /** Listens to nothing. */
    EngineListener NONE = new EngineListener() {};

    /** An SA reached a soft limit (it goes on) or a hard one (it is deleted next). */
    default void expired(XfrmState state, boolean hard) {}

    /**
     * A packet is larger than its SA's MTU allows and must not be fragmented; it is dropped next.
     *
     * @param mtu largest inner packet.
     */
    default void tooBig(Packet packet, XfrmState state, int mtu) {}

    /** Something is not as the settings ask, and the engine goes on without; one line. */
    default void notice(String line) {}
}
