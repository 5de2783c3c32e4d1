// SPDX-License-Identifier: Apache-2.0
package io.ringlane.explain;

/**
 * The packet whose way is to be told, by its place in the capture or by its SPI and number. Immutable.
 *
 * @param index from 1, 0 when the SPI tells.
 * @param sequence low half of the number if it is not more, else all of it.
 */
public record WantedPacket(long index, int spi, long sequence) {
    private static final long LOW = 0xffffffffL;

    /**
     * Reads {@code INDEX} or {@code SPI:SEQ}, decimal or with 0x.
     *
     * @throws IllegalArgumentException saying what is allowed.
     */
    public static WantedPacket parse(String text) {
        int colon = text.indexOf(':');
        try {
            if (colon < 0) {
                long index = Long.decode(text);
                if (index < 1) {
                    throw new NumberFormatException();
                }
                return new WantedPacket(index, 0, 0);
            }
            long spi = Long.decode(text.substring(0, colon));
            long sequence = Long.decode(text.substring(colon + 1));
            if (spi < 0 || spi > LOW || sequence < 0) {
                throw new NumberFormatException();
            }
            return new WantedPacket(0, (int) spi, sequence);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "'; allowed: the packet's place in the capture from 1, or SPI:SEQ", e);
        }
    }

    boolean isAt(long place) {
        return index == place;
    }

    /** @param low half of the number that is on the wire. */
    boolean isNamed(int itsSpi, int low) {
        return index == 0 && spi == itsSpi && (low & LOW) == (sequence & LOW);
    }
}
