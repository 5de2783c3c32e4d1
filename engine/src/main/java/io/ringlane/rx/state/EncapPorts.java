// SPDX-License-Identifier: Apache-2.0
package io.ringlane.rx.state;

import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaFlags;

/**
 * The UDP ports at which ESP is expected (RFC 3948; kernel {@code UDP_ENCAP} sockets). Set up before packets come;
 * read by one core.
 */
public final class EncapPorts {
    /** The port that the RFC gives. */
    public static final int NAT_T = 4500;

    private static final int MOST = 16;

    /** Kinds of encapsulation. */
    public enum Kind {
        /** ESP follows UDP; four zero bytes tell IKE (RFC 3948). */
        ESP_IN_UDP(0),
        /** Eight zero bytes stand before ESP (early drafts; kernel {@code espinudp-nonike}). */
        NON_IKE(8),
        /** No ESP: all goes to the application, as from a socket without this option. */
        NONE(0);

        private final int marker;

        Kind(int marker) {
            this.marker = marker;
        }

        /** Zero bytes between UDP and ESP. */
        public int marker() {
            return marker;
        }
    }

    /** How an SA's packets come in UDP, null when they do not. */
    public static Kind kindOf(SaConfig config) {
        Kind kind = config.has(SaFlags.NON_IKE) ? Kind.NON_IKE : Kind.ESP_IN_UDP;
        return config.encapsulatedInUdp() ? kind : null;
    }

    /**
     * One port.
     *
     * @param family 4 or 6.
     * @param bypass the datagram itself needs no policy, as key managers ask for their sockets.
     */
    public record Port(int family, int port, Kind kind, boolean bypass) {}

    private final Port[] ports = new Port[MOST];
    private int size;

    /** The usual: port 4500 of both families. */
    public static EncapPorts natT() {
        EncapPorts ports = new EncapPorts();
        ports.add(new Port(4, NAT_T, Kind.ESP_IN_UDP, true));
        ports.add(new Port(6, NAT_T, Kind.ESP_IN_UDP, true));
        return ports;
    }

    /** @throws IllegalArgumentException when there are too many. */
    public void add(Port port) {
        if (size == MOST) {
            throw new IllegalArgumentException("at most " + MOST + " ports for ESP in UDP");
        }
        ports[size++] = port;
    }

    /** The port that a datagram goes to, or null. */
    public Port find(int family, int destinationPort) {
        for (int i = 0; i < size; i++) {
            if (ports[i].port == destinationPort && ports[i].family == family) {
                return ports[i];
            }
        }
        return null;
    }
}
