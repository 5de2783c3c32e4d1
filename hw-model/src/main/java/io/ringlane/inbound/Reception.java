// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import io.ringlane.rx.Refusal;
import java.util.List;
import java.util.Map;

/**
 * What the engine did with one packet. Immutable.
 *
 * @param decapsulated the packet behind each SA that came off, in order.
 * @param modeRefused whether the last of them did not hold what its mode wants.
 * @param clear what was delivered, null for nothing.
 * @param refusal null when it was delivered.
 * @param counters change of the kernel's counters.
 * @param states of each SA of the case afterwards, null for one that is not there.
 */
record Reception(
        List<byte[]> decapsulated,
        byte[] clear,
        int mark,
        Refusal refusal,
        Map<String, Long> counters,
        List<StateFields> states) {}
