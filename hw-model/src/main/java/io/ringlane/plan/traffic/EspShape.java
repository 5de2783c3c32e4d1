// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic;

import io.ringlane.esp.EspLayout;
import io.ringlane.header.EspHeader;
import io.ringlane.header.Ethernet;
import io.ringlane.header.Ipv4;
import io.ringlane.header.Ipv6;
import io.ringlane.header.Udp;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.sa.EspTransform;

/**
 * What ESP makes of a clear frame's length, by the engine's own layout arithmetic (RFC 4303). Immutable.
 *
 * @param tunnel    mode; transport otherwise.
 * @param outer     IP version of the outer header, 4 or 6; in transport mode that of the packet itself.
 * @param udp       whether ESP is wrapped in UDP (RFC 3948).
 * @param transform algorithm and its lengths.
 * @param clearTag  whether clear frames carry a VLAN tag, which the encrypted ones do not have.
 */
public record EspShape(boolean tunnel, int outer, boolean udp, EspTransform transform, boolean clearTag) {
    private static final int FCS = 4;
    private static final int SMALLEST_FRAME = 64;
    private static final int TCP = 20;

    /** Bytes of a clear frame on its wire, FCS included, of a frame without the tag. */
    public int clearBytes(int frame) {
        return clearTag ? frame + Ethernet.VLAN_LENGTH : frame;
    }

    /** Bytes of the encrypted frame, FCS included, of a clear frame without the tag. */
    public int wireBytes(int frame) {
        int payload = payload(frame);
        int added = EspHeader.LENGTH
                + transform.ivLength()
                + EspLayout.tailLength(transform, payload)
                + (udp ? Udp.LENGTH : 0)
                + (tunnel ? ipLength() : 0);
        return Math.max(SMALLEST_FRAME, frame + added);
    }

    /** Bytes that are encrypted: payload, padding, pad length and next header. */
    public int cipherBytes(int frame) {
        return EspLayout.cipherLength(transform, payload(frame));
    }

    /**
     * How an IP packet of TCP is cut so that its frames are as long as one of the mix, all but the last.
     *
     * @param frame  bytes of a segment's clear frame, FCS included, without the tag.
     * @param packet bytes of the super-packet, from its IP header on.
     * @param inner  4 or 6, the version of its IP header.
     * @throws IllegalArgumentException where such a frame has no room for a byte of payload.
     */
    public Traffic.Cut cut(int frame, int packet, int inner) {
        int headers = (inner == 6 ? Ipv6.LENGTH : Ipv4.LENGTH) + TCP;
        int each = frame - Ethernet.LENGTH - FCS - headers;
        if (each < 1) {
            throw new IllegalArgumentException("a frame of " + frame + " bytes holds no TCP payload");
        }
        int payload = packet - headers;
        int segments = Math.ceilDiv(payload, each);
        int last = Ethernet.LENGTH + headers + payload - (segments - 1) * each + FCS;
        int tag = clearTag ? Ethernet.VLAN_LENGTH : 0;
        return new Traffic.Cut(
                segments,
                Ethernet.LENGTH + tag + packet + FCS,
                Ethernet.LENGTH + tag + headers,
                clearBytes(frame),
                wireBytes(frame),
                clearBytes(Math.max(SMALLEST_FRAME, last)),
                wireBytes(last));
    }

    private int payload(int frame) {
        int packet = frame - Ethernet.LENGTH - FCS;
        return tunnel ? packet : Math.max(0, packet - ipLength());
    }

    private int ipLength() {
        return outer == 6 ? Ipv6.LENGTH : Ipv4.LENGTH;
    }

    /** The MTU that the encrypted side must have for a clear frame of that length. */
    public int carrierMtu(int frame) {
        return wireBytes(frame) - Ethernet.LENGTH - FCS;
    }

    @Override
    public String toString() {
        return "ESP " + (tunnel ? "tunnel over IPv" + outer : "transport on IPv" + outer) + (udp ? " in UDP" : "")
                + ", "
                + transform.label() + " with an ICV of " + transform.icvLength() + " bytes"
                + (clearTag ? ", clear frames with a VLAN tag" : "");
    }
}
