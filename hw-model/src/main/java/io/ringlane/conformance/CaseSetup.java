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
 * @param sa the SA to install; null if the recording never added it.
 * @param policies arguments of {@code ip xfrm policy add}, outbound ones.
 * @param devices first the egress device, then the device of the SA if that is another one.
 * @param routeMtu MTU of the route of protected packets, {@code hopLimit} its TTL.
 * @param fragmentMtu what IP cuts ESP packets to; what a local IPv4 socket sends keeps the SA's smaller MTU.
 */
public record CaseSetup(
        GoldenSa sa,
        List<String> policies,
        List<Device> devices,
        int routeMtu,
        int fragmentMtu,
        int hopLimit,
        Road road,
        List<Injection> packets) {
    private static final String POLICY = "xfrm policy add ";
    private static final int DEFAULT_HOP_LIMIT = 64;

    /** ESP header and IV of AES-GCM. */
    private static final int ESP_AND_IV = 16;

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
        GoldenSa sa = isInstalled(golden) ? golden.sa() : null;
        int hopLimit = info.outerTtl() == 0 ? DEFAULT_HOP_LIMIT : info.outerTtl();
        boolean fromSocket = info.isLocal() && golden.sa().outerFamily() == 4 && info.dstMtu() != 0;
        int mtu = routeMtu(golden);
        return new CaseSetup(
                sa,
                policies,
                devices(golden),
                mtu,
                fromSocket ? info.dstMtu() : mtu,
                hopLimit,
                road,
                FeedPlan.packets(golden, sa != null));
    }

    /** A state that no command of the recording added was not there. */
    private static boolean isInstalled(GoldenCase golden) {
        return golden.info().setup().stream()
                .anyMatch(command -> command.startsWith("xfrm state add ")
                        && command.contains(" spi " + golden.sa().spi() + " "));
    }

    private static List<Device> devices(GoldenCase golden) {
        CaseInfo.Egress egress = golden.info().egress();
        GoldenSa.Offload offload = golden.sa().offload();
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
        if (wanted == 0 || stateMtu(golden.sa(), mtu) == wanted) {
            return mtu;
        }
        int candidate = wanted;
        while (stateMtu(golden.sa(), candidate) < wanted) {
            candidate++;
        }
        return candidate;
    }

    /** Largest inner packet over a link of this MTU, for AES-GCM ({@code xfrm_state_mtu}). */
    private static int stateMtu(GoldenSa sa, int mtu) {
        int ip = sa.outerFamily() == 4 ? 20 : 40;
        int mode = sa.isTunnel() ? ip : 0;
        if (sa.isBeet() && sa.innerFamily() != 6) {
            mode = sa.outerFamily() == 6 ? 28 : 8;
        }
        int kept = sa.isTunnel() ? 0 : ip;
        int room = mtu - ESP_AND_IV - mode - sa.aead().icvBits() / 8 - kept;
        return Math.floorDiv(room, 4) * 4 + kept - 2;
    }
}
