// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reception;

import io.ringlane.explain.WantedPacket;
import io.ringlane.sa.IpAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * What to receive, and how. Immutable.
 *
 * @param crypto provider by name, empty for the best one.
 * @param local addresses of the receiving host beside the SAs' destinations.
 * @param explain the packet whose way is told, null for none.
 * @param advice whether reordering is looked at.
 * @param allowUnauthenticated SAs may encrypt without authenticating.
 */
public record ReceptionSettings(
        Path in,
        Path out,
        Path sa,
        String crypto,
        List<IpAddress> local,
        WantedPacket explain,
        boolean advice,
        boolean allowUnauthenticated) {
    /** Copies the list. */
    public ReceptionSettings {
        local = List.copyOf(local);
    }
}
