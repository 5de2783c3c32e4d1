// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Devices, SAs, policies and routes of one run. */
public final class RefSetup {
    public List<RefDevice> devices;
    public List<RefSa> states;
    public List<RefPolicy> policies;
    public RefRoute defaultRoute;
    /** Routes by whole destination address; a null route means that there is none. */
    public final Map<String, RefRoute> routes = new LinkedHashMap<>();

    public RefScript script = new RefScript(0, 0, 0);
    /** ESP may be left to validate. */
    public boolean deferred = true;

    /** Software seals off the core: everything sealed is in progress at first. */
    public boolean asynchronous;

    public int maxSegments;
    /** Slots for segments and fragments, by how long those may be. */
    public int wireSlots;

    public int jumboSlots;
    /** Most payload octets of one partial super-segment; 0: none are made. */
    public int partialPayload;

    /** One number is one packet on its way out. */
    boolean oneForOne() {
        return asynchronous || script.stealEvery() != 0;
    }

    /** Slots for packets of a length: 256 octets in front of each and 64 behind it are room. */
    int slots(int length) {
        return (length <= 2048 + 64 - 320 ? wireSlots : 0) + (length <= 10240 + 64 - 320 ? jumboSlots : 0);
    }

    public RefRoute route(byte[] destination) {
        String key = Arrays.toString(destination);
        return routes.containsKey(key) ? routes.get(key) : defaultRoute;
    }

    /** The first that matches, lowest priority number first; those added earlier among equals. */
    RefPolicy policy(RefFlow flow) {
        return policies.stream()
                .sorted(Comparator.comparingInt(RefPolicy::priority))
                .filter(policy -> policy.matches(flow))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("deferred ").append(deferred).append(' ').append(script).append('\n');
        devices.forEach(device -> text.append(device).append('\n'));
        states.forEach(state -> text.append(state).append('\n'));
        policies.forEach(policy -> text.append(policy).append('\n'));
        text.append("default ").append(defaultRoute).append('\n');
        routes.forEach(
                (key, route) -> text.append(key).append(' ').append(route).append('\n'));
        return text.toString();
    }
}
