// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.buffer.SlotClass;
import io.ringlane.testing.PoolLeakCheck;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A slot taken again shows nothing of the packet before, whichever field of it was written. */
final class PacketResetTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(1, 1, 0);

    /** Every setter of a field. */
    static List<Method> setters() {
        return Stream.of(PacketFields.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == void.class && method.getParameterCount() == 1)
                .toList();
    }

    @Test
    void shouldFindTheSettersWhenTheyAreLookedFor() {
        assertThat(setters()).extracting(Method::getName).contains("mark", "order", "holds", "gsoSize", "icvLength");
        assertThat(setters()).hasSizeGreaterThan(30);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("setters")
    void shouldReadZeroEverywhereWhenAFieldWasSetBefore(Method setter) throws ReflectiveOperationException {
        Packet packet = pool.take(SlotClass.WIRE);
        if (setter.getParameterTypes()[0] == long.class) {
            setter.invoke(packet, -1L);
        } else {
            setter.invoke(packet, -1);
        }
        assertThat(metadata(packet)).as("the setter wrote something").isNotEqualTo(fresh());
        assertEmptyWhenTakenAgain(packet);
    }

    @Test
    void shouldReadZeroEverywhereWhenMetadataWasCopiedOrABodyBorrowed() {
        Packet other = pool.take(SlotClass.JUMBO);
        other.order(-1);
        other.mark(-1);
        Packet packet = pool.take(SlotClass.WIRE);
        packet.copyMetadata(other);
        assertThat(packet.order()).isEqualTo(-1);
        assertEmptyWhenTakenAgain(packet);

        Packet borrower = pool.take(SlotClass.WIRE);
        borrower.borrowBody(other, 200, 100, 300);
        borrower.dropBody();
        assertEmptyWhenTakenAgain(borrower);
        pool.give(other);
    }

    @Test
    void shouldReadZeroEverywhereWhenTheRecordWasClearedInBetween() {
        Packet packet = pool.take(SlotClass.WIRE);
        packet.espOffset(77);
        packet.clearOffload();
        assertThat(packet.isRecordUsed()).isFalse();
        packet.trailerLength(5);
        assertThat(packet.isRecordUsed()).isTrue();
        assertEmptyWhenTakenAgain(packet);
    }

    private void assertEmptyWhenTakenAgain(Packet packet) {
        pool.give(packet);
        Packet again = pool.take(packet.slotClass());
        assertThat(again).isSameAs(packet);
        assertThat(metadata(again)).isEqualTo(fresh());
        assertThat(again.isRecordUsed()).isFalse();
        assertThat(again.data()).isEqualTo(PacketDescriptor.FIRST_DATA);
        assertThat(again.length()).isZero();
        pool.give(again);
    }

    private static byte[] metadata(Packet packet) {
        byte[] bytes = new byte[PacketDescriptor.METADATA_LENGTH];
        packet.buffer().getBytes(0, bytes);
        return bytes;
    }

    /** Zeros but for data, which begins behind the headroom. */
    private byte[] fresh() {
        byte[] bytes = new byte[PacketDescriptor.METADATA_LENGTH];
        Arrays.fill(bytes, (byte) 0);
        bytes[PacketDescriptor.DATA_OFFSET + 1] = (byte) (PacketDescriptor.FIRST_DATA >> 8);
        bytes[PacketDescriptor.DATA_OFFSET] = (byte) PacketDescriptor.FIRST_DATA;
        return bytes;
    }
}
