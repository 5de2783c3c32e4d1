// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import io.ringlane.dev.Errno;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaId;
import io.ringlane.sa.XfrmState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The kernel's netdevsim driver, modelled: 33 slots, AES-GCM with a 128-bit ICV only, no ESN, and its debug file. Of a
 * key it looks at twenty bytes, whatever the key's length. One thread.
 */
final class NetdevsimDriver implements XfrmDeviceOps {
    private static final int SLOTS = 33;
    private static final int ICV_BYTES = 16;
    private static final int KEY_BYTES = 20;

    private record Slot(XfrmState state, boolean inbound) {}

    private final Slot[] slots = new Slot[SLOTS];

    @Override
    public boolean hasAdvanceEsn() {
        return false;
    }

    @Override
    public int stateAdd(XfrmState state) {
        return add(new Slot(state, false));
    }

    @Override
    public int stateAddInbound(XfrmState state) {
        return add(new Slot(state, true));
    }

    /** A full table is found before the algorithm is looked at. */
    private int add(Slot slot) {
        int free = 0;
        while (free < SLOTS && slots[free] != null) {
            free++;
        }
        if (free == SLOTS) {
            return Errno.ENOSPC;
        }
        EspTransform transform = slot.state.config().transform();
        if (!transform.name().equals(EspTransform.AES_GCM) || transform.icvLength() != ICV_BYTES) {
            return Errno.EINVAL;
        }
        slots[free] = slot;
        return 0;
    }

    @Override
    public void stateDelete(XfrmState state) {
        for (int i = 0; i < SLOTS; i++) {
            if (slots[i] != null && slots[i].state == state) {
                slots[i] = null;
            }
        }
    }

    @Override
    public void stateFree(XfrmState state) {
        // the slot was free when the state was deleted
    }

    /** The driver's debug file. */
    String debugFile() {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (int i = 0; i < SLOTS; i++) {
            if (slots[i] != null) {
                count++;
                append(text, "sa[" + i + "]", slots[i]);
            }
        }
        return "SA count=" + count + " tx=0\n" + text;
    }

    private static void append(StringBuilder text, String label, Slot slot) {
        byte[] material = new byte[Math.max(KEY_BYTES, slot.state.key().length())];
        slot.state.key().copyTo(0, material);
        ByteBuffer words = ByteBuffer.wrap(material).order(ByteOrder.LITTLE_ENDIAN);
        SaId id = slot.state.config().id();
        text.append(String.format("%s %cx ipaddr=%s\n", label, slot.inbound ? 'r' : 't', id.destination()))
                .append(String.format(
                        "%s    spi=0x%08x proto=0x%x salt=0x%08x crypt=1\n",
                        label, id.spi(), id.protocol(), words.getInt(16)))
                .append(String.format(
                        "%s    key=0x%08x %08x %08x %08x\n",
                        label, words.getInt(0), words.getInt(4), words.getInt(8), words.getInt(12)));
    }
}
