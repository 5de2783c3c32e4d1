// SPDX-License-Identifier: Apache-2.0
package io.ringlane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.buffer.SlotClass;
import io.ringlane.testing.PoolLeakCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PacketTest {
    @RegisterExtension
    final PoolLeakCheck pools = new PoolLeakCheck();

    private final PacketPool pool = pools.pool(2, 0, 0);
    private final Packet packet = pool.take(SlotClass.WIRE);
    private final Packet other = pool.take(SlotClass.WIRE);

    @AfterEach
    void giveBack() {
        pool.give(packet);
        pool.give(other);
    }

    @Test
    void shouldBeEmptyBehindTheHeadroomWhenTaken() {
        assertThat(packet.data()).isEqualTo(PacketDescriptor.FIRST_DATA);
        assertThat(packet.length()).isZero();
        assertThat(packet.headroom()).isEqualTo(PacketDescriptor.HEADROOM);
        assertThat(packet.tailroom()).isEqualTo(packet.buffer().capacity() - PacketDescriptor.FIRST_DATA);
        assertThat(packet.hasOffload()).isFalse();
        assertThat(packet.next()).isNull();
        assertThat(packet.bodyOwner()).isNull();
        assertThat(packet.address()).isEqualTo(packet.buffer().addressOffset());
    }

    @Test
    void shouldMoveDataAndKeepTheTailWhenPushedAndPulled() {
        packet.put(100);

        assertThat(packet.push(14)).isTrue();
        assertThat(packet.data()).isEqualTo(PacketDescriptor.FIRST_DATA - 14);
        assertThat(packet.length()).isEqualTo(114);
        assertThat(packet.pull(34)).isTrue();
        assertThat(packet.data()).isEqualTo(PacketDescriptor.FIRST_DATA + 20);
        assertThat(packet.length()).isEqualTo(80);
        assertThat(packet.tail()).isEqualTo(PacketDescriptor.FIRST_DATA + 100);
    }

    @Test
    void shouldUseAllTheHeadroomAndNotAByteMoreWhenPushed() {
        assertThat(packet.push(PacketDescriptor.HEADROOM + 1)).isFalse();
        assertThat(packet.headroom()).isEqualTo(PacketDescriptor.HEADROOM);
        assertThat(packet.push(PacketDescriptor.HEADROOM)).isTrue();
        assertThat(packet.push(1)).isFalse();
        assertThat(packet.data()).isEqualTo(PacketDescriptor.METADATA_LENGTH);
    }

    @Test
    void shouldUseAllTheTailroomAndNotAByteMoreWhenPut() {
        int room = packet.tailroom();

        assertThat(packet.put(room + 1)).isFalse();
        assertThat(packet.length()).isZero();
        assertThat(packet.put(room)).isTrue();
        assertThat(packet.put(1)).isFalse();
        assertThat(packet.tail()).isEqualTo(packet.buffer().capacity());
    }

    @Test
    void shouldRefuseAndMoveNothingWhenThePacketIsShorter() {
        packet.put(10);

        assertThat(packet.pull(11)).isFalse();
        assertThat(packet.trim(11)).isFalse();
        assertThat(packet.length()).isEqualTo(10);
        assertThat(packet.data()).isEqualTo(PacketDescriptor.FIRST_DATA);
        assertThat(packet.pull(10)).isTrue();
        assertThat(packet.length()).isZero();
    }

    @Test
    void shouldRefuseNegativeCounts() {
        packet.put(10);

        assertThat(packet.push(-1)).isFalse();
        assertThat(packet.pull(-1)).isFalse();
        assertThat(packet.put(-1)).isFalse();
        assertThat(packet.trim(-1)).isFalse();
        assertThat(packet.push(Integer.MIN_VALUE)).isFalse();
        assertThat(packet.put(Integer.MAX_VALUE)).isFalse();
        assertThat(packet.length()).isEqualTo(10);
    }

    @Test
    void shouldRefuseAPlaceOutsideTheSlot() {
        int capacity = packet.buffer().capacity();

        assertThat(packet.place(PacketDescriptor.METADATA_LENGTH - 1, 1)).isFalse();
        assertThat(packet.place(capacity, 1)).isFalse();
        assertThat(packet.place(PacketDescriptor.FIRST_DATA, -1)).isFalse();
        assertThat(packet.place(capacity - 5, 5)).isTrue();
        assertThat(packet.tailroom()).isZero();
    }

    @Test
    void shouldCutTheTailWhenTrimmed() {
        packet.put(100);

        assertThat(packet.trim(60)).isTrue();

        assertThat(packet.length()).isEqualTo(60);
        assertThat(packet.data()).isEqualTo(PacketDescriptor.FIRST_DATA);
    }

    @Test
    void shouldSeeMarksOutOfOrder() {
        packet.put(60);
        packet.network(packet.data() + 14);
        packet.transport(packet.data() + 34);
        assertThat(packet.marksInOrder()).isTrue();
        packet.transport(packet.network() - 1);
        assertThat(packet.marksInOrder()).isFalse();
        packet.transport(packet.tail() + 1);
        assertThat(packet.marksInOrder()).isFalse();
        packet.transport(packet.tail());
        packet.network(packet.data() - 1);
        assertThat(packet.marksInOrder()).isFalse();
    }

    @Test
    void shouldForgetTheOffloadRecordOnlyWhenItIsCleared() {
        packet.mark(5);
        packet.secPathDepth(1);
        packet.sequenceHigh(7);
        packet.order(9);
        assertThat(packet.hasOffload()).isTrue();

        packet.clearOffload();

        assertThat(packet.hasOffload()).isFalse();
        assertThat(packet.sequenceHigh()).isZero();
        assertThat(packet.order()).isZero();
        assertThat(packet.mark()).isEqualTo(5);
    }

    @Test
    void shouldCopyMetadataButNeitherHoldsNorBody() {
        other.put(10);
        other.mark(5);
        other.sequenceLow(42);
        other.borrowBody(packet, 300, 10, 256);
        packet.borrowBody(other, 300, 4, 256);
        other.dropBody();

        packet.dropBody();
        packet.copyMetadata(other);

        assertThat(packet.mark()).isEqualTo(5);
        assertThat(packet.sequenceLow()).isEqualTo(42);
        assertThat(packet.length()).isEqualTo(10);
        assertThat(packet.holds()).isZero();
        assertThat(packet.bodyLength()).isZero();
        assertThat(packet.bodyOwner()).isNull();
    }

    @Test
    void shouldHoldTheOwnerUntilTheLastBorrowerDropsIt() {
        Packet owner = other;
        owner.put(100);
        owner.buffer().putInt(owner.data() + 40, 0x01020304);

        packet.borrowBody(owner, owner.data() + 40, 4, packet.data());
        packet.put(4);
        packet.copyBorrowedBody();

        assertThat(owner.holds()).isEqualTo(1);
        assertThat(packet.buffer().getInt(packet.data())).isEqualTo(0x01020304);
        assertThat(packet.dropBody()).isSameAs(owner);
        assertThat(packet.dropBody()).isNull();
        assertThat(owner.holds()).isZero();
    }

    @Test
    void shouldShowMarksAndBytesInADump() {
        packet.put(17);
        packet.buffer().setMemory(packet.data(), 17, (byte) 0xab);

        assertThat(PacketDump.of(packet).lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("Packet WIRE/" + packet.number() + " data=256 length=17");
        assertThat(PacketDump.of(packet)).endsWith("0010  ab");
    }
}
