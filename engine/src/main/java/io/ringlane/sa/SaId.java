// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

/**
 * What names an SA on the wire (RFC 4301 section 4.1): destination, SPI, protocol, and the mark it is confined to.
 *
 * @param spi as an int in network order, never 0 for a live SA.
 * @param protocol {@code IpProtocol.ESP}.
 * @param mark value that a packet's mark must have under {@code markMask}; 0 and 0 when marks do not matter.
 */
public record SaId(IpAddress destination, int spi, int protocol, int mark, int markMask) {
    @Override
    public String toString() {
        return "dst " + destination + " spi 0x" + String.format("%08x", spi);
    }
}
