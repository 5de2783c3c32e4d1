// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.sa.OutboundSequence;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SecretKey;

/** Keys by number, and the numbers that an SA with a lease takes. */
final class CheckpointFixture {
    private static final long LOW_MASK = 0xffffffffL;

    private CheckpointFixture() {}

    static SaConfigBuilder sa() {
        return new SaConfigBuilder()
                .between("192.0.2.1", "198.51.100.2")
                .spi(0x1000)
                .esn(true)
                .ivSalt(42);
    }

    static SecretKey key(int number) {
        byte[] material = new byte[20];
        material[0] = (byte) number;
        material[1] = (byte) (number >> 8);
        return new SecretKey(material);
    }

    static NumberLease granted(LeaseResult result) {
        assertThat(result).isInstanceOf(LeaseResult.Granted.class);
        return ((LeaseResult.Granted) result).lease();
    }

    static String refused(LeaseResult result) {
        assertThat(result).isInstanceOf(LeaseResult.Refused.class);
        return ((LeaseResult.Refused) result).reason();
    }

    static NumberLease lease(Checkpoint checkpoint, SaConfig config, int number) {
        try (SecretKey key = key(number)) {
            return granted(checkpoint.lease(config, key));
        }
    }

    static String refusal(Checkpoint checkpoint, SaConfig config, int number) {
        try (SecretKey key = key(number)) {
            return refused(checkpoint.lease(config, key));
        }
    }

    /** Numbers behind the start of a lease, with ESN. */
    static OutboundSequence sequence(NumberLease lease) {
        long start = lease.start();
        return new OutboundSequence(true, false, (int) (start >>> 32), (int) start, lease);
    }

    /** The last of so many numbers taken one by one, as the short way does, or as the long one where that refuses. */
    static long take(OutboundSequence sequence, int count) {
        for (int i = 0; i < count; i++) {
            if (sequence.takePlain(100) == OutboundSequence.NONE && !sequence.take(1)) {
                break;
            }
        }
        return last(sequence);
    }

    static long last(OutboundSequence sequence) {
        return (long) sequence.high() << 32 | sequence.low() & LOW_MASK;
    }
}
