// SPDX-License-Identifier: Apache-2.0
package io.ringlane.conformance;

import io.ringlane.golden.GoldenCase;
import io.ringlane.golden.PacketGroup;
import io.ringlane.golden.PacketMeta;
import io.ringlane.golden.StateCounters;
import io.ringlane.oracle.Expectation;
import io.ringlane.oracle.ExpectationBuilder;
import java.util.ArrayList;
import java.util.List;
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
            return new Observation(sent, seen.xfrmStat(), seen.states(), seen.told());
        });
    }

    /** Sends what the kernel sent on the case's own road, faults included. */
    ReplayedEngine asKernel() {
        return changed(seen -> {
            List<Observation.Sent> sent = new ArrayList<>();
            for (int i = 0; i < golden.output().size(); i++) {
                sent.add(new Observation.Sent(
                        golden.output().get(i), marked(golden.outputMeta(i).mark())));
            }
            long spi = Integer.toUnsignedLong(golden.sa().spiBits());
            List<StateCounters> states = golden.info().stateAfter().stream()
                    .filter(counters -> counters.spi() == spi)
                    .toList();
            List<PacketGroup.Icmp> told = golden.info().packets().stream()
                    .flatMap(group -> group.icmp().stream())
                    .toList();
            return new Observation(sent, golden.info().xfrmStat(), states, told);
        });
    }

    private static PacketMeta marked(int mark) {
        return new PacketMeta(null, 0, 0, 0, 0, 0, 0, mark, 0, 0);
    }

    @Override
    public Observation run(CaseSetup setup) {
        Expectation expected = ExpectationBuilder.expect(golden, setup.road());
        List<Observation.Sent> sent = expected.packets().stream()
                .map(packet -> new Observation.Sent(
                        packet.bytes(), packet.device() == null ? marked(packet.mark()) : packet.device()))
                .toList();
        return change.apply(new Observation(sent, expected.xfrmStat(), expected.states(), expected.told()));
    }
}
