// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

/** What can happen to a device, told to every {@link DeviceListener}. Immutable. */
public sealed interface DeviceEvent {
    NetDevice device();

    /** The device asks to be let in ({@code NETDEV_REGISTER}): listeners may object. */
    record Registered(NetDevice device) implements DeviceEvent {}

    /** Feature bits were switched ({@code NETDEV_FEAT_CHANGE}): too late to object. */
    record FeaturesChanged(NetDevice device) implements DeviceEvent {}

    /** The device takes no packets any more ({@code NETDEV_DOWN}); it may come up again. */
    record Down(NetDevice device) implements DeviceEvent {}

    /** The device goes for good ({@code NETDEV_UNREGISTER}): nothing may refer to it afterwards. */
    record Unregistered(NetDevice device) implements DeviceEvent {}
}
