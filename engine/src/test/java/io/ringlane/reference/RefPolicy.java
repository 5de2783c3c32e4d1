// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.Arrays;

/**
 * A policy as plain data.
 *
 * @param destination of the packets, null for any; whole address.
 * @param protocol 0 for any, {@code port} likewise the destination port.
 * @param sa that protects them, null for none.
 * @param template there is a template; with {@code sa} null nothing serves it.
 * @param required the packet must not leave without it.
 */
public record RefPolicy(
        int family,
        byte[] destination,
        int protocol,
        int port,
        boolean block,
        RefSa sa,
        boolean template,
        boolean required,
        int priority) {
    boolean matches(RefFlow flow) {
        return family == flow.family
                && (destination == null || Arrays.equals(destination, flow.destination))
                && (protocol == 0 || protocol == flow.protocol)
                && (port == 0 || port == flow.destinationPort);
    }

    @Override
    public String toString() {
        return "policy v" + family + " prio " + priority + " dst " + Arrays.toString(destination) + " proto " + protocol
                + " port " + port + (block ? " block" : "") + (template ? " template" : "")
                + (required ? " required" : "") + (sa == null ? "" : " sa " + Integer.toHexString(sa.spi));
    }
}
