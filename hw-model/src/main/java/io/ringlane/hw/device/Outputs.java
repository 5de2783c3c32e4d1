// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import io.ringlane.hw.device.card.EgressPort;
import io.ringlane.hw.device.card.TokenBucket;
import io.ringlane.hw.device.ring.Way;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.stage.Scheduler;
import java.util.List;

/**
 * The ports that packets leave a card by. A port with one queue has a FIFO; one with several has a queue each, which
 * share the bytes of the FIFO, and its scheduler chooses when the line is free, not before. Owned by the simulation's
 * thread.
 */
final class Outputs {
    /** Bytes of a queue at least. */
    static final int LONGEST_FRAME = 1 << 14;

    static final int SMALLEST_FRAME = 64;

    private static final int MIX_1 = 0x85EBCA6B;
    private static final int MIX_2 = 0xC2B2AE35;

    private final DeviceProfile.Egress profile;
    private final EgressPort[] ports = new EgressPort[Gateway.PORTS];
    /** By port and queue; null where one queue needs no scheduler. */
    private final Stage[][] queues = new Stage[Gateway.PORTS][];

    Outputs(DeviceProfile.Egress profile) {
        this.profile = profile;
    }

    /** Makes a port. */
    void add(Model model, String prefix, int number, DeviceProfile.Ports device, EgressPort.Departures departures) {
        boolean isShared = count() > 1;
        long bytes = profile.fifoBytes();
        EgressPort port = new EgressPort(
                model,
                prefix + "port " + number + " out",
                device,
                isShared ? 1 : (int) Math.max(1, bytes / SMALLEST_FRAME),
                isShared ? Long.MAX_VALUE : bytes,
                Way.OUT,
                departures);
        ports[number] = port;
        if (profile.shaper() != null) {
            port.shape(
                    new TokenBucket(profile.shaper().bitRate(), profile.shaper().bytes()));
        }
        if (isShared) {
            queues[number] = scheduled(model, prefix + "tx queue " + number + ".", port);
        }
    }

    private Stage[] scheduled(Model model, String prefix, EgressPort port) {
        boolean isDrr = profile.scheduler() == DeviceProfile.Scheduler.DRR;
        Scheduler scheduler = new Scheduler(model, Way.OUT);
        Stage[] all = new Stage[count()];
        for (int queue = 0; queue < all.length; queue++) {
            long quantum = isDrr
                    ? (long) profile.quantum() * profile.queues().get(queue).weight()
                    : LONGEST_FRAME;
            int frames = (int) (queueBytes() / SMALLEST_FRAME);
            all[queue] = scheduler.queue(prefix + queue, frames, queueBytes(), isDrr ? 0 : queue, quantum);
        }
        scheduler.feeds(port);
        return all;
    }

    /** Queues of a port. */
    int count() {
        return profile.queues().size();
    }

    /** Bytes of a queue; {@link Long#MAX_VALUE} where there is one, which only holds back by being full. */
    long budget() {
        return count() > 1 ? queueBytes() : Long.MAX_VALUE;
    }

    private long queueBytes() {
        return Math.max(LONGEST_FRAME, profile.fifoBytes() / count());
    }

    /** The queue of a packet. */
    int queueOf(int sa, int clearBytes) {
        List<DeviceProfile.Queue> all = profile.queues();
        if (all.size() == 1) {
            return 0;
        }
        if (profile.steer() == DeviceProfile.Steer.SA) {
            return (int) ((mixed(sa) & 0xffffffffL) * all.size() >>> 32);
        }
        int queue = 0;
        while (clearBytes > all.get(queue).mostBytes()) {
            queue++;
        }
        return queue;
    }

    /** Another hash than the one that chooses the core, so that each core has SAs of each queue. */
    private static int mixed(int sa) {
        int hash = (sa + 1) * MIX_1;
        hash = (hash ^ hash >>> 13) * MIX_2;
        return hash ^ hash >>> 16;
    }

    /** Where a packet goes that is ready to be sent. */
    Stage entry(int way) {
        int port = Way.outPort(way);
        return queues[port] == null ? ports[port] : queues[port][Way.pair(way) % queues[port].length];
    }

    EgressPort port(int number) {
        return ports[number];
    }
}
