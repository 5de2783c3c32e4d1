// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.Features;
import io.ringlane.dev.Route;
import io.ringlane.ip.ReplySettings;
import io.ringlane.packet.Packet;
import io.ringlane.policy.Policy;
import io.ringlane.policy.Template;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaFlags;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.Selector;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import io.ringlane.stats.DropReason;
import io.ringlane.stats.XfrmCounter;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.FakeQueue;
import io.ringlane.testing.TestPackets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SAs one inside the other, sizes, fragments, padding and marks, through a stepped engine. */
class OutboundKindsTest {
    private static final byte[] KEY = "0123456789abcdefSALT".getBytes(StandardCharsets.US_ASCII);
    private static final int LINK = 14;

    private final FakeDevice device = FakeDevice.of("eg0", Features.SG | Features.HW_CSUM);
    private final Told told = new Told();

    /** What the listener heard. */
    private static final class Told implements EngineListener {
        private final List<Integer> sizes = new ArrayList<>();
        private final List<byte[]> replies = new ArrayList<>();

        @Override
        public void tooBig(Packet packet, XfrmState state, int mtu) {
            sizes.add(mtu);
        }

        @Override
        public void reply(DirectBuffer message, int length) {
            byte[] bytes = new byte[length];
            message.getBytes(0, bytes);
            replies.add(bytes);
        }
    }

    private EngineFixture engine(UnaryOperator<EngineContext> change) {
        device.queue(0).completesAtOnce();
        return new EngineFixture(
                context -> change.apply(context.listener(told)
                        .replies(new ReplySettings(
                                IpAddress.parse("192.0.2.254"), IpAddress.parse("2001:db8::fe"), 1000))),
                device);
    }

    private static TestPackets udp(int payload) {
        return TestPackets.ipv4("10.1.0.2", "10.2.0.2").udp(1000, 2000).payload(payload);
    }

    private static TestPackets udp6(int payload) {
        return TestPackets.ipv6("fd00:1::2", "fd00:2::2").udp(1000, 2000).payload(payload);
    }

