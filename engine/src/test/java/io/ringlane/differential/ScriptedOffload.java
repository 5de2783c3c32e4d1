// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.packet.Packet;
import io.ringlane.reference.RefScript;
import io.ringlane.sa.XfrmState;
import io.ringlane.xfrm.SealedSink;
import io.ringlane.xfrm.TypeOffload;
import io.ringlane.xfrm.XmitBurst;
import io.ringlane.xfrm.XmitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * ESP with a script in front: some packets fail, some that are sealed are said to be in progress and come back later in
 * any order. The core's thread.
 */
final class ScriptedOffload implements TypeOffload {
    private final TypeOffload real;
    private final RefScript script;
    private final Random random;
    private final List<Packet> parked = new ArrayList<>();

    ScriptedOffload(TypeOffload real, RefScript script, Random random) {
        this.real = real;
        this.script = script;
        this.random = random;
    }

    @Override
    public void encap(Packet packet, XfrmState state) {
        real.encap(packet, state);
    }

    @Override
    public void xmit(XmitBurst burst) {
        for (int i = 0; i < burst.size(); i++) {
            if (!burst.isSettled(i) && script.fails(spi(burst, i), sequence(burst, i))) {
                burst.result(i, XmitResult.FAILED);
            }
        }
        real.xmit(burst);
        for (int i = 0; i < burst.size(); i++) {
            boolean sealed = !burst.isSettled(i) && !burst.inHardware(i) && burst.result(i) == XmitResult.DONE;
            if (sealed && script.steals(spi(burst, i), sequence(burst, i))) {
                burst.result(i, XmitResult.IN_PROGRESS);
                parked.add(burst.packet(i));
            }
        }
    }

    private static int spi(XmitBurst burst, int index) {
        return burst.state(index).config().id().spi();
    }

    private static int sequence(XmitBurst burst, int index) {
        return burst.packet(index).sequenceLow();
    }

    @Override
    public boolean asynchronous() {
        return real.asynchronous() || script.stealEvery() != 0;
    }

    @Override
    public int credits() {
        return real.credits();
    }

    @Override
    public int drain(SealedSink sink, int limit) {
        int count = real.drain(sink, limit);
        while (!parked.isEmpty() && count < limit && random.nextInt(3) > 0) {
            sink.sealed(parked.remove(random.nextInt(parked.size())), true);
            count++;
        }
        return count;
    }

    @Override
    public int inFlight() {
        return real.inFlight() + parked.size();
    }
}
