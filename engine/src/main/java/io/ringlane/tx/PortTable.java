// SPDX-License-Identifier: Apache-2.0
package io.ringlane.tx;

import io.ringlane.dev.NetDevice;
import io.ringlane.dev.Route;
import io.ringlane.header.Ethernet;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketDescriptor;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.xfrm.Discard;
import io.ringlane.xfrm.Egress;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The TX queues that one core feeds, and the link-layer step in front of them. Ports come and go by command on the
 * core's thread; a packet for a device that is not there is dropped and counted.
 */
public final class PortTable implements Egress {
    private static final int MAX_LINK_HEADER = 32;
    private static final int LAST_NUMBER = 0xffff;

    private final List<TxPort> ports = new ArrayList<>();
    private final UnsafeBuffer saved = new UnsafeBuffer(new byte[MAX_LINK_HEADER]);
    private final Discard discard;
    private final int waitingLimit;
    private final int backlogCapacity;
    private int savedLength;
    /** Packets name their device by the number of its opening: one that comes after it, under its index, is another. */
    private int openings;

    private long generation;

    /**
     * @param waitingLimit packets of one queue that may wait for validate.
     * @param backlogCapacity packets of one queue that may wait for the device.
     */
    public PortTable(Discard discard, int waitingLimit, int backlogCapacity) {
        this.discard = discard;
        this.waitingLimit = waitingLimit;
        this.backlogCapacity = backlogCapacity;
    }

    /** Opens the queues of a device that this core feeds. */
    public void open(NetDevice device, int firstQueue, int queues) {
        generation++;
        ports.removeIf(port -> port.device() == device && port.isClosing());
        openings = openings == LAST_NUMBER ? 1 : openings + 1;
        for (int i = firstQueue; i < firstQueue + queues; i++) {
            ports.add(new TxPort(device, openings, device.queue(i), backlogCapacity));
        }
    }

    /**
     * The device is gone: what waits for it is dropped, backlog included. Its ports stay until {@link #sweep} finds
     * that the device has completed what it had taken.
     */
    public void close(NetDevice device) {
        generation++;
        for (int i = 0; i < ports.size(); i++) {
            TxPort port = ports.get(i);
            if (port.device() == device) {
                flush(port);
                port.close();
            }
        }
        sweep();
    }

    /** Forgets ports of devices that are gone and owe nothing any more. */
    void sweep() {
        for (int i = ports.size() - 1; i >= 0; i--) {
            TxPort port = ports.get(i);
            if (port.isClosing() && port.queue().inDevice() == 0) {
                generation++;
                ports.remove(i);
            }
        }
    }

