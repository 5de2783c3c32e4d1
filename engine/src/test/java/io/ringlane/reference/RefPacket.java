// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reference;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/** A packet that enters the engine, as plain data. */
public final class RefPacket {
    /** Link-layer header, may be empty. */
    public byte[] link = new byte[0];

    public byte[] ip;
    public int gsoSize;
    public Set<GsoKind> gso = EnumSet.noneOf(GsoKind.class);
    /** The checksum field holds the pseudo-header sum only. */
    public boolean partial;
    /** Where summing starts, from the IP header. */
    public int checksumStart;

    public int checksumOffset;

    @Override
    public String toString() {
        int shown = Math.min(ip.length, 80);
        return "packet link " + link.length + " length " + ip.length + " gso " + gsoSize + " " + gso
                + (partial ? " partial " + checksumStart + "+" + checksumOffset : "") + " "
                + HexFormat.of().formatHex(ip, 0, shown);
    }
}
