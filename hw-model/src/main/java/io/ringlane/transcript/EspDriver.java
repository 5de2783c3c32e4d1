// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.sa.XfrmState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The recording's own driver, modelled: it keeps a log of its calls, and has or lacks operations by the parameters of
 * its module ({@code has_add}, {@code has_del}, {@code has_esn}). One thread.
 */
final class EspDriver implements XfrmDeviceOps {
    private final List<String> log = new ArrayList<>();
    private final Map<String, Integer> parameters = new HashMap<>();
    private int answer;

    /** Parameters and the answer to each add, until they are set anew. */
    void set(Map<String, Integer> values, int addAnswer) {
        parameters.clear();
        parameters.putAll(values);
        answer = addAnswer;
    }

    private boolean has(String parameter) {
        return parameters.getOrDefault(parameter, 1) != 0;
    }

    @Override
    public boolean hasStateAdd() {
        return has("has_add");
    }

    @Override
    public boolean hasStateDelete() {
        return has("has_del");
    }

    @Override
    public boolean hasAdvanceEsn() {
        return has("has_esn");
    }

    /** Whether the device has operations at all. */
    boolean isThere() {
        return has("ops");
    }

    @Override
    public int stateAdd(XfrmState state) {
        note(answer == 0 ? "add" : "add-refused", state);
        return -answer;
    }

    @Override
    public void stateDelete(XfrmState state) {
        note("delete", state);
    }

    @Override
    public void stateFree(XfrmState state) {
        if (has("has_free")) {
            note("free", state);
        }
    }

    private void note(String call, XfrmState state) {
        log.add(String.format("%s spi=0x%08x", call, state.config().id().spi()));
    }

    /** The calls since the last time, oldest first. */
    List<String> takeLog() {
        List<String> taken = List.copyOf(log);
        log.clear();
        return taken;
    }
}
