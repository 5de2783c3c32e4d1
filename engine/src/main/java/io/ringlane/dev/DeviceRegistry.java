// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The devices of an engine, by index and by name. Changes come from one control thread at a time and are told to the
 * listeners before they return; look-ups by index are for any thread and take no lock. It does not close devices.
 */
public final class DeviceRegistry {
    /** The index that no device has. */
    public static final int NONE = 0;

    private static final int LAST_INDEX = 0xffff;

    /**
     * What became of a registration.
     *
     * @param errno 0, or a negative {@link Errno}: EPERM when a listener objected, EEXIST for a name in use, ENOSPC
     *              when all indices are in use.
     * @param index of the device, from 1 on; {@link #NONE} when it was refused.
     * @param reason why it was refused, in words; empty when it was not.
     */
    public record Registration(int errno, int index, String reason) {
        public boolean isRefused() {
            return errno != 0;
        }
    }

    /**
     * What became of a wish to switch features.
     *
     * @param before bits that were on.
     * @param after bits that are on now.
     * @param refused bits of the wish that this device cannot switch.
     * @param objection what a listener thinks is wrong with the new set; it stands nevertheless. Empty without.
     */
    public record FeatureChange(long before, long after, long refused, String objection) {}

    private final List<DeviceListener> listeners = new ArrayList<>();
    private volatile NetDevice[] devices = new NetDevice[8];
    private volatile boolean[] up = new boolean[8];

    /** Adds a listener; it is told of the devices already here, and has no say in them. */
    public synchronized void addListener(DeviceListener listener) {
        listeners.add(listener);
        for (NetDevice device : devices) {
            if (device != null) {
                listener.onDeviceEvent(new DeviceEvent.Registered(device));
            }
        }
    }

    /**
     * Lets a device in, if no listener objects ({@code register_netdevice}). It is up at once: there is nobody here who
     * would have to configure it first.
     */
    public synchronized Registration register(NetDevice device) {
        if (find(device.name()) != null) {
            return new Registration(Errno.EEXIST, NONE, "device name " + device.name() + " is in use");
        }
        int index = freeIndex();
        if (index > LAST_INDEX) {
            return new Registration(Errno.ENOSPC, NONE, "more than " + LAST_INDEX + " devices");
        }
        for (int i = 0; i < listeners.size(); i++) {
            NotifyResult result = listeners.get(i).onDeviceEvent(new DeviceEvent.Registered(device));
            if (result.isBad()) {
                forget(device, i);
                return new Registration(Errno.EPERM, NONE, "device " + device.name() + ": " + result.objection());
            }
        }
        put(index, device, true);
        return new Registration(0, index, "");
    }

    /** Tells the listeners that had agreed to a device that it does not come. */
    private void forget(NetDevice device, int told) {
        for (int i = 0; i < told; i++) {
            listeners.get(i).onDeviceEvent(new DeviceEvent.Unregistered(device));
        }
    }

    /**
     * Switches the features in {@code mask} to what they are in {@code values}, as far as the device can
     * ({@code netdev_update_features}). Listeners are told if anything changed, and cannot prevent it.
     */
    public synchronized FeatureChange changeFeatures(int index, long mask, long values) {
        NetDevice device = existing(index);
        long before = device.features();
        long wanted = before & ~mask | values & mask;
        long after = device.changeFeatures(wanted);
        String objection = "";
        if (after != before) {
            for (DeviceListener listener : listeners) {
                NotifyResult result = listener.onDeviceEvent(new DeviceEvent.FeaturesChanged(device));
                objection = objection.isEmpty() ? result.objection() : objection;
            }
        }
        return new FeatureChange(before, after, (wanted ^ after) & mask, objection);
    }

    /** The device takes packets again. */
    public synchronized void up(int index) {
        put(index, existing(index), true);
    }

    /** The device takes no packets; listeners are told if it was up. */
    public synchronized void down(int index) {
        NetDevice device = existing(index);
        if (up[index]) {
            put(index, device, false);
            tell(new DeviceEvent.Down(device));
        }
    }

    /** Takes a device out: down first, then gone ({@code unregister_netdevice}). Its index is free again. */
    public synchronized void unregister(int index) {
        NetDevice device = existing(index);
        down(index);
        tell(new DeviceEvent.Unregistered(device));
        put(index, null, false);
    }

    private void tell(DeviceEvent event) {
        for (DeviceListener listener : listeners) {
            listener.onDeviceEvent(event);
        }
    }

    /** @return the device of an index, or null. */
    public NetDevice device(int index) {
        NetDevice[] now = devices;
        return index > NONE && index < now.length ? now[index] : null;
    }

    /** True when the device is there and takes packets. */
    public boolean isUp(int index) {
        boolean[] now = up;
        return index > NONE && index < now.length && now[index];
    }

    /** @return the device of a name, or null. Not for the packet path. */
    public NetDevice find(String name) {
        return device(indexOf(name));
    }

    /** @return the index of a name, or {@link #NONE}. Not for the packet path. */
    public int indexOf(String name) {
        NetDevice[] now = devices;
        for (int i = 1; i < now.length; i++) {
            if (now[i] != null && now[i].name().equals(name)) {
                return i;
            }
        }
        return NONE;
    }

    private int freeIndex() {
        int index = 1;
        while (device(index) != null) {
            index++;
        }
        return index;
    }

    private NetDevice existing(int index) {
        NetDevice device = device(index);
        if (device == null) {
            throw new IllegalArgumentException("no device has index " + index);
        }
        return device;
    }

    /** Replaces both arrays, so that a reader sees either the state before or the state after. */
    private void put(int index, NetDevice device, boolean isUp) {
        int length = Math.max(devices.length, Integer.highestOneBit(index) << 1);
        NetDevice[] newDevices = Arrays.copyOf(devices, length);
        boolean[] newUp = Arrays.copyOf(up, length);
        newDevices[index] = device;
        newUp[index] = isUp;
        devices = newDevices;
        up = newUp;
    }
}
