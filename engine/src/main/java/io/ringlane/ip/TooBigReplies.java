// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import io.ringlane.packet.Packet;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import org.agrona.DirectBuffer;

/** Replies to packets that are too big: where from, and not too many. One core's thread. */
public final class TooBigReplies {
    private static final int BURST = 50;
    private static final IpAddress DUMMY = IpAddress.parse("192.0.0.8");

    private final ReplySettings settings;
    private final TooBigReply reply = new TooBigReply();
    private final ReplyLimit limit;

    public TooBigReplies(ReplySettings settings) {
        this.settings = settings;
        limit = new ReplyLimit(settings.perSecond(), BURST);
    }

    /**
     * Writes the reply to a packet with data at its IP header.
     *
     * @param state its first SA, null of a packet in clear.
     * @return length of {@link #message}, 0 when there is no reply.
     */
    public int write(Packet packet, XfrmState state, int mtu, long nowNs) {
        IpAddress from = from(packet.family(), state);
        return from == null || !limit.take(nowNs) ? 0 : reply.write(packet, mtu, from);
    }

    private IpAddress from(int family, XfrmState state) {
        IpAddress own = family == 4 ? settings.from4() : settings.from6();
        if (own != null) {
            return own;
        }
        boolean tunnel = state != null && state.config().mode() != XfrmMode.TRANSPORT;
        IpAddress source = tunnel ? state.config().source() : null;
        boolean fits = tunnel && source.family() == family && !source.isAny();
        return fits ? source : family == 4 ? DUMMY : null;
    }

    /** The reply written last, from offset 0 on. */
    public DirectBuffer message() {
        return reply.message();
    }
}