    /** The device is down: what waits for it is dropped, and so is what comes, until it is up again. */
    public void down(NetDevice device) {
        generation++;
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).device() == device) {
                ports.get(i).up(false);
                flush(ports.get(i));
            }
        }
    }

    public void up(NetDevice device) {
        generation++;
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).device() == device) {
                ports.get(i).up(true);
            }
        }
    }

    private void flush(TxPort port) {
        int lost = port.queued();
        discard.chain(port.waiting().takeAll(), DropReason.DEVICE_GONE);
        discard.chain(port.backlog().takeAll(), DropReason.DEVICE_GONE);
        if (lost > 0) {
            port.device().counters().dropped(lost);
        }
    }

    /** Grows with every port that comes, goes or changes. */
    long generation() {
        return generation;
    }

    public int size() {
        return ports.size();
    }

    public TxPort get(int index) {
        return ports.get(index);
    }

    /** The port that {@link #link} chose for a packet, or null when its device has gone or is down since. */
    public TxPort of(Packet packet) {
        for (int i = 0; i < ports.size(); i++) {
            TxPort port = ports.get(i);
            if (port.number() == packet.device() && port.queue().index() == packet.queue() && !port.isClosing()) {
                return port.isUp() ? port : null;
            }
        }
        return null;
    }

    /**
     * The first queue of a packet's device, for packets that have to keep an order that one queue alone keeps; the
     * packet is moved there. Null when the device has gone or is down.
     */
    public TxPort first(Packet packet) {
        for (int i = 0; i < ports.size(); i++) {
            TxPort port = ports.get(i);
            if (port.number() == packet.device() && !port.isClosing()) {
                packet.queue(port.queue().index());
                return port.isUp() ? port : null;
            }
        }
        return null;
    }

    @Override
    public void save(Packet packet) {
        int mac = packet.mac();
        int length = packet.network() - mac;
        boolean usable = mac >= PacketDescriptor.METADATA_LENGTH && length >= 0 && length <= MAX_LINK_HEADER;
        savedLength = usable ? length : 0;
        saved.putBytes(0, packet.buffer(), packet.network() - savedLength, savedLength);
    }

    @Override
    public boolean link(Packet packet, Route route, int family) {
        boolean own = route.linkHeaderLength() == 0;
        int length = own ? savedLength : route.linkHeaderLength();
        int mac = packet.network() - length;
        if (length > packet.headroom() + packet.data() - packet.network()) {
            return false;
        }
        if (own) {
            packet.buffer().putBytes(mac, saved, 0, length);
        } else {
            route.writeLinkHeader(packet.buffer(), mac);
        }
        if (length >= Ethernet.LENGTH && family != 0) {
            Ethernet.payloadType(packet.buffer(), mac, family == 4 ? Ethernet.TYPE_IPV4 : Ethernet.TYPE_IPV6);
        }
        packet.mac(mac);
        packet.macLength(length);
        choose(packet, route.device());
        return true;
    }

    private void choose(Packet packet, NetDevice device) {
        int first = -1;
        int count = 0;
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).device() == device && !ports.get(i).isClosing()) {
                first = first < 0 ? i : first;
                count++;
            }
        }
        if (count == 0) {
            packet.device(0);
            return;
        }
        TxPort port = ports.get(first + QueueSelector.select(packet, count));
        packet.device(port.number());
        packet.queue(port.queue().index());
    }

    @Override
    public void forward(Packet packet, XfrmState state) {
        TxPort port = of(packet);
        if (port == null) {
            discard.packet(packet, DropReason.DEVICE_GONE);
            return;
        }
        port.waiting().add(packet);
    }

    @Override
    public int backlogRoom() {
        int room = backlogCapacity;
        for (int i = 0; i < ports.size(); i++) {
            room = Math.min(room, ports.get(i).backlog().room());
        }
        return room;
    }

    @Override
    public int largestCutWaiting() {
        int largest = 0;
        for (int i = 0; i < ports.size(); i++) {
            Packet packet = ports.get(i).waiting().peek();
            while (packet != null) {
                largest = packet.isGso() ? Math.max(largest, packet.gsoSegs()) : largest;
                packet = packet.next();
            }
        }
        return largest;
    }

    @Override
    public boolean awaitsTransform(XfrmState state) {
        for (int i = 0; i < ports.size(); i++) {
            Packet packet = ports.get(i).waiting().peek();
            while (packet != null) {
                if (packet.isLeftToValidate(state.index(), state.generation())) {
                    return true;
                }
                packet = packet.next();
            }
        }
        return false;
    }

    @Override
    public int room() {
        int room = waitingLimit;
        for (int i = 0; i < ports.size(); i++) {
            room = Math.min(room, waitingLimit - ports.get(i).waiting().size());
        }
        return room;
    }

    /** Packets that wait in the core. */
    public int queued() {
        int queued = 0;
        for (int i = 0; i < ports.size(); i++) {
            queued += ports.get(i).queued();
        }
        return queued;
    }

    /** Packets accepted by the devices and not yet completed. */
    public int inDevice() {
        int inDevice = 0;
        for (int i = 0; i < ports.size(); i++) {
            inDevice += ports.get(i).queue().inDevice();
        }
        return inDevice;
    }
}
