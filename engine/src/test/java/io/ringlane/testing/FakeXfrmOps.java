// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import io.ringlane.dev.Errno;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.packet.Packet;
import io.ringlane.sa.XfrmState;
import java.util.ArrayList;
import java.util.List;

/**
 * Inline-ESP operations of a driver that does nothing but keep a log, modelled on the test driver of the recorded
 * kernel cases: one line per call, {@code add spi=0x00001000}. Slots, results and missing operations are settable.
 */
public final class FakeXfrmOps implements XfrmDeviceOps {
    private final List<String> log = new ArrayList<>();
    private final List<XfrmState> installed = new ArrayList<>();
    private int slots = Integer.MAX_VALUE;
    private int addResult;
    private boolean hasStateAdd = true;
    private boolean hasStateDelete = true;
    private boolean hasAdvanceEsn = true;
    private boolean offloadOk = true;

    /** Finite table: one state more is answered with ENOSPC. */
    public FakeXfrmOps slots(int count) {
        slots = count;
        return this;
    }

    /** What the driver answers to every add from now on. */
    public FakeXfrmOps addResult(int result) {
        addResult = result;
        return this;
    }

    public FakeXfrmOps withoutStateAdd() {
        hasStateAdd = false;
        return this;
    }

    public FakeXfrmOps withoutStateDelete() {
        hasStateDelete = false;
        return this;
    }

    public FakeXfrmOps advanceEsn(boolean has) {
        hasAdvanceEsn = has;
        return this;
    }

    public FakeXfrmOps offloadOk(boolean answer) {
        offloadOk = answer;
        return this;
    }

    @Override
    public boolean hasStateAdd() {
        return hasStateAdd;
    }

    @Override
    public boolean hasStateDelete() {
        return hasStateDelete;
    }

    @Override
    public boolean hasAdvanceEsn() {
        return hasAdvanceEsn;
    }

    @Override
    public int stateAdd(XfrmState state) {
        int result = addResult == 0 && installed.size() == slots ? Errno.ENOSPC : addResult;
        note(result == 0 ? "add" : "add-refused", state);
        if (result == 0) {
            installed.add(state);
        }
        return result;
    }

    @Override
    public void stateDelete(XfrmState state) {
        note("delete", state);
    }

    @Override
    public void stateFree(XfrmState state) {
        note("free", state);
        installed.remove(state);
    }

    @Override
    public boolean offloadOk(Packet packet, XfrmState state) {
        return offloadOk;
    }

    @Override
    public void advanceEsn(XfrmState state) {
        note("advance", state);
    }

    private void note(String call, XfrmState state) {
        log.add(String.format("%s spi=0x%08x", call, state.config().id().spi()));
    }

    /** States whose slot is in use. */
    public List<XfrmState> installed() {
        return installed;
    }

    /** The calls since the last time, oldest first; the log is empty afterwards. */
    public List<String> takeLog() {
        List<String> taken = List.copyOf(log);
        log.clear();
        return taken;
    }
}
