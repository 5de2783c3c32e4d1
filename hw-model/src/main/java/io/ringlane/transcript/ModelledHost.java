// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import io.ringlane.dev.DeviceRegistry;
import io.ringlane.dev.DeviceRegistry.Registration;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.Route;
import io.ringlane.offload.DeviceStates;
import io.ringlane.offload.OffloadResult;
import io.ringlane.offload.StateOffload;
import io.ringlane.offload.UserOffload;
import io.ringlane.offload.XfrmDeviceListener;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.XfrmState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The machine of a recording: the engine's own registry, table and device binding, over modelled devices. It remembers
 * what was added, in order. One thread; owns the states and their keys until it is closed.
 */
final class ModelledHost implements AutoCloseable {
    /** The device of the recording's own driver, and a plain one; both are there from the start. */
    static final String ESP_DEVICE = "hw0";

    static final String PLAIN_DEVICE = "eg0";
    static final String NETDEVSIM_DEVICE = "eth0";
    private static final int CAPACITY = 4096;

    private final SaTable table = new SaTable(CAPACITY);
    private final StateOffload offload = new StateOffload(CAPACITY);
    private final DeviceRegistry registry = new DeviceRegistry();
    private final DeviceStates states = states(true);
    private final DeviceStates statesWithoutType = states(false);
    private final Map<String, EspDriver> drivers = new HashMap<>();
    private final List<XfrmState> added = new ArrayList<>();
    private NetdevsimDriver netdevsim = new NetdevsimDriver();
    private NetDevice routeDevice;

    ModelledHost() {
        registry.addListener(new XfrmDeviceListener(states::flush));
        device(ESP_DEVICE);
        device(PLAIN_DEVICE);
    }

    private DeviceStates states(boolean typeOffload) {
        return new DeviceStates(
                table,
                offload,
                registry,
                (family, high, low, mark) ->
                        routeDevice == null ? null : new Route(routeDevice, routeDevice.mtu(), new byte[0], 64),
                typeOffload);
    }

    // ---- devices

    DeviceRegistry registry() {
        return registry;
    }

    /** Index of a device; one that should be there and is not is registered with default parameters. */
    int device(String name) {
        if (registry.find(name) != null) {
            return registry.indexOf(name);
        }
        return switch (name) {
            case PLAIN_DEVICE -> registry.register(ModelledDevice.plain(name)).index();
            case NETDEVSIM_DEVICE -> {
                netdevsim = new NetdevsimDriver();
                yield registry.register(ModelledDevice.netdevsim(name, netdevsim))
                        .index();
            }
            case ESP_DEVICE -> register(name, Map.of()).index();
            default -> throw new TranscriptReplay.NotModelled("device " + name);
        };
    }

    /** Loads the recording's driver with parameters. */
    Registration register(String name, Map<String, Integer> parameters) {
        EspDriver driver = new EspDriver();
        driver.set(parameters, 0);
        drivers.put(name, driver);
        return registry.register(ModelledDevice.esp(name, parameters, driver));
    }

    /** Driver of the recording's own kind, null of any other device. */
    EspDriver driver(String name) {
        return drivers.get(name);
    }

    /** All calls since the last time; drivers of devices that are gone may still be told of states. */
    List<String> takeDriverLog() {
        List<String> lines = new ArrayList<>();
        drivers.values().forEach(driver -> lines.addAll(driver.takeLog()));
        return lines;
    }

    String debugFile() {
        return netdevsim.debugFile();
    }

    /** @param name of the device that the route to every peer leaves by; null for no route. */
    void route(String name) {
        routeDevice = name == null ? null : registry.device(device(name));
    }

    // ---- states

    /** Adds a state. The key is closed here if it is refused. */
    OffloadResult add(XfrmState state, UserOffload request, boolean typeOffload) {
        OffloadResult result = (typeOffload ? states : statesWithoutType).add(state, request);
        if (result.isRefused()) {
            state.key().close();
        } else {
            added.add(state);
        }
        return result;
    }

    DeviceStates states() {
        return states;
    }

    int size() {
        return table.size();
    }

    /** States in use, the newest first. */
    List<XfrmState> inUse() {
        return added.stream()
                .filter(state -> table.find(state.config().id()) == state)
                .toList()
                .reversed();
    }

    /**
     * Deletes all states.
     *
     * @param late SPIs of states whose end is delayed, as by a packet in flight.
     * @return these states: to be released.
     */
    List<XfrmState> clean(Set<Integer> late) {
        List<XfrmState> held = inUse().stream()
                .filter(state -> late.contains(state.config().id().spi()))
                .toList();
        held.forEach(XfrmState::hold);
        states.flushAll();
        added.clear();
        takeDriverLog();
        return held;
    }

    /** Head lines of the states in use, the newest first, as {@code ip xfrm state} prints them. */
    List<String> describe() {
        return inUse().stream().map(this::describe).toList();
    }

    private String describe(XfrmState state) {
        SaConfig config = state.config();
        String line = String.format(
                "src %s dst %s | proto esp spi 0x%08x reqid %d mode %s",
                config.source(),
                config.id().destination(),
                config.id().spi(),
                config.reqid(),
                config.mode().label());
        StateOffload.Binding binding = offload.of(state);
        return binding == null
                ? line
                : line + " | crypto offload parameters: dev " + binding.device().name() + " dir "
                        + (binding.inbound() ? "in" : "out");
    }

    @Override
    public void close() {
        states.flushAll();
    }
}
