// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import io.ringlane.dev.NetDevice;
import io.ringlane.sa.XfrmState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Which SA is done by which device: the kernel's {@code x->xso}, kept outside the state so that states know no devices.
 * Owned by one core; written by {@link DeviceStates} only. The packet path asks by the index of a live SA.
 */
public final class StateOffload {
    /**
     * One SA on one device.
     *
     * @param device that the SA was asked for, a bond perhaps.
     * @param realDevice that does the work; the same unless there is a device in between.
     * @param flags of the request.
     */
    public record Binding(XfrmState state, NetDevice device, NetDevice realDevice, boolean inbound, int flags) {}

    private final Binding[] byIndex;
    private final LinkedHashMap<XfrmState, Binding> bindings = new LinkedHashMap<>();
    private long generation;

    /** @param capacity of the SA table. */
    public StateOffload(int capacity) {
        byIndex = new Binding[capacity];
    }

    /** @return the device ({@code xso.dev}) of the live SA at an index, or null when it is done in software. */
    public NetDevice deviceOf(int stateIndex) {
        Binding binding = byIndex[stateIndex];
        return binding == null ? null : binding.device;
    }

    /** @return the device that does the work ({@code xso.real_dev}), or null. */
    public NetDevice realDeviceOf(int stateIndex) {
        Binding binding = byIndex[stateIndex];
        return binding == null ? null : binding.realDevice;
    }

    /** True when the live SA at an index is bound for receiving. */
    public boolean isInbound(int stateIndex) {
        Binding binding = byIndex[stateIndex];
        return binding != null && binding.inbound;
    }

    /** Tells the driver that the high half of an outbound SA's number changed, if a device does the SA. */
    public void advanceEsn(XfrmState state) {
        Binding binding = byIndex[state.index()];
        if (binding != null) {
            binding.device.xfrmOps().advanceEsn(state);
        }
    }

    /** @return the binding of a live SA, or null. */
    public Binding of(XfrmState state) {
        int index = state.index();
        Binding binding = index < 0 ? null : byIndex[index];
        return binding != null && binding.state == state ? binding : null;
    }

    /** Number of SAs that devices do. */
    public int size() {
        return bindings.size();
    }

    /** Grows with every change. */
    public long generation() {
        return generation;
    }

    void bind(Binding binding) {
        generation++;
        byIndex[binding.state.index()] = binding;
        bindings.put(binding.state, binding);
    }

    void unbind(Binding binding) {
        generation++;
        byIndex[binding.state.index()] = null;
        bindings.remove(binding.state);
    }

    /** Bindings of one device, the newest first: the order in which a kernel finds them. */
    List<Binding> of(NetDevice device) {
        List<Binding> found = new ArrayList<>();
        for (Binding binding : bindings.sequencedValues().reversed()) {
            if (binding.device == device) {
                found.add(binding);
            }
        }
        return found;
    }
}
