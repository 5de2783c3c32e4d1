// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import io.ringlane.dev.DeviceRegistry;
import io.ringlane.dev.Errno;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.Route;
import io.ringlane.dev.RouteLookup;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.header.IpProtocol;
import io.ringlane.offload.OffloadResult.Installed;
import io.ringlane.offload.OffloadResult.Reason;
import io.ringlane.offload.OffloadResult.Refused;
import io.ringlane.offload.OffloadResult.Software;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmState;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Brings SAs into use and out of it, in the table and on devices ({@code xfrm_dev_state_add}, {@code _delete},
 * {@code _free}, {@code _flush}). Belongs to the core that owns the table; owns the keys of the states it has taken.
 */
public final class DeviceStates {
    private final SaTable table;
    private final StateOffload offload;
    private final DeviceRegistry registry;
    private final RouteLookup routes;
    private final boolean typeOffload;
    /** States that are deleted, and whose hardware slot some packet still uses. */
    private final Map<XfrmState, StateOffload.Binding> lingering = new IdentityHashMap<>();

    private Consumer<XfrmState> freed = state -> {};

    /** @param typeOffload ESP may be left to devices; without it every request for offload is refused. */
    public DeviceStates(
            SaTable table, StateOffload offload, DeviceRegistry registry, RouteLookup routes, boolean typeOffload) {
        this.table = table;
        this.offload = offload;
        this.registry = registry;
        this.routes = routes;
        this.typeOffload = typeOffload;
    }

    /** Sets who else is told that a state is gone for good, before its key is closed. */
    public void onFree(Consumer<XfrmState> listener) {
        freed = listener;
    }

    // ---- add

    /**
     * Adds an SA. Unless refused, it and its key are this object's from now on. The order of the questions is that of
     * Linux 6.1, and so are error numbers and messages.
     *
     * @param request null when the SA is to be done in software.
     */
    public OffloadResult add(XfrmState state, UserOffload request) {
        if (state.config().id().protocol() != IpProtocol.ESP) {
            return new Refused(Errno.EPROTONOSUPPORT, "Requested type not found");
        }
        if (request == null) {
            return addInSoftware(state, Reason.NOT_ASKED);
        }
        Refused refused = refusal(state.config(), request);
        if (refused != null) {
            return refused;
        }
        NetDevice device = deviceFor(state.config(), request);
        if (device == null) {
            return addInSoftware(state, Reason.NO_ROUTE);
        }
        XfrmDeviceOps ops = device.xfrmOps();
        if (ops == null || !ops.hasStateAdd()) {
            return addInSoftware(state, Reason.NO_OPERATIONS);
        }
        if (state.config().esn() && !ops.hasAdvanceEsn()) {
            return new Refused(Errno.EINVAL, "Device doesn't support offload with ESN");
        }
        return install(state, new StateOffload.Binding(state, device, device, request.isInbound(), request.flags()));
    }

    /** Rules A1, A2 and A2': what no device is asked about. @return null when there is nothing against it. */
    private Refused refusal(SaConfig config, UserOffload request) {
        if (!typeOffload) {
            return new Refused(Errno.EINVAL, "Type doesn't support offload");
        }
        if (config.encapsulatedInUdp() || config.tfcPad() != 0) {
            return new Refused(Errno.EINVAL, "Encapsulation and TFC padding can't be offloaded");
        }
        if ((request.flags() & ~UserOffload.KNOWN_FLAGS) != 0) {
            return new Refused(Errno.EINVAL, "Unrecognized flags in offload request");
        }
        return null;
    }

    /** Rule A3: by index, else by the route to the other end, which for a receiving SA is the source. */
    private NetDevice deviceFor(SaConfig config, UserOffload request) {
        NetDevice device = registry.device(request.deviceIndex());
        if (device != null) {
            return device;
        }
        IpAddress peer = request.isInbound() ? config.source() : config.id().destination();
        Route route = routes.find(peer.family(), peer.high(), peer.low(), config.markBehind(0));
        return route == null ? null : route.device();
    }

    private OffloadResult addInSoftware(XfrmState state, Reason reason) {
        if (!table.place(state)) {
            return tableFull();
        }
        return publish(state, null, new Software(reason));
    }

