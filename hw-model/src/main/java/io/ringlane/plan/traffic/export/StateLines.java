// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.traffic.export;

import io.ringlane.plan.traffic.EspShape;
import io.ringlane.sa.EspTransform;
import java.util.Locale;

/** SAs and policies for exported traffic, in the words of ip-xfrm(8). Their keys are no secret. Stateless. */
final class StateLines {
    private static final String LOCAL_4 = "192.0.2.1";
    private static final String REMOTE_4 = "198.51.100.2";
    private static final String LOCAL_6 = "2001:db8::1";
    private static final String REMOTE_6 = "2001:db8::2";
    private static final int FIRST_SPI = 0x1000;
    private static final int KEY_STEP = 0x9d;
    private static final int BITS = 8;

    private StateLines() {}

    /** The SA of a number and the policy that leads packets to it, ready for {@code ip -batch}. */
    static String of(EspShape esp, int innerVersion, int state) {
        String from = innerVersion == 6 ? ClearFrames.SOURCE_6 : ClearFrames.SOURCE_4;
        String to = ClearFrames.destination(innerVersion, state);
        String local = esp.tunnel() ? esp.outer() == 6 ? LOCAL_6 : LOCAL_4 : from;
        String remote = esp.tunnel() ? esp.outer() == 6 ? REMOTE_6 : REMOTE_4 : to;
        String mode = esp.tunnel() ? "tunnel" : "transport";
        String ends = esp.tunnel() ? "src " + local + " dst " + remote + " " : "";
        int reqid = state + 1;
        return String.format(
                Locale.ROOT,
                "xfrm state add src %s dst %s proto esp spi 0x%08x reqid %d mode %s%s \\%n    %s%n"
                        + "xfrm policy add src %s dst %s dir out \\%n    tmpl %sproto esp reqid %d mode %s%n",
                local,
                remote,
                FIRST_SPI + state,
                reqid,
                mode,
                esp.udp() ? " encap espinudp 4500 4500 0.0.0.0" : "",
                algorithm(esp.transform(), state),
                from + (innerVersion == 6 ? "/128" : "/32"),
                to + (innerVersion == 6 ? "/128" : "/32"),
                ends,
                reqid,
                mode);
    }

    private static String algorithm(EspTransform transform, int state) {
        String cipher = transform.name() + " 0x" + key(transform.keyLength() + transform.saltLength(), state);
        if (transform.authName().isEmpty()) {
            boolean sealed = transform.cipher().isAead();
            return sealed ? "aead " + cipher + " " + transform.icvLength() * BITS : "enc " + cipher;
        }
        return "enc " + cipher + " auth-trunc " + transform.authName() + " 0x"
                + key(transform.authKeyLength(), state + 1) + " " + transform.icvLength() * BITS;
    }

    /** Bytes that differ from SA to SA and protect nothing. */
    private static String key(int length, int state) {
        StringBuilder hex = new StringBuilder(2 * length);
        int value = state * KEY_STEP + 1;
        for (int at = 0; at < length; at++) {
            value = value * 0x19660d + 0x3c6ef35f;
            hex.append(String.format(Locale.ROOT, "%02x", value >>> 24));
        }
        return hex.toString();
    }
}
