// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reception;

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
        Explained explain,
        boolean advice,
        boolean allowUnauthenticated) {
    /** Copies the list. */
    public ReceptionSettings {
        local = List.copyOf(local);
    }

    /**
     * One packet, by its place in the capture or by its SPI and number.
     *
     * @param index from 1, 0 when the SPI tells.
     * @param sequence low half of the number if it is not more, else all of it.
     */
    public record Explained(long index, int spi, long sequence) {
        private static final long MOST = 0xffffffffL;

        /**
         * Reads {@code INDEX} or {@code SPI:SEQ}, decimal or with 0x.
         *
         * @throws IllegalArgumentException saying what is allowed.
         */
        public static Explained parse(String text) {
            int colon = text.indexOf(':');
            try {
                if (colon < 0) {
                    long index = Long.decode(text);
                    if (index < 1) {
                        throw new NumberFormatException();
                    }
                    return new Explained(index, 0, 0);
                }
                long spi = Long.decode(text.substring(0, colon));
                long sequence = Long.decode(text.substring(colon + 1));
                if (spi < 0 || spi > MOST || sequence < 0) {
                    throw new NumberFormatException();
                }
                return new Explained(0, (int) spi, sequence);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "'" + text + "'; allowed: the packet's place in the capture from 1, or SPI:SEQ", e);
            }
        }
    }
}
