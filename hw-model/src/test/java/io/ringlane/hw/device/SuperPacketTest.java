// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.device.card.PayloadRead;
import io.ringlane.hw.device.host.HostCore;
import io.ringlane.hw.device.host.HostProfile;
import io.ringlane.hw.device.pcie.PcieLink;
import io.ringlane.hw.device.ring.TxRing;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.Model;
import io.ringlane.hw.sim.PacketBytes;
import io.ringlane.hw.sim.Probe;
import io.ringlane.hw.sim.Simulation;
import io.ringlane.hw.sim.Stage;
import io.ringlane.hw.sim.Traffic;
import io.ringlane.hw.sim.stage.Sink;
import io.ringlane.hw.sim.stage.Source;
import io.ringlane.hw.yaml.Rational;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Super-packets, cut in the card or in the host. */
class SuperPacketTest {
    private static final long FOREVER = Long.MAX_VALUE / 4;
    /** 54 bytes of headers, 4380 of payload, FCS; frames of 1518 carry 1460. */
    private static final Traffic.Cut THREE = new Traffic.Cut(3, 4438, 54, 1518, 1574, 1518, 1574);
    /** 54 bytes of headers, 16344 of payload: eleven frames, and one of 284 bytes of payload. */
    private static final Traffic.Cut TWELVE = new Traffic.Cut(12, 16402, 54, 1518, 1574, 342, 398);

    /** Super-packets of one kind at one distance, of so many SAs. */
    private static final class Supers implements Traffic {
        private final Cut cut;
        private final long everyPs;
        private final int sas;
        private final long packets;
        private long sent;

        Supers(Cut cut, long everyPs, int sas, long packets) {
            this.cut = cut;
            this.everyPs = everyPs;
            this.sas = sas;
            this.packets = packets;
        }

        @Override
        public long next() {
            return sent == packets ? Simulation.NEVER : sent++ * everyPs;
        }

        @Override
        public int clearBytes() {
            return cut.wholeBytes();
        }

        @Override
        public int state() {
            return (int) ((sent - 1) % sas);
        }

        @Override
        public Cut cut() {
            return cut;
        }
    }

    /**
     * 4434 bytes without FCS are nine requests of 512 bytes at most. The first segment is there with its 1514th byte,
     * in the third answer; the second one with the 2974th, in the sixth; the last one with the ninth. Answers of 512
     * bytes take 552 bytes of the link, as long as the way down is what holds them up.
     */
    @Test
    void shouldSendASegmentOnWhenItsLastByteHasCome() {
        DeviceProfile device = Profiles.find("plain-100g");
        List<Long> times = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        Model[] model = new Model[1];
        Probe probe = new Probe() {
            @Override
            public void entered(Stage stage, int packet, long nowPs) {
                if (stage instanceof Sink) {
                    times.add(nowPs);
                    lengths.add(model[0].packets().clearBytes(packet));
                }
            }
        };
        model[0] = new Model(16, 8, probe);
        PcieLink link = new PcieLink(model[0].simulation(), "PCIe", device.pcie());
        PayloadRead read = new PayloadRead(model[0], "read", 4, link, PacketBytes.CLEAR, Long.MAX_VALUE);
        Sink sink = new Sink(model[0], "sink");
        read.feeds(sink);
        Source source = Source.open(model[0], "source", new Supers(THREE, 0, 1, 1));
        source.feeds(read);
        source.start();
        model[0].simulation().run(FOREVER);

        long asked = ps(link, 24);
        long first = asked + 700_000;
        assertThat(times)
                .containsExactly(
                        first + ps(link, 2 * 552) + ps(link, 552),
                        first + ps(link, 5 * 552) + ps(link, 552),
                        first + ps(link, 8 * 552) + ps(link, 338 + 40));
        assertThat(lengths).containsExactly(1518, 1518, 1518);
        assertThat(link.upBytes()).isEqualTo(9 * 24);
        assertThat(link.downBytes()).isEqualTo(8 * (512 + 2 * 20) + 338 + 2 * 20);
        assertThat(read.wholes()).isEqualTo(1);
        assertThat(read.segments()).isEqualTo(3);
        assertThat(read.in()).isEqualTo(4).isEqualTo(read.out());
        assertThat(model[0].packets().used()).isZero();
        assertThat(model[0].packets().frames()).isZero();
    }

    /** Of so many bytes, rounded down. */
    private static long ps(PcieLink link, long bytes) {
        return bytes * link.rates().psPerByteOver() / link.rates().psPerByteUnder();
    }

    private static HostProfile host(int cores) {
        HostProfile.Work work = new HostProfile.Work(100_000, new Rational(1, 1), 30_000);
        return new HostProfile(cores, 32, 50_000, 50_000, 2_000, 2_000_000, work, work, List.of());
    }

    private static GatewaySpec spec(boolean isCard, int cores) {
        DeviceProfile device = Profiles.find("connectx-7-gen4").with("ipsec.cuts", isCard ? "yes" : "no");
        return TestGateways.spec(device, GatewaySpec.Route.SOURCE, 1, 100).with(host(cores));
    }

