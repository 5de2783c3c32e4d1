// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import io.ringlane.header.Ipv6;
import io.ringlane.sa.XfrmMode;

/**
 * May a packet be protected at its size, and if not, what is its sender told? The questions are those of the kernel's
 * forwarding ({@code ip_forward}, {@code ip6_forward}), of {@code ip6_fragment} ahead of a tunnel, and of
 * {@code xfrm6_tunnel_check_size}, in this order. Keeps its last answer; one core's thread.
 */
public final class SizeCheck {
    /** What becomes of the packet. */
    public enum Verdict {
        /** It goes on; what is too long behind ESP is cut there. */
        FITS,
        /** It is dropped and its sender told; the kernel counts nothing. */
        TOO_BIG,
        /** The same, and the kernel's mode counts it (XfrmOutStateModeError). */
        REFUSED_BY_MODE
    }

    private int mtu;

    /**
     * Asks about an IPv4 packet, which is dropped only if it must not be fragmented.
     *
     * @param largest length of the packet, or of the largest segment that it will be cut into.
     * @param pathMtu see {@link PathMtu}.
     */
    public Verdict check4(int largest, boolean dontFragment, int pathMtu) {
        return dontFragment && largest > pathMtu ? refuse(Verdict.TOO_BIG, pathMtu) : Verdict.FITS;
    }

    /**
     * Asks about an IPv6 packet, which routers never fragment. In transport mode the link alone decides, when ESP is
     * there.
     *
     * @param gso {@code largest} is the length of a segment.
     * @param mode of the first SA.
     */
    public Verdict check6(int largest, boolean gso, XfrmMode mode, int pathMtu, int linkMtu) {
        int link = Math.max(linkMtu, Ipv6.MIN_MTU);
        if (largest > link) {
            return refuse(Verdict.TOO_BIG, link);
        }
        if (mode != XfrmMode.TUNNEL && mode != XfrmMode.BEET) {
            return Verdict.FITS;
        }
        if (mode == XfrmMode.TUNNEL && !gso) {
            return largest > pathMtu ? refuse(Verdict.TOO_BIG, pathMtu) : Verdict.FITS;
        }
        int least = Math.max(pathMtu, Ipv6.MIN_MTU);
        return largest > (gso ? pathMtu : least) ? refuse(Verdict.REFUSED_BY_MODE, least) : Verdict.FITS;
    }

    private Verdict refuse(Verdict verdict, int told) {
        mtu = told;
        return verdict;
    }

    /** The MTU that the sender of a packet just refused is told. */
    public int mtu() {
        return mtu;
    }
}
