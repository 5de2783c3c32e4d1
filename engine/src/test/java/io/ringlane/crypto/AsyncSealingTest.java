// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.buffer.SlotClass;
import io.ringlane.crypto.CryptoWorker.CompletionOrder;
import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketPool;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One core, two workers that complete out of order, three SAs, all stepped by this thread: order and account. */
final class AsyncSealingTest {
    private static final int PACKETS = 3_000;
    private static final int TEXT = 64;
    private static final int ICV = 16;

    private final PacketPool pool = new PacketPool("async", 128, 0, 0);
    private final SaTable table = new SaTable(4);
    private final SealedOrder order = new SealedOrder(4, 32);
    private final List<CryptoQueue> queues = List.of(new CryptoQueue(4, 8), new CryptoQueue(4, 8));
    private final List<CryptoWorker> workers = new ArrayList<>();
    private final List<XfrmState> states = new ArrayList<>();
    private final List<CryptoKey> keys = new ArrayList<>();
    private final int[] nextOut = new int[3];
    private final List<Integer> trace = new ArrayList<>();
    private final Consumer<Packet> sink = this::leave;
    private boolean cameOutOfOrder;

    @AfterEach
    void close() {
        workers.forEach(CryptoWorker::onClose);
        queues.forEach(CryptoQueue::close);
        keys.forEach(CryptoKey::close);
        assertThat(pool.outstanding()).isZero();
        pool.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldLeaveInOrderOfEachSaWhenWorkersShuffle(long seed) {
        run(seed, 1);
        assertThat(cameOutOfOrder).as("bursts came back out of order").isTrue();
        assertThat(nextOut).containsOnly(PACKETS / 3);
        assertThat(trace).hasSize(PACKETS);
        assertThat(order.parked()).isZero();
    }

    @Test
    void shouldLeaveAlikeWhenSeedIsTheSame() {
        run(5, 1);
        List<Integer> first = List.copyOf(trace);
        AsyncSealingTest again = new AsyncSealingTest();
        again.run(5, 1);
        assertThat(again.trace).isEqualTo(first);
        AsyncSealingTest other = new AsyncSealingTest();
        other.run(6, 1);
        assertThat(other.trace).isNotEqualTo(first);
        again.close();
        other.close();
    }

    @Test
    void shouldLoseOnlyTheFailedWhenSomePacketsFail() {
        run(9, 10);
        assertThat(trace).hasSize(PACKETS - PACKETS / 10);
        assertThat(order.parked()).isZero();
    }

    /** @param failEach every n-th packet is failed by the core when it comes back; 1 for none. */
    private void run(long seed, int failEach) {
        open(seed);
        Random random = new Random(seed);
        int given = 0;
        while (given < PACKETS || inCrypto() > 0) {
            CryptoQueue queue = queues.get(random.nextInt(queues.size()));
            CryptoBurst burst = given < PACKETS ? queue.begin() : null;
            if (burst != null) {
                while (!burst.isFull() && given < PACKETS && give(burst, given)) {
                    given++;
                }
                queue.submit(burst);
            }
            workers.forEach(CryptoWorker::doWork);
            queues.forEach(each -> takeBack(each, failEach));
            assertThat(pool.outstanding()).isEqualTo(inCrypto());
        }
    }

    private int inCrypto() {
        return queues.stream().mapToInt(CryptoQueue::packetsInFlight).sum() + order.parked();
    }

    private void open(long seed) {
        JdkProvider provider = new JdkProvider();
        for (int i = 0; i < nextOut.length; i++) {
            XfrmState state = new XfrmState(
                    new SaConfigBuilder()
                            .between("192.0.2.1", "192.0.2.2")
                            .spi(0x1000 + i)
                            .build(),
                    new SecretKey(new byte[20]));
            table.add(state);
            order.add(state);
            states.add(state);
            keys.add(provider.newKey(state.config().transform(), state.key()));
        }
        for (int i = 0; i < queues.size(); i++) {
            workers.add(new CryptoWorker(
                    "worker " + i,
                    provider.newCipher(),
                    List.of(queues.get(i)),
                    CompletionOrder.shuffledBy(seed * 31 + i)));
        }
    }

    private boolean give(CryptoBurst burst, int number) {
        XfrmState state = states.get(number % states.size());
        Packet packet = pool.take(SlotClass.WIRE);
        if (packet == null) {
            return false;
        }
        packet.stateIndex(state.index());
        packet.stateGeneration(state.generation());
        packet.put(TEXT + ICV);
        packet.mark(number);
        if (!order.enter(packet)) {
            pool.give(packet);
            return false;
        }
        long text = packet.address() + packet.data();
        int index = burst.add(packet, keys.get(number % states.size()), text, number);
        burst.text(index, text, TEXT, 0, 0, 0);
        burst.aad(index, burst.aadScratch(index), 8);
        SealFixture.write(
                burst.nonceAddress(index),
                new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) (number >> 8), (byte) number});
        return true;
    }

    private void takeBack(CryptoQueue queue, int failEach) {
        for (CryptoBurst burst = queue.complete(); burst != null; burst = queue.complete()) {
            for (int i = 0; i < burst.size(); i++) {
                Packet packet = burst.packet(i);
                assertThat(burst.outcome(i)).isEqualTo(CryptoBurst.DONE);
                if (failEach > 1 && packet.mark() % failEach == 0) {
                    order.fail(packet, sink);
                    pool.give(packet);
                } else {
                    cameOutOfOrder |= order.release(packet, sink) == 0;
                }
            }
            queue.recycle(burst);
        }
    }

    private void leave(Packet packet) {
        int state = packet.mark() % states.size();
        int number = packet.mark() / states.size();
        assertThat(number).isGreaterThanOrEqualTo(nextOut[state]);
        nextOut[state] = number + 1;
        trace.add(packet.mark());
        pool.give(packet);
    }
}
