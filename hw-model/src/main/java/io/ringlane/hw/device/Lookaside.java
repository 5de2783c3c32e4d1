// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import io.ringlane.hw.device.card.PayloadRead;
import io.ringlane.hw.device.card.ReceiveWrite;
import io.ringlane.hw.device.host.HostCore;
import io.ringlane.hw.device.pcie.PcieLink;
import io.ringlane.hw.device.ring.RxRing;
import io.ringlane.hw.device.ring.TxRing;
import io.ringlane.hw.device.ring.Way;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.stage.LinkedStage;

/**
 * A crypto accelerator beside the NIC, on a link of its own of the same kind: requests go there by rings as packets do
 * to a NIC, and answers come back by rings as packets do from one. Owned by the simulation's thread.
 *
 * <pre>
 *  core -> request ring -> crypto read -> lanes -> crypto write -> answer ring -> core
 * </pre>
 */
final class Lookaside {
    private final Model model;
    private final DeviceProfile device;
    private final String prefix;
    private final PcieLink link;
    private final PayloadRead read;
    private final TxRing[][] requests;
    private final RxRing[][] answers;
    private final int prefetch;

    /** @param entry where payloads go, out of which {@code lanes} lead. */
    Lookaside(Model model, GatewaySpec spec, String prefix, Stage entry, LinkedStage[] lanes) {
        this.model = model;
        this.prefix = prefix;
        device = spec.device();
        int pairs = spec.host().cores() * device.egress().queues().size();
        link = new PcieLink(model.simulation(), prefix + "crypto PCIe", device.pcie());
        requests = new TxRing[Gateway.PORTS][pairs];
        answers = new RxRing[Gateway.PORTS][pairs];
        prefetch = Math.max(1, device.descriptors().prefetch() / pairs);
        read = new PayloadRead(
                model, prefix + "crypto read", device.descriptors().prefetch(), link, Way.IN, Long.MAX_VALUE);
        read.feeds(entry);
        ReceiveWrite write =
                new ReceiveWrite(model, prefix + "crypto write", link, device.descriptors(), Way.OUT, this::answerRing);
        for (LinkedStage pool : lanes) {
            pool.feeds(write);
        }
    }

    private RxRing answerRing(int packet) {
        int way = model.packets().queue(packet);
        return answers[Way.inPort(way)][Way.pair(way)];
    }

    /**
     * Puts itself between a core's RX and TX ring. The answer ring is as long as the request ring, whose places are
     * free when answers have been taken: it never overflows.
     */
    void between(RxRing from, PcieLink refill, HostCore core, int in, int pair, TxRing to) {
        String name = " ring " + in + "." + pair;
        TxRing asks = new TxRing(model, prefix + "request" + name, device, link, prefetch, Way.IN, null);
        asks.feeds(read);
        RxRing answer =
                new RxRing(model, prefix + "answer" + name, device.rings().tx(), link.wayPs());
        requests[in][pair] = asks;
        answers[in][pair] = answer;
        core.serveAsking(from, refill, asks);
        core.serveAnswers(answer, link, asks, to);
    }

    PcieLink link() {
        return link;
    }
}
