// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.bundle.BundlePort;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.TxQueue;
import io.ringlane.packet.PacketList;

/** What one core keeps for one TX queue of a device: packets not yet validated, the backlog, the queue. */
public final class TxPort {
    private final NetDevice device;
    private final int number;
    private final TxQueue queue;
    private final PacketList waiting = new PacketList();
    private final Backlog backlog;
    private BundlePort view;
    private boolean up = true;
    private boolean closing;

    TxPort(NetDevice device, int number, TxQueue queue, int backlogCapacity) {
        this.device = device;
        this.number = number;
        this.queue = queue;
        backlog = new Backlog(backlogCapacity);
    }

    /** How the short way sees the port; null before it has. */
    BundlePort view() {
        return view;
    }

    void view(BundlePort value) {
        view = value;
    }

    public NetDevice device() {
        return device;
    }

    /** What packets name the device by. */
    int number() {
        return number;
    }

    public TxQueue queue() {
        return queue;
    }

    /** Packets that validate has not taken yet, in order. */
    public PacketList waiting() {
        return waiting;
    }

    /** Packets that the queue refused. */
    public Backlog backlog() {
        return backlog;
    }

    /** False while the device is down: it gets no packets, those that come are dropped and counted. */
    public boolean isUp() {
        return up;
    }

    void up(boolean value) {
        up = value;
    }

    /** The device is gone: the port only waits for packets that the device had taken. */
    void close() {
        up = false;
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** Packets of either list. */
    public int queued() {
        return waiting.size() + backlog.size();
    }
}
