// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.CaseInfo;
import io.ringlane.golden.GoldenCase;
import io.ringlane.golden.GoldenSa;
import io.ringlane.golden.PacketMeta;
import io.ringlane.golden.Road;
import java.util.List;

/**
 * What an engine is built from for one case and road, and what it is fed. Immutable.
 *
 * @param sas the SAs to install, innermost first; none if the recording never added them.
 * @param policies arguments of {@code ip xfrm policy add}, outbound ones.
 * @param devices first the egress device, then the device of the SA if that is another one.
 * @param routeMtu MTU of the route of protected packets, {@code hopLimit} its TTL.
 * @param fragmentMtu what IP cuts ESP packets to; what a local IPv4 socket sends keeps the SA's smaller MTU.
 */
public record CaseSetup(
        List<GoldenSa> sas,
        List<String> policies,
        List<Device> devices,
        int routeMtu,
        int fragmentMtu,
        int hopLimit,
        Road road,
        List<Injection> packets) {
    private static final String POLICY = "xfrm policy add ";
    private static final int DEFAULT_HOP_LIMIT = 64;

    /**
     * One packet to feed.
     *
     * @param input record of in.pcap, -1 for a look-up by a local socket that the capture does not show.
     */
    public record Injection(int input, byte[] bytes, PacketMeta meta) {}

    /**
     * A device of the recording.
     *
     * @param parameters of the offloading device, null of a plain one.
     */
    public record Device(String name, int mtu, String parameters) {
        /** A parameter of the offloading device, in its own words; {@code absent} if it was not given. */
        public int parameter(String word, int absent) {
            for (String setting : parameters == null ? new String[0] : parameters.split(" ")) {
                if (setting.startsWith(word + "=")) {
                    return Integer.parseInt(setting.substring(word.length() + 1));
                }
            }
            return absent;
        }

        public boolean isOffloading() {
            return parameters != null;
        }
    }

    /** Works the set-up out of a case. */
    static CaseSetup of(GoldenCase golden, Road road) {
        CaseInfo info = golden.info();
        List<String> policies = info.setup().stream()
                .filter(command -> command.startsWith(POLICY) && command.contains(" dir out"))
                .map(command -> command.substring(POLICY.length()))
                .toList();
        List<GoldenSa> sas =
                info.sas().stream().filter(sa -> isInstalled(info, sa)).toList();
        int hopLimit = info.outerTtl() == 0 ? DEFAULT_HOP_LIMIT : info.outerTtl();
        boolean fromSocket = info.isLocal() && golden.sa().outerFamily() == 4 && info.dstMtu() != 0;
        int mtu = routeMtu(golden);
        return new CaseSetup(
                sas,
                policies,
                devices(golden),
                mtu,
                fromSocket ? info.dstMtu() : mtu,
                hopLimit,
                road,
                FeedPlan.packets(golden, !sas.isEmpty()));
    }

    /** A state that no command of the recording added was not there. */
    private static boolean isInstalled(CaseInfo info, GoldenSa sa) {
        boolean command = info.setup().stream()
                .anyMatch(words -> words.startsWith("xfrm state add ") && words.contains(" spi " + sa.spi() + " "));
        return command || info.steps().stream().anyMatch(step -> "newsa".equals(step.operation()) && step.errno() == 0);
    }

    private static List<Device> devices(GoldenCase golden) {
        CaseInfo.Egress egress = golden.info().egress();
        GoldenSa.Offload offload = golden.sa() == null ? null : golden.sa().offload();
        boolean elsewhere = offload != null && !offload.device().equals(egress.device());
        String parameters = elsewhere ? null : egress.parameters();
        Device first = new Device(egress.device(), egress.mtu(), parameters);
        if (!elsewhere) {
            return List.of(first);
        }
        String other = egress.parameters() == null ? "" : egress.parameters();
        return List.of(first, new Device(offload.device(), egress.mtu(), other));
    }

    /** The device's MTU, or where the kernel's route had another one, that which gives the MTU seen above the SA. */
    private static int routeMtu(GoldenCase golden) {
        int wanted = golden.info().dstMtu();
        int mtu = golden.info().egress().mtu();
        List<GoldenSa> sas = golden.info().sas();
        if (wanted == 0 || GoldenSa.mtu(sas, mtu) == wanted) {
            return mtu;
        }
        int candidate = wanted;
        while (GoldenSa.mtu(sas, candidate) < wanted) {
            candidate++;
        }
        return candidate;
    }
}
