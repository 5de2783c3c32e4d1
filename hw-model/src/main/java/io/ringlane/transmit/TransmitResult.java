// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transmit;

import io.ringlane.engine.EngineSnapshot;
import io.ringlane.hw.nic.NicCounters;
import io.ringlane.stats.DeviceCounters;
import java.util.List;

/**
 * Everything a run has to tell. Immutable once the run is over.
 *
 * @param states what became of each SA of the file, in its order.
 * @param crypto name of the provider that sealed in software.
 * @param modelNs model time from the first packet to the last event of the NIC.
 * @param heldNs model time during which a packet was due and the engine took none.
 * @param explanation lines about the packet asked for; empty when none was.
 * @param warnings lines about SAs and policies that nothing matched.
 */
public record TransmitResult(
        TransmitSettings settings,
        Input input,
        Output output,
        List<State> states,
        String crypto,
        EngineSnapshot engine,
        NicCounters nic,
        DeviceCounters device,
        long modelNs,
        long heldNs,
        List<String> explanation,
        List<String> warnings) {
    /**
     * The capture that was read.
     *
     * @param records packets it holds, as far as it could be read.
     * @param skipped packets of link types that are not read, the last of them {@code skippedLinkType}.
     * @param problem why reading ended early, empty when it did not.
     */
    public record Input(
            InputCounters counters, long records, long skipped, int skippedLinkType, long spanNs, String problem) {}

    /** The capture that was written. @param clear frames without ESP. */
    public record Output(long frames, long bytes, long clear) {}

    /**
     * One SA.
     *
     * @param line where it stands in its file.
     * @param pathMtu largest inner packet that fits the route.
     * @param device that does it, empty for software.
     * @param reason why it is done in software, else empty.
     */
    public record State(SaTallies.Tally tally, int line, String mode, int pathMtu, String device, String reason) {}

    /** Whether every packet of the input was read and handed over. */
    public boolean isComplete() {
        return input.problem.isEmpty() && input.counters.refused() == 0;
    }
}
