// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Shows that the tests run on the JDK and with the flags that the product runs with. */
final class JvmFlagsTest {
    @Test
    void shouldReachOffHeapMemoryWhenFlagsAreApplied() {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
        buffer.putLong(8, 0x0102030405060708L);
        assertThat(buffer.getLong(8)).isEqualTo(0x0102030405060708L);
    }

    @Test
    void shouldRunOnJdk25() {
        assertThat(Runtime.version().feature()).isEqualTo(25);
    }
}
