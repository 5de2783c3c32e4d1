// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import io.ringlane.explain.WantedPacket;
import io.ringlane.hw.nic.NicProfile;
import java.nio.file.Path;

/**
 * What one run of the main job is to do. Immutable; ranges are checked by whoever reads the options.
 *
 * @param software no SA is given to the device.
 * @param async    crypto workers, 0: the core seals.
 * @param mtu      of the route, {@link #LEAST_MTU} to {@link #MOST_MTU}.
 * @param fragmentsFirst IPv4 packets that are too long are cut ahead of a tunnel's ESP, not behind it.
 * @param gsoSize  payload of a segment; {@link #DERIVED}: as much as the path takes.
 * @param speed    times faster than captured; infinite for flat out.
 * @param seed     of IV salts that the SA file does not give, and of the order in which crypto workers complete.
 * @param crypto   name of the provider, empty for the best.
 * @param allowUnauthenticated SAs may encrypt without authenticating.
 * @param explain the packet whose way is told, null for none.
 */
public record TransmitSettings(
        Path in,
        Path out,
        Path sa,
        NicProfile nic,
        boolean software,
        int async,
        int mtu,
        boolean fragmentsFirst,
        boolean gso,
        boolean udpGso,
        int gsoSize,
        double speed,
        long seed,
        LinkHeader link,
        String crypto,
        boolean allowUnauthenticated,
        WantedPacket explain) {
    /** Every IPv4 host takes datagrams of this size (RFC 791). */
    public static final int LEAST_MTU = 576;
    /** What jumbo-frame equipment passes, and room is left in a frame for a link header. */
    public static final int MOST_MTU = 9_216;
    /** As the kernel's {@code TCP_MIN_SND_MSS}. */
    public static final int LEAST_GSO_SIZE = 48;

    public static final int DERIVED = 0;

    public boolean flatOut() {
        return Double.isInfinite(speed);
    }
}
