// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;
import org.agrona.DirectBuffer;

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
     * A packet is larger than its path allows and must not be fragmented; it is dropped next.
     *
     * @param state first SA of the packet, null when it passes in clear.
     * @param mtu largest packet that would have passed.
     */
    default void tooBig(Packet packet, XfrmState state, int mtu) {}

    /**
     * The answer to such a packet, to be sent back to where it came from: an IP packet with an ICMPv4 "fragmentation
     * needed" or an ICMPv6 "packet too big". Comes behind {@link #tooBig}, unless the sender must not be told or was
     * told too often.
     *
     * @param message from offset 0 on; of use during the call only.
     */
    default void reply(DirectBuffer message, int length) {}

    /** Something is not as the settings ask, and the engine goes on without; one line. */
    default void notice(String line) {}
}
