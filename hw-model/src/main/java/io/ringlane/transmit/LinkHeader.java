// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import io.ringlane.header.Ethernet;
import io.ringlane.io.LinkType;
import io.ringlane.io.TrafficSource;
import java.util.regex.Pattern;
import org.agrona.MutableDirectBuffer;

/**
 * The Ethernet header that packets leave with: an Ethernet input's own, or one made for raw IP and Linux cooked inputs.
 * Addresses that were asked for replace either. Immutable but for the arrays, which nobody writes.
 */
public final class LinkHeader {
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F]{1,2}([:-][0-9a-fA-F]{1,2}){5}");
    private static final byte[] DEFAULT_SOURCE = {2, 0, 0, 0, 0, 1};
    private static final byte[] DEFAULT_DESTINATION = {2, 0, 0, 0, 0, 2};
    private static final int SMALLEST_TYPE = 0x600;
    private static final int LARGEST_LENGTH = 1_500;

    private final byte[] source;
    private final byte[] destination;

    /**
     * Both as text, six bytes in hexadecimal with colons.
     *
     * @param source null to keep the input's; where it has none, 02:00:00:00:00:01.
     * @param destination null to keep the input's; where it has none, 02:00:00:00:00:02.
     */
    public LinkHeader(String source, String destination) {
        this.source = source == null ? null : parse(source);
        this.destination = destination == null ? null : parse(destination);
    }

    /** @throws IllegalArgumentException naming the text and what is allowed. */
    private static byte[] parse(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an Ethernet address; allowed: six bytes such as 02:00:00:00:00:01");
        }
        String[] bytes = text.split("[:-]");
        byte[] address = new byte[Ethernet.ADDRESS_LENGTH];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) Integer.parseInt(bytes[i], 16);
        }
        return address;
    }

    /** Bytes of the packet the source stands at, with the Ethernet header it will have. */
    int length(TrafficSource traffic) {
        return traffic.linkType() == LinkType.ETHERNET
                ? traffic.length()
                : Ethernet.LENGTH + traffic.length() - traffic.linkHeaderLength();
    }

    /** Writes the packet from its Ethernet header on. */
    void write(TrafficSource traffic, MutableDirectBuffer buffer, int offset) {
        int length = length(traffic);
        if (traffic.linkType() == LinkType.ETHERNET) {
            traffic.copyTo(buffer, offset, length);
            address(buffer, offset, destination);
            address(buffer, offset + Ethernet.SOURCE_OFFSET, source);
            return;
        }
        address(buffer, offset, destination == null ? DEFAULT_DESTINATION : destination);
        address(buffer, offset + Ethernet.SOURCE_OFFSET, source == null ? DEFAULT_SOURCE : source);
        int payload = length - Ethernet.LENGTH;
        // cooked captures mark 802.3 frames by a small number: there the field is a length
        int type = traffic.protocol() < SMALLEST_TYPE ? Math.min(payload, LARGEST_LENGTH) : traffic.protocol();
        Ethernet.type(buffer, offset, type);
        traffic.copyNetworkTo(buffer, offset + Ethernet.LENGTH, payload);
    }

    private static void address(MutableDirectBuffer buffer, int offset, byte[] address) {
        if (address != null) {
            buffer.putBytes(offset, address);
        }
    }
}
