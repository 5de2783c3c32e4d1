// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

/**
 * A route as plain data.
 *
 * @param link Ethernet header, empty to keep the packet's own.
 */
public record RefRoute(RefDevice device, int mtu, byte[] link, int hopLimit) {
    @Override
    public String toString() {
        return "route by " + device.name + " mtu " + mtu + " link " + link.length + " ttl " + hopLimit;
    }
}
