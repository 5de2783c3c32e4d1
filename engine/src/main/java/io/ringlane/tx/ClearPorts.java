// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.bundle.BundlePort;
import io.ringlane.bundle.PortSource;
import io.ringlane.dev.NetDevice;
import io.ringlane.packet.PacketBatch;
import io.ringlane.sa.XfrmState;

/** The core's ports for packets that go the short way: what the device refuses waits as it does on the long one. */
public final class ClearPorts implements PortSource {
    private final PortTable ports;
    private final XmitResume resume;

    public ClearPorts(PortTable ports, XmitResume resume) {
        this.ports = ports;
        this.resume = resume;
    }

    @Override
    public BundlePort only(NetDevice device, XfrmState state) {
        TxPort only = null;
        for (int i = 0; i < ports.size(); i++) {
            TxPort port = ports.get(i);
            if (port.device() == device && !port.isClosing()) {
                if (only != null) {
                    return null;
                }
                only = port;
            }
        }
        return only == null ? null : view(only);
    }

    /** One view a port for life: bursts are split where it changes. */
    private BundlePort view(TxPort port) {
        if (port.view() == null) {
            port.view(new ClearPort(port, resume));
        }
        return port.view();
    }

    @Override
    public long generation() {
        return ports.generation();
    }

    /** One port, as the short way sees it. */
    private record ClearPort(TxPort port, XmitResume resume) implements BundlePort {
        @Override
        public boolean isClear() {
            return port.isUp() && port.queued() == 0 && !port.queue().isStopped();
        }

        @Override
        public int room() {
            return port.backlog().room();
        }

        @Override
        public int name() {
            return port.number() | port.queue().index() << Short.SIZE;
        }

        @Override
        public void transmit(PacketBatch batch, int from, int to) {
            resume.transmit(port, batch, from, to);
        }
    }
}