    private static <T extends Stage> List<T> stages(GatewayModel model, Class<T> type) {
        return model.model().stages().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /**
     * A cycle, a packet, its bytes, a doorbell. Cut in the card, there is a descriptor for the headers and one for each
     * 16 KiB; cut in the host, the work on three segments and a descriptor for each.
     */
    @ParameterizedTest
    @CsvSource({"true, 20000", "false, 120000"})
    void shouldCostTheCoreItsSegmentsOnlyWhenItCutsThem(boolean isCard, long morePs) {
        GatewayModel model = new GatewayModel(spec(isCard, 1), List.of(new Supers(THREE, 0, 1, 1)), Probe.NONE);
        model.start();
        model.simulation().run(FOREVER);
        HostCore core = stages(model, HostCore.class).getFirst();
        assertThat(core.busyPs()).isEqualTo(50_000 + 100_000 + 4438 + 100_000 + morePs);
        assertThat(model.sink().in()).isEqualTo(3);
        assertThat(core.segments()).isEqualTo(isCard ? 0 : 3);
        assertThat(stages(model, TxRing.class).getFirst().mostSlots()).isEqualTo(isCard ? 2 : 3);
    }

    /** The headers are read once for all segments when the card cuts, and one chain of descriptors. */
    @Test
    void shouldSendFewerBytesOverTheLinkWhenTheCardCuts() {
        long[] down = new long[2];
        for (int card = 0; card < 2; card++) {
            GatewayModel model =
                    new GatewayModel(spec(card == 1, 1), List.of(new Supers(TWELVE, 10_000_000, 1, 100)), Probe.NONE);
            model.start();
            model.simulation().run(FOREVER);
            assertThat(model.sink().in()).isEqualTo(1200);
            down[card] = model.links().getFirst().downBytes();
        }
        // 1514 bytes are 6 answers at most of 256 bytes, 338 are 2, 16398 are 65; one doorbell each; 12 descriptors, or
        // 3
        long cutInHost = 11 * (1514 + 6 * 20) + 338 + 2 * 20 + 12 * 16 + 20;
        long cutInCard = 16398 + 65 * 20 + 3 * 16 + 20;
        assertThat(down[0] - down[1]).isEqualTo(100 * (cutInHost - cutInCard));
    }

    /** More than goes through: every segment is accounted for, as one of a super-packet or by itself. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAccountForEverySegmentWhenTheLineIsTooNarrow(boolean isCard) {
        int packets = 20_000;
        long[] lost = new long[2];
        GatewayModel[] made = new GatewayModel[1];
        Probe probe = new Probe() {
            @Override
            public void lost(Stage stage, int packet, long nowPs) {
                lost[0]++;
                lost[1] += made[0].model().packets().segments(packet);
            }
        };
        GatewaySpec spec = spec(isCard, 4);
        GatewaySpec small = spec.with(spec.device().with("rings.rx", "256").with("rings.tx", "256"));
        GatewayModel model = new GatewayModel(small, List.of(new Supers(TWELVE, 1_000_000, 100, packets)), probe);
        made[0] = model;
        model.start();
        model.simulation().run(FOREVER);
        assertThat(lost[0]).isPositive();
        assertThat(lost[1]).isEqualTo(12 * lost[0]);
        assertThat(model.sink().in() + lost[1]).isEqualTo(12L * packets);
        long wholes = stages(model, PayloadRead.class).stream()
                .mapToLong(PayloadRead::wholes)
                .sum();
        long segments = stages(model, PayloadRead.class).stream()
                .mapToLong(PayloadRead::segments)
                .sum();
        long inHost = stages(model, HostCore.class).stream()
                .mapToLong(HostCore::segments)
                .sum();
        assertThat(wholes).isEqualTo(isCard ? packets - lost[0] : 0);
        assertThat(segments).isEqualTo(12 * wholes);
        assertThat(inHost).isEqualTo(isCard ? 0 : model.sink().in());
        for (Stage stage : model.model().stages()) {
            assertThat(stage.in()).as(stage.name()).isEqualTo(stage.out());
            assertThat(stage.areaPs()).as(stage.name()).isEqualTo(stage.sojournPs());
        }
        assertThat(model.model().packets().used()).isZero();
        assertThat(model.model().packets().frames()).isZero();
        long slots =
                stages(model, TxRing.class).stream().mapToLong(TxRing::slots).sum();
        // what the cores have not looked for any more
        long reaped =
                stages(model, TxRing.class).stream().mapToLong(TxRing::reaped).sum();
        assertThat(slots + reaped).isEqualTo(isCard ? 3 * wholes : model.sink().in());
    }

    /** The segments of each SA leave in order, short last one and all. */
    @Test
    void shouldKeepTheOrderOfSegmentsWhenLanesRace() {
        List<Integer> lengths = new ArrayList<>();
        GatewayModel[] made = new GatewayModel[1];
        Probe probe = new Probe() {
            @Override
            public void entered(Stage stage, int packet, long nowPs) {
                if (stage == made[0].sink()) {
                    lengths.add(made[0].model().packets().clearBytes(packet));
                }
            }
        };
        made[0] = new GatewayModel(spec(true, 1), List.of(new Supers(TWELVE, 10_000, 1, 50)), probe);
        made[0].start();
        made[0].simulation().run(FOREVER);
        assertThat(lengths).hasSize(600);
        for (int i = 0; i < 600; i++) {
            assertThat(lengths.get(i)).isEqualTo(i % 12 == 11 ? 342 : 1518);
        }
    }

    @Test
    void shouldTellHowManyBytesASegmentWaitsFor() {
        assertThat(TWELVE.bytesUpTo(0)).isEqualTo(1514);
        assertThat(TWELVE.bytesUpTo(1)).isEqualTo(1514 + 1460);
        assertThat(TWELVE.bytesUpTo(11)).isEqualTo(16398);
        assertThat(TWELVE.allClearBytes()).isEqualTo(11 * 1518 + 342);
        assertThat(TWELVE.unencrypted().allWireBytes()).isEqualTo(11 * 1518 + 342);
    }
}
