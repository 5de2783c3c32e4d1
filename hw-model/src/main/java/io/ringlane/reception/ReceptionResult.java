// SPDX-License-Identifier: Apache-2.0
package io.ringlane.reception;

import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import java.util.List;
import java.util.Map;

/**
 * What came of receiving a capture. Immutable.
 *
 * @param crypto provider that opened packets.
 * @param packets handed to the receive path; records that are no IP packets are {@code skipped}.
 * @param clear packets written, {@code unprotected} of them without having been in an SA, {@code forward} not for this
 *            host.
 * @param held fragments whose rest was not in the capture.
 * @param explanation lines about the packet asked for; empty when none was.
 * @param problem why the capture ends early, empty when it does not.
 * @param warnings lines for the user.
 */
public record ReceptionResult(
        ReceptionSettings settings,
        String crypto,
        long packets,
        long bytes,
        long skipped,
        long clear,
        long unprotected,
        long forward,
        long held,
        Map<XfrmCounter, Long> counters,
        Map<DropReason, Long> drops,
        List<State> states,
        List<String> explanation,
        String problem,
        List<String> warnings) {
    /** One inbound SA afterwards. @param advice null when reordering was not looked at. */
    public record State(
            String id,
            String mode,
            String algorithm,
            int window,
            long packets,
            long bytes,
            long top,
            long duplicates,
            long tooOld,
            long integrityFailed,
            long lateAuthentic,
            Advice advice) {}

    /**
     * How packets of an SA were reordered.
     *
     * @param depths packets by depth: in order, 1, 2 to 3, 4 to 7, and so on by powers of two.
     * @param dropped what windows of 1, 2, 4, ... 65536 packets would have dropped of what was accepted.
     */
    public record Advice(
            List<Long> depths, long deepest, long gaps, long missing, List<Long> dropped, int sufficient) {}

    /** True when all of the capture could be used. */
    public boolean isComplete() {
        return problem.isEmpty();
    }
}
