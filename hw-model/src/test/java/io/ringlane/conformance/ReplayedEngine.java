// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.GoldenCase;
import io.ringlane.golden.PacketMeta;
import io.ringlane.golden.StateCounters;
import io.ringlane.oracle.Expectation;
import io.ringlane.oracle.ExpectationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An engine without an engine: gives back the expectation, or the kernel's own packets, changed as a test wants it. */
final class ReplayedEngine implements EngineUnderTest {
    private final GoldenCase golden;
    private UnaryOperator<Observation> change = UnaryOperator.identity();

    ReplayedEngine(GoldenCase golden) {
        this.golden = golden;
    }

    /** Changes what it did before it is reported. */
    ReplayedEngine changed(UnaryOperator<Observation> by) {
        change = by;
        return this;
    }

    /** Flips all bits of one byte of one packet. */
    ReplayedEngine corrupted(int packet, int offset) {
        return changed(seen -> {
            List<Observation.Sent> sent = new ArrayList<>(seen.sent());
            byte[] bytes = sent.get(packet).bytes().clone();
            bytes[offset] ^= (byte) 0xff;
            sent.set(packet, new Observation.Sent(bytes, sent.get(packet).meta()));
            return new Observation(sent, seen.xfrmStat(), seen.state());
        });
    }

    /** Sends what the kernel sent on the case's own road, faults included. */
    ReplayedEngine asKernel() {
        return changed(seen -> {
            List<Observation.Sent> sent = golden.output().stream()
                    .map(bytes -> new Observation.Sent(bytes, PacketMeta.none()))
                    .toList();
            long spi = Integer.toUnsignedLong(golden.sa().spiBits());
            StateCounters state = golden.info().stateAfter().stream()
                    .filter(counters -> counters.spi() == spi)
                    .findFirst()
                    .orElse(null);
            return new Observation(sent, golden.info().xfrmStat(), state);
        });
    }

    @Override
    public Observation run(CaseSetup setup) {
        Expectation expected = ExpectationBuilder.expect(golden, setup.road());
        List<Observation.Sent> sent = expected.packets().stream()
                .map(packet -> new Observation.Sent(
                        packet.bytes(), packet.device() == null ? PacketMeta.none() : packet.device()))
                .toList();
        return change.apply(new Observation(sent, Map.copyOf(expected.xfrmStat()), expected.state()));
    }
}
