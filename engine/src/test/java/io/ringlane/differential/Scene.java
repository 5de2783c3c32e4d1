// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import io.ringlane.reference.Feature;
import io.ringlane.reference.GsoKind;
import io.ringlane.reference.Octets;
import io.ringlane.reference.RefDevice;
import io.ringlane.reference.RefPacket;
import io.ringlane.reference.RefPolicy;
import io.ringlane.reference.RefRoute;
import io.ringlane.reference.RefSa;
import io.ringlane.reference.RefScript;
import io.ringlane.reference.RefSetup;
import io.ringlane.reference.ReferenceXmit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One device, one SA and a few packets, set up by hand for a case that random runs have found. */
final class Scene {
    final RefDevice device = new RefDevice();
    final RefSa sa = new RefSa();
    final RefSetup setup = new RefSetup();
    final List<RefPacket> packets = new ArrayList<>();
    private final byte[] source;
    private final byte[] destination;

    /** @param family of the packets, {@code outer} of the SA. */
    Scene(RefSa.Mode mode, int family, int outer, Feature... features) {
        source = address(family, 1);
        destination = address(family, 2);
        device.name = "one";
        device.features.addAll(List.of(features));
        boolean own = mode == RefSa.Mode.TRANSPORT;
        sa.spi = 0x1000;
        sa.mode = mode;
        sa.source = own ? source : address(outer, 3);
        sa.destination = own ? destination : address(outer, 4);
        sa.selectorFamily = family;
        sa.key = new byte[16];
        sa.salt = new byte[4];
        setup.devices = List.of(device);
        setup.states = List.of(sa);
        setup.policies = List.of(new RefPolicy(family, destination, 0, 0, false, sa, true, true, 0));
        setup.defaultRoute = new RefRoute(device, 1500, new byte[0], 64);
        setup.maxSegments = 48;
        setup.partialPayload = 8192;
    }

    private static byte[] address(int family, int host) {
        byte[] address = new byte[family == 4 ? 4 : 16];
        address[0] = (byte) (family == 4 ? 10 : 0xfd);
        address[address.length - 1] = (byte) host;
        return address;
    }

    Scene bound() {
        sa.device = device;
        return this;
    }

    /** The SA does not protect anything: packets pass in the clear. */
    Scene clear() {
        setup.policies = List.of();
        return this;
    }

    /** Every packet that is given to the transform fails. */
    Scene failing() {
        setup.script = new RefScript(1, 1, 0);
        return this;
    }

    /** Adds a TCP packet with a partial checksum. @param options bytes of IPv4 options, {@code mss} 0 if no super. */
    Scene tcp(int payload, int mss, int options) {
        boolean v4 = source.length == 4;
        byte[] ip = new byte[v4 ? 20 + options : 40];
        if (v4) {
            ip[0] = (byte) (0x40 | ip.length / 4);
            ip[6] = 0x40;
            ip[8] = 64;
            ip[9] = 6;
            java.util.Arrays.fill(ip, 20, ip.length, (byte) 1);
            System.arraycopy(source, 0, ip, 12, 4);
            System.arraycopy(destination, 0, ip, 16, 4);
        } else {
            ip[0] = 0x60;
            ip[6] = 6;
            ip[7] = 64;
            System.arraycopy(source, 0, ip, 8, 16);
            System.arraycopy(destination, 0, ip, 24, 16);
        }
        byte[] data = new byte[20 + payload];
        new Random(payload).nextBytes(data);
        data[12] = 0x50;
        Octets.put16(data, 16, Octets.fold(Octets.pseudo(source, destination, 6, data.length)));
        RefPacket packet = new RefPacket();
        packet.ip = Octets.join(ip, data);
        packet.partial = true;
        packet.checksumStart = ip.length;
        packet.checksumOffset = 16;
        packet.gsoSize = mss;
        if (mss > 0) {
            packet.gso.add(v4 ? GsoKind.TCPV4 : GsoKind.TCPV6);
        }
        if (v4) {
            Octets.put16(packet.ip, 2, packet.ip.length);
            Octets.ipv4Checksum(packet.ip);
        } else {
            Octets.put16(packet.ip, 4, packet.ip.length - 40);
        }
        packets.add(packet);
        return this;
    }

    /** The packet added last. */
    RefPacket last() {
        return packets.get(packets.size() - 1);
    }

    /** Runs both. @param workers that seal off the core. @return what is not the same. */
    List<String> differences(int workers) {
        setup.asynchronous = workers > 0;
        Comparison comparison = new Comparison();
        try (EngineRun run = new EngineRun(setup, workers, new Random(3))) {
            ReferenceXmit reference = new ReferenceXmit(setup);
            packets.forEach(reference::process);
            reference.finish();
            run.run(packets);
            comparison.counters(reference.counts(), run.snapshot());
            comparison.states(setup, run.snapshot());
            comparison.same("slots out", 0, run.slotsOut());
            comparison.device(device, run.device(device), workers == 0, setup);
        }
        return comparison.differences();
    }
}
