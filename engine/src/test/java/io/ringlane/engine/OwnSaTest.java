// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Errno;
import io.ringlane.offload.OffloadResult;
import io.ringlane.packet.Packet;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaLimits;
import io.ringlane.stats.DropReason;
import io.ringlane.testing.TestPackets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SAs that are one core's alone (RFC 9611, kernel {@code pcpu_num}), beside one for all. */
final class OwnSaTest {
    private static final int COMMON = CoresFixture.settings(0).build().id().spi();
    private static final int OWN = 0x9000;

    private final CoresFixture fixture = new CoresFixture(2, context -> context.offline(false));
    private final Producer[] producers = {fixture.engine.producer(0), fixture.engine.producer(1)};

    @AfterEach
    void close() {
        fixture.close();
    }

    private static SaConfig own(int core) {
        return own(core, SaLimits.NONE);
    }

    private static SaConfig own(int core, SaLimits limits) {
        return CoresFixture.settings(0)
                .spi(OWN + core)
                .pcpu(core)
                .limits(limits)
                .build();
    }

    private void send(int core, int count) {
        TestPackets packet = CoresFixture.packet(0, 1000, 0);
        for (int i = 0; i < count; i++) {
            Packet built = producers[core].take(packet.bytes().length);
            packet.fill(built);
            producers[core].send(built);
        }
        producers[core].flush();
        fixture.settle();
    }

    private int frames(int spi) {
        return fixture.framesOfSpi(spi).size();
    }

    @Test
    void shouldUseOwnSaWhenCoreHasOne() {
        fixture.protect(0);
        fixture.add(own(0));
        fixture.add(own(1));
        send(0, 3);
        send(1, 5);

        assertThat(frames(OWN)).isEqualTo(3);
        assertThat(frames(OWN + 1)).isEqualTo(5);
        assertThat(frames(COMMON)).isZero();
    }

    @Test
    void shouldUseCommonSaWhenCoreHasNoneOfItsOwn() {
        fixture.protect(0);
        int home = fixture.engine.coreOf(CoresFixture.settings(0).build().id());
        int other = 1 - home;
        fixture.add(own(other));
        send(home, 3);
        send(other, 5);

        assertThat(frames(COMMON)).isEqualTo(3);
        assertThat(frames(OWN + other)).isEqualTo(5);
    }

    @Test
    void shouldPreferOwnSaWhenCommonOneIsNewer() {
        fixture.protect(0);
        fixture.add(own(0));
        send(0, 1);
        fixture.add(CoresFixture.settings(0).spi(COMMON + 0x100).build());
        send(0, 2);

        assertThat(frames(OWN)).isEqualTo(3);
    }

    @Test
    void shouldGoBackToCommonSaWhenOwnOneEnds() {
        fixture.protect(0);
        fixture.add(own(1, new SaLimits(SaLimits.INFINITE, SaLimits.INFINITE, SaLimits.INFINITE, 2)));
        send(1, 2);
        send(1, 1);
        send(1, 4);

        assertThat(frames(OWN + 1)).isEqualTo(2);
        assertThat(frames(COMMON)).isEqualTo(4);
        assertThat(fixture.engine.snapshot().get(DropReason.STATE_EXPIRED)).isEqualTo(1);
    }

    @Test
    void shouldSendNobodyToAnotherCoresOwnSa() {
        fixture.protect(0);
        fixture.engine.deleteState(CoresFixture.settings(0).build().id());
        fixture.add(own(1));
        send(0, 3);

        assertThat(frames(OWN + 1)).isZero();
        assertThat(fixture.engine.snapshot().get(DropReason.NO_STATE)).isEqualTo(3);
    }

    @Test
    void shouldRefuseWhenThereIsNoSuchCore() {
        assertThat(fixture.engine.addState(own(2), CoresFixture.key()))
                .isEqualTo(new OffloadResult.Refused(Errno.EINVAL, "pcpu-num must be 0 to 1, is 2"));
    }

    @Test
    void shouldStayOnItsCoreWhenItIsMoved() {
        fixture.add(own(1));
        IpAddress to = IpAddress.parse("203.0.113.10");
        OffloadResult result =
                fixture.engine.keyManager().migrate(own(1).id(), IpAddress.parse("203.0.113.9"), to, 0, 0);

        assertThat(result.isRefused()).isFalse();
        assertThat(fixture.engine.coreOf(own(1).moved(to, to, 0, 0).id())).isEqualTo(1);
        assertThat(fixture.engine.snapshot().states()).hasSize(1);
    }
}
