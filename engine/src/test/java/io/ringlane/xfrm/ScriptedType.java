// SPDX-License-Identifier: Apache-2.0
package io.ringlane.xfrm;

import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketList;
import io.ringlane.sa.XfrmState;
import java.util.ArrayList;
import java.util.List;

/**
 * A transform that does what a script says: 0 done, P in progress, E error, one letter for each packet attempted; what
 * is beyond the script is done. It keeps packets in progress until the test takes them. One thread.
 */
public final class ScriptedType implements TypeOffload {
    /** What the transform saw of one packet. */
    public record Seen(
            Packet packet,
            XfrmState state,
            boolean inHardware,
            int data,
            int transport,
            int length,
            int flags,
            boolean linked,
            int checksumMode,
            boolean borrowed) {}

    private final TypeOffload encapsulation;
    private final List<Seen> seen = new ArrayList<>();
    private final List<Packet> inProgress = new ArrayList<>();
    private String script = "";
    private int credits = Integer.MAX_VALUE;

    /** @param encapsulation the real thing, for the encap hook. */
    public ScriptedType(TypeOffload encapsulation) {
        this.encapsulation = encapsulation;
    }

    public ScriptedType script(String outcomes) {
        script = outcomes;
        return this;
    }

    public ScriptedType credits(int packets) {
        credits = packets;
        return this;
    }

    @Override
    public void encap(Packet packet, XfrmState state) {
        encapsulation.encap(packet, state);
    }

    @Override
    public void xmit(XmitBurst burst) {
        int failedGroup = -1;
        for (int i = 0; i < burst.size(); i++) {
            if (burst.result(i) == XmitResult.FAILED) {
                failedGroup = burst.group(i);
            }
            if (!burst.isSettled(i) && burst.group(i) != failedGroup && attempt(burst, i) == XmitResult.FAILED) {
                failedGroup = burst.group(i);
            }
        }
    }

    private XmitResult attempt(XmitBurst burst, int index) {
        Packet packet = burst.packet(index);
        seen.add(new Seen(
                packet,
                burst.state(index),
                burst.inHardware(index),
                packet.data(),
                packet.transport(),
                packet.length(),
                packet.offloadFlags(),
                packet.next() != null,
                packet.checksumMode(),
                packet.bodyOwner() != null));
        XmitResult result = next();
        if (result == XmitResult.DONE) {
            packet.push(packet.data() - packet.network());
        } else if (result == XmitResult.IN_PROGRESS) {
            inProgress.add(packet);
        }
        burst.result(index, result);
        return result;
    }

    private XmitResult next() {
        char letter = script.isEmpty() ? '0' : script.charAt(0);
        script = script.isEmpty() ? script : script.substring(1);
        return switch (letter) {
            case 'P' -> XmitResult.IN_PROGRESS;
            case 'E' -> XmitResult.FAILED;
            default -> XmitResult.DONE;
        };
    }

    @Override
    public int credits() {
        return credits;
    }

    @Override
    public int inFlight() {
        return inProgress.size();
    }

    /** Every packet that was attempted, in order. */
    public List<Seen> seen() {
        return seen;
    }

    /** Packets that belong to crypto. */
    public List<Packet> inProgress() {
        return inProgress;
    }

    /** Crypto gives its packets up. */
    public PacketList takeInProgress() {
        PacketList list = new PacketList();
        inProgress.forEach(list::add);
        inProgress.clear();
        return list;
    }
}