    private byte[] ip(int index) {
        byte[] frame = device.sent().get(index);
        return Arrays.copyOfRange(frame, LINK, frame.length);
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static Template template(SaConfig config) {
        return new Template(
                config.source(),
                config.id().destination(),
                0,
                50,
                config.mode(),
                config.reqid(),
                Template.Level.REQUIRED);
    }

    /** SAs with reqids 1, 2, ... and one policy for all of them. */
    private static void nest(EngineFixture fixture, SaConfigBuilder... settings) {
        List<Template> templates = new ArrayList<>();
        for (int i = 0; i < settings.length; i++) {
            SaConfig config = settings[i].spi(0x1000 + i).reqid(1 + i).ivSalt(0).build();
            assertThat(fixture.engine
                            .addState(config, new SecretKey(KEY.clone()), null)
                            .isRefused())
                    .isFalse();
            templates.add(template(config));
        }
        Selector all = Selector.of(IpAddress.any(4), 0, IpAddress.any(4), 0);
        fixture.engine.addPolicy(new Policy(all, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 0, templates));
    }

    /** The text of an ESP packet that starts at its IP header, without trailer. */
    private static byte[] opened(byte[] packet, int next) {
        int esp = packet[0] >>> 4 == 4 ? 20 : 40;
        byte[] text = EngineFixture.open(packet, esp, null);
        assertThat(text).as("ICV").isNotNull();
        assertThat(text[text.length - 1]).isEqualTo((byte) next);
        return Arrays.copyOf(text, text.length - 2 - text[text.length - 2]);
    }

    // ---- SAs one inside the other

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSealInnermostFirstWhenAPolicyHasSeveralTemplates(boolean deferred) {
        try (EngineFixture fixture = engine(context -> context.deferredEsp(deferred))) {
            nest(
                    fixture,
                    new SaConfigBuilder().between("10.1.0.2", "10.2.0.2").mode(XfrmMode.TRANSPORT),
                    new SaConfigBuilder().between("2001:db8::1", "2001:db8::2"),
                    new SaConfigBuilder().between("192.0.2.1", "198.51.100.2"));
            fixture.send(udp(100), udp(101));

            assertThat(device.sent()).hasSize(2);
            for (int i = 0; i < 2; i++) {
                byte[] middle = opened(ip(i), 41);
                byte[] inner = opened(middle, 4);
                byte[] text = opened(inner, 17);
                assertThat(text)
                        .isEqualTo(Arrays.copyOfRange(udp(100 + i).rawIp().bytes(), 20, 128 + i));
                assertThat(inner[23]).isEqualTo((byte) (0));
                assertThat(u16(inner, 26)).isEqualTo(i + 1);
            }
            assertThat(fixture.snapshot().states())
                    .extracting(EngineSnapshot.State::packets)
                    .containsOnly(2L);
        }
    }

    @Test
    void shouldMovePacketsWhenSixHeadersNeedMoreRoomThanThereIs() {
        try (EngineFixture fixture = engine(context -> context)) {
            SaConfigBuilder[] six = new SaConfigBuilder[6];
            for (int i = 0; i < six.length; i++) {
                six[i] = new SaConfigBuilder().between("2001:db8:" + i + "::1", "2001:db8:" + i + "::2");
            }
            nest(fixture, six);
            fixture.send(udp(700));

            byte[] packet = ip(0);
            for (int i = 0; i < six.length; i++) {
                packet = opened(packet, i < 5 ? 41 : 4);
            }
            assertThat(packet).isEqualTo(udp(700).rawIp().bytes());
        }
    }

    @Test
    void shouldCutFirstWhenASuperPacketMeetsSeveralStates() {
        try (EngineFixture fixture = engine(context -> context)) {
            nest(
                    fixture,
                    new SaConfigBuilder().between("10.1.0.2", "10.2.0.2").mode(XfrmMode.TRANSPORT),
                    new SaConfigBuilder().between("192.0.2.1", "198.51.100.2"));
            fixture.send(EngineFixture.tcp(3).partialChecksum());

            assertThat(device.sent()).hasSize(3);
            for (int i = 0; i < 3; i++) {
                byte[] text = opened(opened(ip(i), 4), 6);
                assertThat(text).hasSize(120);
                assertThat(u16(text, 6) - i * 100).isEqualTo(u16(opened(opened(ip(0), 4), 6), 6));
            }
        }
    }

    @Test
    void shouldTellThePathBehindAllStatesWhenAPacketMustNotBeFragmented() {
        try (EngineFixture fixture = engine(context -> context)) {
            nest(
                    fixture,
                    new SaConfigBuilder().between("10.1.0.2", "10.2.0.2").mode(XfrmMode.TRANSPORT),
                    new SaConfigBuilder().between("192.0.2.1", "198.51.100.2"));
            fixture.send(udp(1410 - 28).fragmentWord(0x4000), udp(1411 - 28).fragmentWord(0x4000));

            assertThat(device.sent()).hasSize(1);
            assertThat(told.sizes).containsExactly(1410);
        }
    }

    // ---- sizes

    @Test
    void shouldAnswerTheSenderWhenAPacketIsTooBig() {
        try (EngineFixture fixture = engine(context -> context)) {
            fixture.protect(EngineFixture.tunnel());
            fixture.send(udp(1446 - 28).fragmentWord(0x4000), udp(1447 - 28).fragmentWord(0x4000));

            assertThat(device.sent()).hasSize(1);
            assertThat(told.sizes).containsExactly(1446);
            assertThat(told.replies).hasSize(1);
            assertThat(told.replies.getFirst()[20]).isEqualTo((byte) 3);
            assertThat(u16(told.replies.getFirst(), 26)).isEqualTo(1446);
            assertThat(fixture.count(DropReason.TOO_BIG)).isEqualTo(1);
        }
    }

    @Test
    void shouldUseUpTheNumberWhenIpv6InTransportModeIsTooLongBehindEsp() {
        try (EngineFixture fixture = engine(context -> context)) {
            fixture.protect(
                    EngineFixture.tunnel().between("fd00:1::2", "fd00:2::2").mode(XfrmMode.TRANSPORT), 6, null);
            byte[] whole = udp6(1480 - 48).rawIp().bytes();
            fixture.send(udp6(1480 - 48), udp6(100));

            assertThat(device.sent()).hasSize(1);
            assertThat(EngineFixture.number(device.sent().getFirst())).isEqualTo(2);
            assertThat(told.sizes).containsExactly(1466);
            byte[] reply = told.replies.getFirst();
            assertThat(Arrays.copyOfRange(reply, 48, reply.length)).isEqualTo(Arrays.copyOf(whole, reply.length - 48));
        }
    }

    @Test
    void shouldCountTheModeWhenBeetRefusesASize() {
        try (EngineFixture fixture = engine(context -> context)) {
            Selector all6 = Selector.of(IpAddress.any(6), 0, IpAddress.any(6), 0);
            fixture.protect(EngineFixture.tunnel6().mode(XfrmMode.BEET).selector(all6), 6, null);
            fixture.send(udp6(1467 - 48));

            assertThat(device.sent()).isEmpty();
            assertThat(told.sizes).containsExactly(1466);
            assertThat(fixture.count(XfrmCounter.OUT_STATE_MODE_ERROR)).isEqualTo(1);
        }
    }

    @Test
    void shouldTellSendersOfClearPacketsTooAndCutThoseThatMayBe() {
        try (EngineFixture fixture = engine(context -> context)) {
            fixture.send(udp(1600).fragmentWord(0x4000), udp(1600).fragmentWord(0), udp6(1600));

            assertThat(device.sent()).hasSize(2);
            assertThat(ip(0)).hasSize(1500);
            assertThat(u16(ip(1), 6)).isEqualTo(185);
            assertThat(told.sizes).containsExactly(1500, 1500);
            assertThat(told.replies).hasSize(2);
        }
    }

    // ---- fragments

    private byte[] joined() {
        byte[] first = ip(0);
        byte[] whole = Arrays.copyOf(first, 4000);
        int length = 0;
        for (int i = 0; i < device.sent().size(); i++) {
            byte[] piece = ip(i);
            int place = 20 + (u16(piece, 6) & 0x1fff) * 8;
            System.arraycopy(piece, 20, whole, place, piece.length - 20);
            length = Math.max(length, place + piece.length - 20);
        }
        return Arrays.copyOf(whole, length);
    }

    @Test
    void shouldCutBehindEspWhenAPacketMayBeFragmented() {
        try (EngineFixture fixture = engine(context -> context)) {
            fixture.protect(EngineFixture.tunnel());
            byte[] clear = udp(2000).fragmentWord(0).rawIp().bytes();
            fixture.send(udp(2000).fragmentWord(0));

            assertThat(device.sent()).hasSize(2);
            assertThat(ip(0)).hasSize(1500);
            assertThat(opened(joined(), 4)).isEqualTo(clear);
            assertThat(fixture.snapshot().states().getFirst().packets()).isEqualTo(1);
            assertThat(fixture.snapshot().account().consumed()).isEqualTo(1);
            assertThat(fixture.snapshot().account().born()).isEqualTo(2);
            assertThat(told.sizes).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCutAheadOfEspWhenAskedOrWhenWorkersSeal(boolean asked) {
        UnaryOperator<EngineContext> change = context -> asked ? context.fragmentsFirst(true) : context.asyncWorkers(1);
        try (EngineFixture fixture = engine(change)) {
            fixture.protect(EngineFixture.tunnel());
            byte[] clear = udp(2000).fragmentWord(0).rawIp().bytes();
            fixture.send(udp(2000).fragmentWord(0));

            assertThat(device.sent()).hasSize(2);
            byte[] first = opened(ip(0), 4);
            byte[] second = opened(ip(1), 4);
            assertThat(first.length).isLessThanOrEqualTo(1446);
            assertThat(u16(first, 6)).isEqualTo(0x2000);
            assertThat(u16(second, 6) * 8).isEqualTo(first.length - 20);
            byte[] rest = Arrays.copyOfRange(second, 20, second.length);
            assertThat(first).endsWith(Arrays.copyOfRange(clear, 20, first.length));
            assertThat(rest).isEqualTo(Arrays.copyOfRange(clear, first.length, clear.length));
            assertThat(fixture.snapshot().states().getFirst().packets()).isEqualTo(2);
        }
    }

    @Test
    void shouldCutEachSegmentWhenASuperPacketsSegmentsAreTooLong() {
        try (EngineFixture fixture = engine(context -> context)) {
            fixture.protect(EngineFixture.tunnel());
            fixture.send(TestPackets.ipv4("10.1.0.2", "10.2.0.2")
                    .tcp(1, 2)
                    .payload(2900)
                    .fragmentWord(0)
                    .gso(1450)
                    .partialChecksum());

            assertThat(device.sent()).hasSize(4);
            assertThat(u16(ip(0), 6)).isEqualTo(0x2000);
            assertThat(u16(ip(1), 6)).isNotZero();
            assertThat(fixture.snapshot().states().getFirst().packets()).isEqualTo(2);
        }
    }

    @Test
    void shouldCutLongPacketsTooWhenTheLinkTakesThem() {
        try (EngineFixture fixture = engine(context -> context.route(new Route(device, 16_384, new byte[0], 64)))) {
            fixture.protect(EngineFixture.tunnel());
            fixture.send(udp(20_000).fragmentWord(0));

            assertThat(device.sent()).hasSize(2);
            assertThat(ip(0)).hasSize(16_380);
        }
    }

    @Test
    void shouldHoldAPacketWhenSlotsForItsFragmentsAreShort() {
        device.queue(0).completesAtOnce();
        try (EngineFixture fixture = engine(context ->
                context.segmentSlots(3, 0).maxSegments(1).waitingLimit(8).backlogCapacity(64))) {
            fixture.protect(EngineFixture.tunnel());
            for (int i = 0; i < 8; i++) {
                fixture.send(udp(2000).fragmentWord(0));
            }
            assertThat(device.sent()).hasSize(16);
            fixture.send(udp(7000).fragmentWord(0));
            assertThat(device.sent()).hasSize(16);
            assertThat(told.sizes).containsExactly(1446);
        }
    }

    // ---- padding and marks

    @Test
    void shouldHideTheLengthWhenPaddingIsAskedFor() {
        try (EngineFixture fixture = engine(context -> context)) {
            fixture.protect(EngineFixture.tunnel().tfcPad(600));
            byte[] clear = udp(100).rawIp().bytes();
            fixture.send(udp(100), udp(200), udp(700));

            assertThat(ip(0)).hasSameSizeAs(ip(1)).hasSize(20 + 8 + 8 + 604 + 16);
            byte[] text = opened(ip(0), 4);
            assertThat(text).hasSize(600).startsWith(clear);
            assertThat(Arrays.copyOfRange(text, 128, 600)).containsOnly(0);
            assertThat(opened(ip(2), 4)).hasSize(728);
            assertThat(fixture.snapshot().states().getFirst().bytes()).isEqualTo(128 + 228 + 728);
        }
    }

    @Test
    void shouldHideTheLengthInsideAnotherSaWhenThatIsWhereItIsAskedFor() {
        try (EngineFixture fixture = engine(context -> context)) {
            nest(
                    fixture,
                    EngineFixture.tunnel().tfcPad(600),
                    new SaConfigBuilder().between("203.0.113.1", "203.0.113.2"));
            fixture.send(udp(100), udp(200));

            assertThat(ip(0)).hasSameSizeAs(ip(1));
            byte[] text = opened(opened(ip(0), 4), 4);
            assertThat(text).hasSize(600).startsWith(udp(100).rawIp().bytes());
            assertThat(Arrays.copyOfRange(text, 128, 600)).containsOnly(0);
        }
    }

    @Test
    void shouldPadNoFurtherThanTheSaAroundItTakesWhenPaddingIsLong() {
        try (EngineFixture fixture = engine(context -> context)) {
            nest(
                    fixture,
                    EngineFixture.tunnel().tfcPad(60_000),
                    new SaConfigBuilder().between("203.0.113.1", "203.0.113.2"));
            fixture.send(udp(100));

            assertThat(device.sent()).hasSize(1);
            // 1,446 bytes fit into the outer SA, of them 1,390 into the inner one: 1,392 and 52, then 1,448 and 52
            assertThat(opened(opened(ip(0), 4), 4)).hasSize(1390);
            assertThat(ip(0)).hasSize(1500);
        }
    }

    @Test
    void shouldPadNoFurtherThanThePathWhenPaddingIsLong() {
        try (EngineFixture fixture = engine(context -> context)) {
            fixture.protect(EngineFixture.tunnel().tfcPad(60_000));
            fixture.send(udp(100));

            assertThat(ip(0)).hasSize(1500);
        }
    }

    @Test
    void shouldProtectPacketsOfAnInterfaceByItsOwnPolicies() {
        try (EngineFixture fixture = engine(context -> context)) {
            fixture.protect(EngineFixture.tunnel());
            SaConfig own = EngineFixture.tunnel().spi(0x2000).interfaceId(7).build();
            fixture.engine.addState(own, new SecretKey(KEY.clone()), null);
            Selector all = Selector.of(IpAddress.any(4), 0, IpAddress.any(4), 0);
            fixture.engine.addPolicy(
                    new Policy(all, Policy.Direction.OUT, Policy.Action.ALLOW, 0, 0, 0, 7, 0, List.of(template(own))));
            for (int id : new int[] {0, 7, 8}) {
                Packet packet = fixture.producer.take(200);
                udp(100).fill(packet);
                packet.ofInterface(id);
                assertThat(fixture.producer.send(packet)).isTrue();
            }
            fixture.producer.flush();
            fixture.settle();

            assertThat(device.sent()).hasSize(3);
            assertThat(u16(ip(0), 22)).isEqualTo(0x1000);
            assertThat(u16(ip(1), 22)).isEqualTo(0x2000);
            assertThat(ip(2)).isEqualTo(udp(100).rawIp().bytes());
        }
    }

    @Test
    void shouldMarkPacketsInTheBitsOfTheMaskWhenTheStateHasAMark() {
        try (EngineFixture fixture = engine(context -> context)) {
            fixture.protect(EngineFixture.tunnel().outputMark(0x5a, 0xff).flags(SaFlags.NOPMTUDISC));
            fixture.send(udp(100), udp(100).mark(0xff00));

            assertThat(device.queue(0).attempts())
                    .extracting(FakeQueue.Attempt::mark)
                    .containsExactly(0x5a, 0xff5a);
        }
    }
}
