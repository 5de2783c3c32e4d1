// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.nic;

import io.ringlane.dev.Features;
import io.ringlane.hw.lane.LanePolicy;
import io.ringlane.hw.lane.LaneProfile;
import io.ringlane.hw.lane.ServiceTime;
import io.ringlane.hw.wire.LinkRate;
import java.util.List;

/** The profiles that ship with the program, by name. Their times are assumptions, not measurements of a product. */
public final class NicProfiles {
    private static final int MTU = 1500;
    private static final int LONGEST_FRAME = 9_728;
    private static final int MAX_SEGMENTS = 65_535;
    private static final int FRAME_BUFFERS = 256;
    private static final int SA_SLOTS = 1_024;
    private static final NicProfile.Rings RINGS = new NicProfile.Rings(1, 1_024, false);
    private static final NicProfile.Timing TIMING = new NicProfile.Timing(700_000, 500_000);
    private static final long CLEAR_FEATURES = Features.SG | Features.HW_CSUM;
    private static final long CUTTING = Features.TSO | Features.TSO6 | Features.TSO_ECN | Features.GSO_UDP_L4;
    private static final long ESP_FEATURES = Features.HW_ESP | Features.HW_ESP_TX_CSUM | Features.GSO_ESP;

    /** 25 Gbit/s without crypto: scatter-gather and checksums. */
    public static final NicProfile PLAIN_25G = new NicProfile(
            "plain-25g",
            MTU,
            LONGEST_FRAME,
            LinkRate.ofGigabits(25),
            RINGS,
            TIMING,
            FRAME_BUFFERS,
            CLEAR_FEATURES,
            MAX_SEGMENTS,
            null);

    /**
     * 100 Gbit/s with inline AES-GCM: cuts, completes checksums, numbers and encrypts. A lane is a 128-bit data path at
     * 1 GHz: 20 ns a packet and 62.5 ps a byte, 200 ns deep.
     */
    public static final NicProfile INLINE_CRYPTO_100G = new NicProfile(
            "inline-crypto-100g",
            MTU,
            LONGEST_FRAME,
            LinkRate.ofGigabits(100),
            RINGS,
            TIMING,
            FRAME_BUFFERS,
            CLEAR_FEATURES | CUTTING | ESP_FEATURES,
            MAX_SEGMENTS,
            new CryptoProfile(
                    SA_SLOTS,
                    true,
                    new LaneProfile(4, new ServiceTime(20_000, 125, 2), 200_000, 16, LanePolicy.ANY_LANE)));

    private static final List<NicProfile> ALL = List.of(PLAIN_25G, INLINE_CRYPTO_100G);

    private NicProfiles() {}

    /** @throws IllegalArgumentException naming what there is. */
    public static NicProfile find(String name) {
        for (NicProfile profile : ALL) {
            if (profile.name().equals(name)) {
                return profile;
            }
        }
        throw new IllegalArgumentException(
                "unknown NIC profile '" + name + "'; there are: " + String.join(", ", names()));
    }

    public static List<String> names() {
        return ALL.stream().map(NicProfile::name).toList();
    }
}
