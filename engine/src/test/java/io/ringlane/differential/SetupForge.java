// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.reference.Feature;
import io.ringlane.reference.RefDevice;
import io.ringlane.reference.RefPolicy;
import io.ringlane.reference.RefRoute;
import io.ringlane.reference.RefSa;
import io.ringlane.reference.RefScript;
import io.ringlane.reference.RefSetup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes random devices, SAs, policies and routes. Flow k goes to its own address and has its own policy and SA. */
final class SetupForge {
    private final Random random;
    private final int workers;
    final RefSetup setup = new RefSetup();
    /** Source and destination of each flow. */
    final List<byte[][]> flows = new ArrayList<>();

    SetupForge(Random random, int maxSegments, int partialPayload) {
        this.random = random;
        setup.maxSegments = maxSegments;
        setup.partialPayload = partialPayload;
        workers = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
        setup.asynchronous = workers > 0;
        script(workers > 0);
        setup.deferred = random.nextInt(5) > 0;
        setup.devices = List.of(device("one"), device("two"));
        setup.defaultRoute = route(setup.devices.get(0));
        setup.states = new ArrayList<>();
        setup.policies = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int k = 0; k < count; k++) {
            flow(k);
        }
        if (random.nextInt(3) == 0) {
            setup.policies.add(new RefPolicy(random.nextBoolean() ? 4 : 6, null, 17, 9, true, null, false, false, -1));
        }
    }

    /** Workers that seal off the core. */
    int workers() {
        return workers;
    }

    /** @param asynchronous real workers: then only failures are scripted. */
    private void script(boolean asynchronous) {
        int fail = random.nextInt(4) == 0 ? 3 + random.nextInt(30) : 0;
        int steal = !asynchronous && random.nextInt(4) == 0 ? 1 + random.nextInt(6) : 0;
        setup.script = new RefScript(random.nextInt(), fail, steal);
    }

    private RefDevice device(String name) {
        RefDevice device = new RefDevice();
        device.name = name;
        device.mtu = random.nextInt(4) == 0 ? 9000 : 1500;
        Set<Feature> features = device.features;
        boolean csum = random.nextInt(3) > 0;
        if (csum) {
            features.add(Feature.HW_CSUM);
            maybe(features, Feature.TSO, Feature.TSO6, Feature.TSO_ECN, Feature.TSO_MANGLEID, Feature.GSO_UDP_L4);
            maybe(features, Feature.GSO_PARTIAL);
        } else {
            maybe(features, Feature.IP_CSUM, Feature.IPV6_CSUM);
        }
        maybe(features, Feature.SG);
        if (random.nextInt(3) > 0) {
            features.add(Feature.HW_ESP);
            maybe(features, Feature.HW_ESP_TX_CSUM);
        }
        maybe(features, Feature.GSO_ESP);
        if (random.nextInt(4) == 0) {
            features.addAll(EnumSet.of(Feature.SG, Feature.HW_CSUM, Feature.GSO_PARTIAL, Feature.HW_ESP));
            features.add(Feature.HW_ESP_TX_CSUM);
            maybe(features, Feature.GSO_ESP);
            device.partial.add(Feature.GSO_ESP);
            device.partial.addAll(EnumSet.of(Feature.TSO, Feature.TSO6));
            maybe(device.partial, Feature.HW_ESP, Feature.HW_ESP_TX_CSUM, Feature.GSO_UDP_L4, Feature.TSO_ECN);
        } else if (random.nextInt(4) == 0) {
            features.addAll(EnumSet.allOf(Feature.class));
            maybe(device.notEncapsulated, Feature.TSO_ECN);
        } else if (random.nextInt(10) == 0 && features.contains(Feature.HW_ESP)) {
            device.partial.add(Feature.HW_ESP);
        }
        if (random.nextInt(6) == 0) {
            maybe(device.notEncapsulated, Feature.HW_CSUM, Feature.SG, Feature.TSO, Feature.GSO_ESP);
        }
        device.maxSegs = random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 65535;
        device.offloadOk = random.nextInt(6) > 0;
        device.errorEvery = random.nextInt(8) == 0 ? 3 + random.nextInt(9) : 0;
        return device;
    }

    private void maybe(Set<Feature> features, Feature... some) {
        for (Feature feature : some) {
            if (random.nextBoolean()) {
                features.add(feature);
            }
        }
    }

    private RefRoute route(RefDevice device) {
        byte[] link = new byte[random.nextInt(3) == 0 ? 14 : 0];
        random.nextBytes(link);
        int mtu = random.nextInt(3) == 0 ? 600 + random.nextInt(device.mtu - 599) : device.mtu;
        return new RefRoute(device, mtu, link, 1 + random.nextInt(255));
    }

    private byte[] address(int family, int net, int host) {
        byte[] address = new byte[family == 4 ? 4 : 16];
        address[0] = (byte) (family == 4 ? 10 : 0xfd);
        address[1] = (byte) net;
        address[address.length - 1] = (byte) host;
        return address;
    }

    private void flow(int k) {
        int inner = random.nextBoolean() ? 4 : 6;
        byte[] source = address(inner, 1, k + 1);
        byte[] destination = address(inner, 2, k + 1);
        flows.add(new byte[][] {source, destination});
        int kind = random.nextInt(16);
        if (kind == 0) {
            return;
        }
        boolean block = kind == 1;
        boolean template = kind != 2;
        RefSa sa = kind > 3 ? state(k, inner, source, destination) : null;
        boolean required = random.nextInt(4) > 0;
        setup.policies.add(new RefPolicy(inner, destination, 0, 0, block, sa, template, required, random.nextInt(3)));
        byte[] end = sa == null ? destination : sa.destination;
        if (random.nextInt(3) == 0) {
            RefRoute route = random.nextInt(12) == 0 ? null : route(setup.devices.get(random.nextInt(2)));
            setup.routes.put(Arrays.toString(end), route);
        }
    }

    private RefSa state(int k, int inner, byte[] source, byte[] destination) {
        RefSa sa = new RefSa();
        sa.spi = 0x1000 + k;
        sa.mode = RefSa.Mode.values()[random.nextInt(3)];
        int outer = sa.mode == RefSa.Mode.TRANSPORT ? inner : random.nextBoolean() ? 4 : 6;
        boolean own = sa.mode == RefSa.Mode.TRANSPORT;
        sa.source = own ? source : address(outer, 3, 1);
        sa.destination = own ? destination : address(outer, 4, k + 1);
        sa.selectorFamily = sa.mode == RefSa.Mode.BEET || random.nextBoolean() ? inner : 0;
        sa.key = new byte[new int[] {16, 24, 32}[random.nextInt(3)]];
        random.nextBytes(sa.key);
        sa.salt = new byte[4];
        random.nextBytes(sa.salt);
        sa.ivSalt = random.nextLong();
        sa.icv = new int[] {8, 12, 16}[random.nextInt(3)];
        sa.noEcn = random.nextInt(4) == 0;
        sa.noPmtuDisc = random.nextInt(4) == 0;
        sa.dontEncapDscp = random.nextInt(4) == 0;
        numbers(sa);
        if (setup.deferred && random.nextInt(5) < 3) {
            bind(sa);
        } else {
            limits(sa);
        }
        setup.states.add(sa);
        return sa;
    }

    private void numbers(RefSa sa) {
        sa.esn = random.nextBoolean();
        sa.mayWrap = !sa.esn && random.nextInt(3) == 0;
        boolean nearEnd = random.nextInt(3) == 0;
        sa.startLow = nearEnd ? -1 - random.nextInt(30) : random.nextInt(100);
        sa.startHigh = sa.esn ? random.nextInt(8) == 0 ? -1 : random.nextInt(3) : 0;
    }

    private void bind(RefSa sa) {
        RefDevice device = setup.devices.get(random.nextInt(2));
        sa.device = device;
    }

    /** Only in software: what becomes of packets on the way when a device loses an SA depends on when that is. */
    private void limits(RefSa sa) {
        if (random.nextInt(4) == 0) {
            sa.softPackets = random.nextInt(6);
            sa.hardPackets = sa.softPackets + random.nextInt(10);
        }
        if (random.nextInt(6) == 0) {
            sa.hardBytes = random.nextInt(8000);
        }
    }
}
