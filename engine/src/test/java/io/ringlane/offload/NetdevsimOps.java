// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import io.ringlane.dev.Errno;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.XfrmState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Inline-ESP operations that accept and refuse what the kernel's netdevsim driver does, and print its table as that
 * driver's debug file: 33 slots, AES-GCM with a 128-bit ICV only, no ESN; of a key only 20 bytes are looked at.
 */
final class NetdevsimOps implements XfrmDeviceOps {
    private static final int SLOTS = 33;
    private static final int ICV_BYTES = 16;

    private record Slot(XfrmState state, boolean inbound) {}

    private final Slot[] slots = new Slot[SLOTS];

    @Override
    public boolean hasAdvanceEsn() {
        return false;
    }

    @Override
    public int stateAdd(XfrmState state) {
        return add(state, false);
    }

    @Override
    public int stateAddInbound(XfrmState state) {
        return add(state, true);
    }

    private int add(XfrmState state, boolean inbound) {
        int free = freeSlot();
        if (free < 0) {
            return Errno.ENOSPC;
        }
        EspTransform transform = state.config().transform();
        if (!transform.name().equals(EspTransform.AES_GCM) || transform.icvLength() != ICV_BYTES) {
            return Errno.EINVAL;
        }
        slots[free] = new Slot(state, inbound);
        return 0;
    }

    /** The driver looks for a place before it looks at the algorithm. */
    private int freeSlot() {
        for (int i = 0; i < SLOTS; i++) {
            if (slots[i] == null) {
                return i;
            }
        }
        return -1;
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
    public void stateFree(XfrmState state) {}

    /** The driver's debug file. */
    String debugFile() {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (int i = 0; i < SLOTS; i++) {
            if (slots[i] != null) {
                count++;
                append(text, i, slots[i]);
            }
        }
        return "SA count=" + count + " tx=0\n" + text;
    }

    private static void append(StringBuilder text, int number, Slot slot) {
        byte[] material = new byte[20];
        slot.state.key().copyTo(0, material);
        ByteBuffer words = ByteBuffer.wrap(material).order(ByteOrder.LITTLE_ENDIAN);
        text.append(String.format(
                "sa[%d] %cx ipaddr=%s%n",
                number, slot.inbound ? 'r' : 't', slot.state.config().id().destination()));
        text.append(String.format(
                "sa[%d]    spi=0x%08x proto=0x%x salt=0x%08x crypt=1%n",
                number, slot.state.config().id().spi(), slot.state.config().id().protocol(), words.getInt(16)));
        text.append(String.format(
                "sa[%d]    key=0x%08x %08x %08x %08x%n",
                number, words.getInt(0), words.getInt(4), words.getInt(8), words.getInt(12)));
    }
}
