// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

/** Hears what happens to devices (the kernel's notifier block). Called by the registry's control thread. */
@FunctionalInterface
public interface DeviceListener {
    /** Only an objection to {@link DeviceEvent.Registered} has an effect: the registration is refused. */
    NotifyResult onDeviceEvent(DeviceEvent event);
}
