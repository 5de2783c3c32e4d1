// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/** Text form of addresses (RFC 4291, RFC 5952) both ways. Set-up only. */
final class IpAddressText {
    private static final int GROUPS = 8;
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6_LETTERS = Pattern.compile("[0-9a-fA-F:.]+");

    private IpAddressText() {}

    static IpAddress parse(String text) {
        long plain = parsePlain(text);
        return plain >= 0 ? IpAddress.ofIpv4((int) plain) : parseAny(text);
    }

    /** Four numbers without leading zeros and nothing else. @return -1 for any other text, which may be right too. */
    private static long parsePlain(String text) {
        long address = 0;
        int dots = 0;
        int octet = -1;
        for (int i = 0, length = text.length(); i < length; i++) {
            char c = text.charAt(i);
            if (c == '.' && octet >= 0 && dots < 3) {
                address = address << Byte.SIZE | octet;
                octet = -1;
                dots++;
            } else if (c >= '0' && c <= '9' && octet != 0) {
                octet = Math.max(octet, 0) * 10 + c - '0';
                if (octet > 255) {
                    return -1;
                }
            } else {
                return -1;
            }
        }
        return dots == 3 && octet >= 0 ? address << Byte.SIZE | octet : -1;
    }

    private static IpAddress parseAny(String text) {
        boolean v6 = text.indexOf(':') >= 0;
        if (!(v6 ? IPV6_LETTERS : IPV4).matcher(text).matches()) {
            throw new IllegalArgumentException("not an IP address: " + text);
        }
        byte[] bytes;
        try {
            bytes = InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an IP address: " + text, e);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length == 4) {
            // the platform turns a mapped address into IPv4; keep the family that was written
            return v6
                    ? new IpAddress(6, 0, 0xffff00000000L | buffer.getInt() & 0xffffffffL)
                    : IpAddress.ofIpv4(buffer.getInt());
        }
        return new IpAddress(6, buffer.getLong(), buffer.getLong());
    }

    static String format(IpAddress address) {
        if (address.family() == 4) {
            int ip = address.ipv4();
            return (ip >>> 24) + "." + (ip >>> 16 & 0xff) + "." + (ip >>> 8 & 0xff) + "." + (ip & 0xff);
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            long half = i < 4 ? address.high() : address.low();
            groups[i] = (int) (half >>> (48 - (i & 3) * 16)) & 0xffff;
        }
        return join(groups);
    }

    private static String join(int[] groups) {
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && groups[i + length] == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