    /** Rules A6 to A8: the state has its index before the driver sees it, and packets find it only afterwards. */
    private OffloadResult install(XfrmState state, StateOffload.Binding binding) {
        if (!table.place(state)) {
            return tableFull();
        }
        XfrmDeviceOps ops = binding.device().xfrmOps();
        int error = binding.inbound() ? ops.stateAddInbound(state) : ops.stateAdd(state);
        if (error == 0) {
            offload.bind(binding);
            return publish(state, binding, new Installed(binding.device()));
        }
        if (error == Errno.EOPNOTSUPP) {
            return publish(state, null, new Software(Reason.DRIVER_DECLINED));
        }
        table.remove(state);
        return new Refused(error, "Device failed to offload this state");
    }

    /** The kernel, too, asks the driver first and looks for a state of the same identity afterwards. */
    private OffloadResult publish(XfrmState state, StateOffload.Binding binding, OffloadResult result) {
        if (table.publish(state)) {
            return result;
        }
        if (binding != null) {
            offload.unbind(binding);
            driverDelete(binding);
            binding.device().xfrmOps().stateFree(state);
        }
        table.remove(state);
        return new Refused(Errno.EEXIST, "");
    }

    private OffloadResult tableFull() {
        return new Refused(Errno.ENOMEM, "SA table is full: " + table.capacity() + " states");
    }

    // ---- update

    /**
     * Gives an SA in use new lifetime limits ({@code XFRM_MSG_UPDSA}); it stays on its device or in software as it is.
     *
     * @return 0, ESRCH when there is no such SA, or EINVAL when it is not valid any more.
     */
    public int update(SaId id, SaLimits limits) {
        XfrmState state = table.find(id);
        if (state == null) {
            return Errno.ESRCH;
        }
        if (state.status() != XfrmState.Status.VALID) {
            return Errno.EINVAL;
        }
        state.limits(limits);
        return 0;
    }

    // ---- delete

    /**
     * Takes an SA out of use: the driver is told at once, and told again that the slot is free when the last packet in
     * flight is done. The same goes for the key.
     *
     * @return false when the SA is not in use.
     */
    public boolean delete(XfrmState state) {
        if (table.find(state.config().id()) != state) {
            return false;
        }
        if (remove(state)) {
            free(state);
        }
        return true;
    }

    /** @return true when nothing of the state is in flight. */
    private boolean remove(XfrmState state) {
        boolean idle = state.kill();
        StateOffload.Binding binding = offload.of(state);
        if (binding != null) {
            offload.unbind(binding);
            driverDelete(binding);
            lingering.put(state, binding);
        }
        table.retire(state);
        return idle;
    }

    private static void driverDelete(StateOffload.Binding binding) {
        XfrmDeviceOps ops = binding.device().xfrmOps();
        if (ops.hasStateDelete()) {
            ops.stateDelete(binding.state());
        }
    }

    /** Frees slot and key of a dead state; to be called when {@link XfrmState#release} says that it was the last. */
    public void free(XfrmState state) {
        StateOffload.Binding binding = lingering.remove(state);
        if (binding != null) {
            binding.device().xfrmOps().stateFree(state);
        }
        table.remove(state);
        freed.accept(state);
        state.key().close();
    }

    /** Ends one packet's hold on its state, and the state with it if that was the last one of a dead state. */
    public void release(XfrmState state) {
        if (state.release()) {
            free(state);
        }
    }

    /**
     * Deletes every SA that is on a device ({@code xfrm_dev_state_flush}): later packets find none. Slots are freed in
     * the kernel's order, the last deleted first.
     *
     * @return how many there were.
     */
    public int flush(NetDevice device) {
        List<StateOffload.Binding> gone = offload.of(device);
        for (StateOffload.Binding binding : gone) {
            remove(binding.state());
        }
        for (StateOffload.Binding binding : gone.reversed()) {
            if (binding.state().inFlight() == 0) {
                free(binding.state());
            }
        }
        return gone.size();
    }

    /** Deletes every SA. @return how many there were. */
    public int flushAll() {
        int count = 0;
        for (int i = 0; i < table.capacity(); i++) {
            XfrmState state = table.get(i);
            if (state != null && delete(state)) {
                count++;
            }
        }
        return count;
    }

    /** Deleted SAs whose slot on a device waits for packets in flight. */
    public int lingering() {
        return lingering.size();
    }
}
