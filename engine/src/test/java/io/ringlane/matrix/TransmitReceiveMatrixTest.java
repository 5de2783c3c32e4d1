// SPDX-License-Identifier: Apache-2.0
package io.ringlane.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.crypto.CryptoProvider;
import io.ringlane.crypto.choice.CryptoProviders;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What is sent and received again is what it was: every algorithm, mode and family, with ESN and without, in UDP and
 * not, payloads of 0 to 1500 bytes, at every alignment in the slot. The build takes a sample, the same each time;
 * {@code -Dringlane.matrix=whole} takes every length of every shape (docs/testing.md), {@code -Dringlane.matrix.seed=N}
 * another sample, {@code -Dringlane.matrix.crypto=NAME} another provider.
 */
final class TransmitReceiveMatrixTest {
    private static final int LONGEST = 1500;
    private static final int SAMPLES = 8;
    private static final int SHIFTS = 16;
    private static final int LINK_HEADER = 14;
    private static final boolean WHOLE = "whole".equals(System.getProperty("ringlane.matrix"));
    private static final long SEED = Long.getLong("ringlane.matrix.seed", 20_261_123L);

    private final CryptoProvider crypto = CryptoProviders.named(System.getProperty("ringlane.matrix.crypto", "jdk"));
    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void shouldGiveBackWhatWasSentWhenAnyShapeCarriesIt() {
        List<Shape> shapes = Shape.all().stream()
                .filter(shape -> crypto.supports(shape.transform()))
                .toList();
        assertThat(shapes).hasSizeGreaterThan(300);
        int packets = 0;
        try (Loop loop = new Loop(crypto, shapes.size())) {
            shapes.forEach(shape -> loop.add(shape, random));
            for (Shape shape : shapes) {
                for (int i = 0; i < (WHOLE ? LONGEST + 1 : SAMPLES); i++) {
                    goRound(loop, shape, WHOLE ? i : length(i), random.nextInt(SHIFTS));
                    packets++;
                }
            }
        }
        assertThat(packets).isGreaterThanOrEqualTo(SAMPLES * shapes.size());
    }

    /** Both ends, and anything between. */
    private int length(int sample) {
        return switch (sample) {
            case 0 -> 0;
            case 1 -> LONGEST;
            default -> random.nextInt(LONGEST + 1);
        };
    }

    private void goRound(Loop loop, Shape shape, int length, int shift) {
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        String what = shape + ", payload " + length + ", shifted by " + shift + ", seed " + SEED;
        byte[] frame = shape.packet(payload).bytes();
        byte[] sent = shape.comparable(Arrays.copyOfRange(frame, LINK_HEADER, frame.length));

        List<byte[]> wire = loop.send(shape, payload, shift);
        assertThat(wire).as(what).hasSize(1);
        List<byte[]> clear = loop.receive(wire.getFirst(), LINK_HEADER, shift);

        assertThat(loop.refused()).as(what).isEmpty();
        assertThat(clear).as(what).hasSize(1);
        assertThat(shape.comparable(clear.getFirst())).as(what).isEqualTo(sent);
    }
}
