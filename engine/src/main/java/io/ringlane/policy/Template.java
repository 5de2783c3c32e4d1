// SPDX-License-Identifier: Apache-2.0
package io.ringlane.policy;

import io.ringlane.sa.IpAddress;
import io.ringlane.sa.XfrmMode;

/**
 * What a policy asks of the SA that protects its packets (kernel {@code struct xfrm_tmpl}).
 *
 * @param source outer source, of the same family as {@code destination}; unspecified for any. Only looked at in tunnel
 *            and BEET mode, like the destination: transport mode takes the packet's own addresses.
 * @param spi as an int in network order, 0 for any.
 * @param protocol {@code IpProtocol.ESP} or another IPsec protocol number.
 * @param reqid must equal that of the SA, 0 included.
 */
public record Template(
        IpAddress source, IpAddress destination, int spi, int protocol, XfrmMode mode, int reqid, Level level) {
    /** Whether a packet may leave without this transform. */
    public enum Level {
        REQUIRED("required"),
        /** Left out when there is no SA for it. */
        USE("use");

        private final String label;

        Level(String label) {
            this.label = label;
        }

        /** The word that {@code ip xfrm} uses. */
        public String label() {
            return label;
        }
    }

    /** Checks that both addresses are of one family. */
    public Template {
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException(
                    "template addresses must be of one family: " + source + ", " + destination);
        }
    }

    /** Family of the outer header. */
    public int family() {
        return destination.family();
    }

    /** True when the outer addresses are the template's own. */
    public boolean hasOwnAddresses() {
        return mode == XfrmMode.TUNNEL || mode == XfrmMode.BEET;
    }
}
