// SPDX-License-Identifier: Apache-2.0
package io.ringlane.output;

import io.ringlane.header.EspHeader;
import io.ringlane.packet.Packet;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.XfrmState;

/** What stands behind a payload to hide its length ({@code esp_output}, TFC). Stateless; one core's thread. */
final class TextPadding {
    private TextPadding() {}

    /**
     * Moves data from the network header to the text, and pads that if its SA asks for it.
     *
     * @param mtu of what comes behind the SA: a link, or what further SAs leave of it.
     * @return false when there is no room.
     */
    static boolean add(Packet packet, XfrmState state, int mtu) {
        SaConfig config = state.config();
        packet.pull(packet.espOffset()
                - packet.data()
                + EspHeader.LENGTH
                + config.transform().ivLength());
        int missing = config.tfcPad() == 0 ? 0 : Math.min(config.tfcPad(), state.mtu(mtu)) - packet.length();
        if (missing <= 0) {
            return true;
        }
        int at = packet.tail();
        if (!packet.put(missing)) {
            return false;
        }
        packet.buffer().setMemory(at, missing, (byte) 0);
        return true;
    }
}
