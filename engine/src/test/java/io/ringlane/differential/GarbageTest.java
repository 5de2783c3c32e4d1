// SPDX-License-Identifier: Apache-2.0
package io.ringlane.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.ringlane.engine.EngineSnapshot;
import io.ringlane.packet.Packet;
import io.ringlane.reference.RefPacket;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Whatever a producer sends, the engine throws nothing, loses nothing and accounts for everything: noise, packets with
 * octets changed or cut off, and metadata that lies.
 *
 * <p>{@code -Dringlane.garbage.packets=N} sends more, {@code -Dringlane.garbage.seed=S} repeats one batch.
 */
class GarbageTest {
    private static final String SEED = "ringlane.garbage.seed";
    private static final int PACKETS = Integer.getInteger("ringlane.garbage.packets", 100_000);
    private static final int BATCH = 250;

    @Test
    void shouldAccountForEveryPacketWhenPacketsAreGarbage() {
        Long one = Long.getLong(SEED);
        if (one != null) {
            batch(one);
            return;
        }
        for (int i = 0; i < PACKETS / BATCH; i++) {
            batch(1 + i);
        }
    }

    private static void batch(long seed) {
        Random random = new Random(new SplittableRandom(seed).nextLong());
        SetupForge forge = new SetupForge(random, 48, 8192);
        PacketForge packets = new PacketForge(random);
        try (EngineRun run = new EngineRun(forge.setup, forge.workers(), random)) {
            for (int i = 0; i < BATCH; i++) {
                byte[][] flow = forge.flows.get(random.nextInt(forge.flows.size()));
                RefPacket packet = random.nextInt(5) == 0 ? noise(random) : packets.packet(flow[0], flow[1]);
                mutate(packet, random);
                boolean lies = random.nextInt(5) == 0;
                run.send(packet.link.length + packet.ip.length, slot -> {
                    EngineTypes.fill(slot, packet);
                    if (lies) {
                        lie(slot, random);
                    }
                });
            }
            run.runDry(BATCH);
            EngineSnapshot.Account account = run.snapshot().account();
            assertThat(account.imbalance()).isZero();
            assertThat(account.in() + account.born())
                    .isEqualTo(account.sent() + account.dropped() + account.consumed());
            assertThat(run.slotsOut()).isZero();
        } catch (AssertionError | RuntimeException e) {
            fail("replay with -D" + SEED + "=" + seed + " -Dringlane.garbage.packets=" + BATCH + "\n" + forge.setup, e);
        }
    }

    private static RefPacket noise(Random random) {
        RefPacket packet = new RefPacket();
        packet.ip = new byte[random.nextInt(200)];
        random.nextBytes(packet.ip);
        if (packet.ip.length > 0) {
            packet.ip[0] = (byte) ((random.nextBoolean() ? 0x40 : 0x60) | random.nextInt(16));
        }
        packet.gsoSize = random.nextInt(3) == 0 ? random.nextInt(100) : 0;
        return packet;
    }

    /** Octets changed, most of them near the front, or the end cut off. */
    private static void mutate(RefPacket packet, Random random) {
        int changes = packet.ip.length == 0 ? 0 : random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(Math.min(packet.ip.length, random.nextInt(10) == 0 ? 1500 : 90));
            packet.ip[at] = (byte) (random.nextBoolean() ? random.nextInt() : packet.ip[at] ^ 1 << random.nextInt(8));
        }
        if (random.nextInt(8) == 0) {
            packet.ip = Arrays.copyOf(packet.ip, random.nextInt(packet.ip.length + 1));
        }
    }

    /** Metadata that does not fit the octets. */
    private static void lie(Packet packet, Random random) {
        int near = packet.data() + random.nextInt(200) - 100;
        int value = random.nextInt(4) == 0 ? random.nextInt() : near;
        switch (random.nextInt(10)) {
            case 0 -> packet.network(value);
            case 1 -> packet.mac(value);
            case 2 -> packet.transport(value);
            case 3 -> packet.checksumStart(value);
            case 4 -> packet.checksumOffset(value);
            case 5 -> packet.gsoSize(value);
            case 6 -> packet.gsoType(random.nextInt());
            case 7 -> packet.gsoSegs(value);
            case 8 -> packet.checksumMode(random.nextInt(5));
            default -> packet.macLength(value);
        }
    }
}
