// SPDX-License-Identifier: Apache-2.0
package io.ringlane.ip;

import io.ringlane.header.EspTrailer;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.XfrmState;

/** MTUs of packets that several SAs protect one after the other (kernel {@code xfrm_init_pmtu}). Stateless. */
public final class PathMtu {
    private PathMtu() {}

    /**
     * Largest packet that fits the link once all SAs have had it.
     *
     * @param states in the order in which they are applied, {@code count} of them.
     * @param linkMtu of the route behind the last of them.
     */
    public static int of(XfrmState[] states, int count, int linkMtu) {
        int mtu = linkMtu;
        for (int i = count - 1; i >= 0; i--) {
            mtu = Math.min(linkMtu, states[i].mtu(mtu));
        }
        return mtu;
    }

    /** What ESP makes of a payload: it, padding, the two trailer bytes, and the ICV. */
    public static int sealed(EspTransform transform, int payload) {
        int block = transform.padBlock();
        return (payload + EspTrailer.LENGTH + block - 1) / block * block + transform.icvLength();
    }
}
