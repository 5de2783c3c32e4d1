// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inspect;

import io.ringlane.header.EspHeader;
import io.ringlane.header.Udp;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.XfrmMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The arithmetic of {@code xfrm_state_mtu}, step by step: which bytes of a link's MTU an SA takes. Immutable.
 *
 * @param steps from the link's MTU to the largest inner packet.
 * @param inner length of the largest packet that fits, IP header included; below 1 when none does.
 */
record MtuArithmetic(List<Step> steps, int inner) {
    private static final int TRAILER = 2;
    private static final int BEET_PSEUDO_HEADER = 8;
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;

    /**
     * One line of it.
     *
     * @param sign {@code +}, {@code -}, or {@code =} for what is left so far.
     */
    record Step(String sign, String what, int bytes) {}

    /** Works one SA out. */
    static MtuArithmetic of(SaConfig config, int linkMtu) {
        Sum sum = new Sum(linkMtu);
        boolean v4 = config.outerFamily() == 4;
        int ip = v4 ? IPV4 : IPV6;
        boolean tunnel = config.mode() == XfrmMode.TUNNEL;
        sum.take("outer IPv" + config.outerFamily() + " header", ip);
        if (config.encapsulatedInUdp()) {
            sum.take("UDP header (NAT traversal)", Udp.LENGTH);
        }
        if (config.has(SaFlags.NON_IKE)) {
            sum.take("zeros that tell ESP from IKE", config.encapLength() - Udp.LENGTH);
        }
        sum.take("ESP header: SPI and number", EspHeader.LENGTH);
        sum.take("IV", config.transform().ivLength());
        if (config.mode() == XfrmMode.BEET && config.selector().family() != 6) {
            sum.take("BEET pseudo header, for IPv4 options", BEET_PSEUDO_HEADER);
            if (!v4) {
                sum.take("rest that BEET keeps for an IPv4 header", IPV4);
            }
        }
        sum.take("ICV", config.transform().icvLength());
        int block = config.transform().padBlock();
        int rest = Math.floorMod(sum.left, block);
        sum.equal("room for the text, in whole blocks of " + block, rest);
        sum.take("pad length and next header", TRAILER);
        if (!tunnel) {
            sum.give("inner IP header, which the outer one replaces", ip);
        }
        sum.equal("largest packet that goes through whole", 0);
        return new MtuArithmetic(List.copyOf(sum.steps), sum.left);
    }

    /** Collects steps. */
    private static final class Sum {
        private final List<Step> steps = new ArrayList<>();
        private int left;

        private Sum(int linkMtu) {
            left = linkMtu;
            steps.add(new Step("", "MTU of the link", linkMtu));
        }

        private void take(String what, int bytes) {
            left -= bytes;
            steps.add(new Step("-", what, bytes));
        }

        private void give(String what, int bytes) {
            left += bytes;
            steps.add(new Step("+", what, bytes));
        }

        private void equal(String what, int lost) {
            left -= lost;
            steps.add(new Step("=", what, left));
        }
    }
}
