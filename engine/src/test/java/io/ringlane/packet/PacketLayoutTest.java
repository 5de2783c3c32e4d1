// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.buffer.BufferRegion;
import io.ringlane.buffer.SlotClass;
import io.ringlane.testing.PoolLeakCheck;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Proves the layout of the metadata lines by writing every field and looking at which bytes change. */
final class PacketLayoutTest {
    /** Setters of the first line; all others belong to the second. */
    private static final Set<String> LINE_0 = Set.of(
            "mac",
            "network",
            "transport",
            "checksumStart",
            "checksumOffset",
            "checksumMode",
            "family",
            "gsoSize",
            "gsoSegs",
            "gsoType",
            "flowHash",
            "device",
            "queue",
            "mark",
            "ingressTime",
            "macLength",
            "holds");

    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(2, 0, 0);

    private static List<Method> setters() {
        List<Method> setters = new ArrayList<>();
        for (Method method : PacketFields.class.getDeclaredMethods()) {
            if (method.getParameterCount() == 1 && method.getReturnType() == void.class) {
                setters.add(method);
            }
        }
        return setters;
    }

    private static void set(Packet packet, Method setter, long value)
            throws IllegalAccessException, InvocationTargetException {
        if (setter.getParameterTypes()[0] == long.class) {
            setter.invoke(packet, value);
        } else {
            setter.invoke(packet, (int) value);
        }
    }

    /** Bytes of the slot that the setter writes. */
    private static BitSet footprint(Packet packet, Method setter) throws ReflectiveOperationException {
        packet.buffer().setMemory(0, PacketDescriptor.FIRST_DATA, (byte) 0);
        set(packet, setter, -1);
        BitSet touched = new BitSet();
        for (int i = 0; i < PacketDescriptor.FIRST_DATA; i++) {
            touched.set(i, packet.buffer().getByte(i) != 0);
        }
        return touched;
    }

    @Test
    void shouldKeepFieldsApartAndInTheirLine() throws ReflectiveOperationException {
        Packet packet = pool.take(SlotClass.WIRE);
        BitSet used = new BitSet();
        used.set(PacketDescriptor.DATA_OFFSET, PacketDescriptor.DATA_OFFSET + Integer.BYTES);
        used.set(PacketDescriptor.LENGTH_OFFSET, PacketDescriptor.LENGTH_OFFSET + Integer.BYTES);
        used.set(PacketDescriptor.BODY_OFFSET_OFFSET, PacketDescriptor.BODY_OFFSET_OFFSET + 3 * Integer.BYTES);
        for (Method setter : setters()) {
            BitSet touched = footprint(packet, setter);
            assertThat(touched.intersects(used))
                    .as("%s overlaps", setter.getName())
                    .isFalse();
            used.or(touched);
            int line = touched.nextSetBit(0) / BufferRegion.CACHE_LINE;
            assertThat((touched.length() - 1) / BufferRegion.CACHE_LINE)
                    .as("%s in one line", setter.getName())
                    .isEqualTo(line);
            assertThat(line).as("line of %s", setter.getName()).isEqualTo(LINE_0.contains(setter.getName()) ? 0 : 1);
            assertThat(touched.nextSetBit(0) % touched.cardinality())
                    .as("alignment of %s", setter.getName())
                    .isZero();
        }
        assertThat(used.length()).isLessThanOrEqualTo(PacketDescriptor.METADATA_LENGTH);
        repair(packet);
    }

    @Test
    void shouldReadBackEachFieldWhenAllAreSet() throws ReflectiveOperationException {
        Packet packet = pool.take(SlotClass.WIRE);
        long value = 1;
        for (Method setter : setters()) {
            set(packet, setter, value++);
        }
        value = 1;
        for (Method setter : setters()) {
            Method getter = PacketFields.class.getDeclaredMethod(setter.getName());
            assertThat(((Number) getter.invoke(packet)).longValue())
                    .as(setter.getName())
                    .isEqualTo(value++);
        }
        repair(packet);
    }

    @Test
    void shouldNameEachOffsetOnce() throws IllegalAccessException {
        TreeMap<Integer, String> byOffset = new TreeMap<>();
        for (Field field : PacketDescriptor.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getName().endsWith("_OFFSET")) {
                assertThat(byOffset.put(field.getInt(null), field.getName()))
                        .as(field.getName())
                        .isNull();
            }
        }
        assertThat(byOffset.firstKey()).isZero();
        assertThat(byOffset.lastKey()).isLessThan(PacketDescriptor.METADATA_LENGTH);
    }

    @Test
    void shouldLeaveRoomForAWholeSuperPacket() {
        assertThat(PacketPool.room(SlotClass.SUPER)).isGreaterThanOrEqualTo(65_535 + 14);
        assertThat(PacketPool.room(SlotClass.JUMBO)).isGreaterThanOrEqualTo(9_000 + 18);
        assertThat(PacketPool.room(SlotClass.WIRE)).isGreaterThanOrEqualTo(1_500 + 18);
        assertThat(PacketDescriptor.FIRST_DATA % Long.BYTES).isZero();
    }

    /** The owner mark was overwritten by the test: the packet goes home as if it had not been. */
    private void repair(Packet packet) {
        packet.taken(true);
        pool.give(packet);
    }
}
