// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cores;

import io.ringlane.bundle.BundlePort;
import io.ringlane.bundle.PortSource;
import io.ringlane.dev.NetDevice;
import io.ringlane.sa.XfrmState;

/** The ports of the short way where several cores run: packets of a spread SA go into its leases. One core's thread. */
public final class SpreadPorts implements PortSource {
    private final PortSource ports;

    public SpreadPorts(PortSource ports) {
        this.ports = ports;
    }

    @Override
    public BundlePort only(NetDevice device, XfrmState state) {
        BundlePort port = ports.only(device, state);
        return port != null && state.sequence() instanceof LeasedSequence leased ? leased.port(port) : port;
    }

    @Override
    public long generation() {
        return ports.generation();
    }
}
