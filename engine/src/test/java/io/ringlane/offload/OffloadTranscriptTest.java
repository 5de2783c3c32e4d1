// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringlane.dev.DeviceRegistry;
import io.ringlane.dev.DeviceRegistry.FeatureChange;
import io.ringlane.dev.DeviceRegistry.Registration;
import io.ringlane.dev.Errno;
import io.ringlane.dev.Features;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.Route;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.offload.OffloadResult.Refused;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.FakeXfrmOps;
import io.ringlane.testing.TestStates;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Replays the transcript of a real Linux 6.1 (offload-api.json), step by step and in order: what was asked there is
 * asked here, and the answers must be the recorded ones, word for word: error number and text, the list of states, the
 * driver's log, a driver's debug file, feature lists, and what the user's commands said.
 */
final class OffloadTranscriptTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Integer, String> ERRNO_NAMES = Map.of(
            0,
            "",
            Errno.EEXIST,
            "EEXIST",
            Errno.EINVAL,
            "EINVAL",
            Errno.ENOSPC,
            "ENOSPC",
            Errno.EPROTONOSUPPORT,
            "EPROTONOSUPPORT");
    /** 20 bytes of key material that the recorded debug file shows. */
    private static final byte[] KEY = HexFormat.of().parseHex("52dca6c72bd64d16ea79cc670d19c2f915778aef");

    private static final long ESP = Features.HW_ESP | Features.HW_ESP_TX_CSUM;

    private final Iterator<JsonNode> steps = transcript();
    private final SaTable table = new SaTable(1024);
    private final StateOffload offload = new StateOffload(1024);
    private final DeviceRegistry registry = new DeviceRegistry();
    private final DeviceStates states = new DeviceStates(table, offload, registry, this::route, true);
    private final FakeXfrmOps driver = new FakeXfrmOps();
    private final NetdevsimOps netdevsim = new NetdevsimOps();
    private NetDevice routeDevice;
    private int hw0;
    private int eg0;
    private int eth0;

    private Route route(int family, long high, long low, int mark) {
        return new Route(routeDevice, 1500, new byte[0], 64);
    }

    @Test
    void shouldAnswerAsLinuxWhenTranscriptIsReplayed() {
        registry.addListener(new XfrmDeviceListener(states::flush));
        hw0 = register(FakeDevice.of("hw0", ESP).xfrmOps(driver));
        eg0 = register(FakeDevice.of("eg0", Features.SG));
        routeDevice = registry.device(hw0);
        singleAdds();
        refusals();
        deviceByRoute();
        driverRefusals();
        oneStateThroughItsLife();
        linkDownAndUnregister();
        registrations();
        netdevsim();
        assertThat(steps.hasNext()).as("steps not replayed").isFalse();
    }

    private void singleAdds() {
        XfrmState first = TestStates.state(0x1000);
        step("gcm128 tunnel out on hw0").add(add(first, UserOffload.outbound(hw0)));
        // the first state was freed by a worker after the next step had begun: a packet in flight does the same
        first.hold();
        clean();
        states.release(first);
        step("gcm128 tunnel v6 out on hw0 (flags 1)")
                .add(add(TestStates.of(ipv6()), new UserOffload(hw0, UserOffload.IPV6)));
        clean();
        step("cbc+hmac out on hw0").add(add(cbc(), UserOffload.outbound(hw0)));
        clean();
    }

    private void refusals() {
        step("encap espinudp").add(add(changed(settings -> settings.encap(4500, 4500)), UserOffload.outbound(hw0)));
        step("offload flags 4").add(add(TestStates.state(0x1000), new UserOffload(hw0, 4)));
        step("AH state").add(add(ah(), UserOffload.outbound(hw0)));
    }

    private void deviceByRoute() {
        step("ifindex 0: device found by route (route on hw0)")
                .add(add(TestStates.state(0x1000), UserOffload.outbound(UserOffload.BY_ROUTE)));
        clean();
        routeDevice = registry.device(eg0);
        step("ifindex 9999: no such device, route on eg0")
                .add(add(TestStates.state(0x1000), UserOffload.outbound(9999)));
        clean();
        registry.down(hw0);
        step("device down").add(add(TestStates.state(0x1000), UserOffload.outbound(hw0)));
        clean();
        registry.up(hw0);
    }

    private void driverRefusals() {
        driver.addResult(Errno.EINVAL);
        step("driver add returns -EINVAL").add(add(TestStates.state(0x1000), UserOffload.outbound(hw0)));
        driver.addResult(Errno.ENOSPC);
        step("driver add returns -ENOSPC").add(add(TestStates.state(0x1000), UserOffload.outbound(hw0)));
        driver.addResult(0).advanceEsn(false);
        step("ESN on a device without advance_esn")
                .add(add(changed(settings -> settings.esn(true)), UserOffload.outbound(hw0)));
        driver.advanceEsn(true);
    }

    private void oneStateThroughItsLife() {
        ObjectNode once = add(TestStates.state(0x1001), UserOffload.outbound(hw0));
        ObjectNode twice = add(TestStates.state(0x1001), UserOffload.outbound(hw0));
        step("same SA twice").set("second", twice).add(once);
        SaId id = TestStates.builder().spi(0x1001).build().id();
        int updated = states.update(id, new SaLimits(1, 2, 3, 4));
        step("XFRM_MSG_UPDSA of it without offload attribute")
                .set("update", answer(updated, ""))
                .check();
        boolean deleted = states.delete(table.find(id));
        step("delete").command(deleted ? 0 : 1, "").check();
    }

    private void linkDownAndUnregister() {
        add(TestStates.state(0x1001), UserOffload.outbound(hw0));
        add(TestStates.state(0x1002), UserOffload.inbound(hw0));
        add(TestStates.state(0x1003), null);
        add(TestStates.state(0x1004), UserOffload.outbound(eg0));
        step("before link down: two states on hw0 (out, in), one software, one asked for eg0")
                .check();
        registry.down(hw0);
        step("after link set hw0 down").check();
        registry.up(hw0);
        step("after link set hw0 up").check();
        add(TestStates.state(0x1005), UserOffload.outbound(hw0));
        registry.unregister(hw0);
        step("after unregister (rmmod) of hw0 with one state").command(0, "").check();
        clean();
    }

    private void registrations() {
        module("hw_esp=0 tx_csum=1", Features.HW_ESP_TX_CSUM, new FakeXfrmOps());
        module("hw_esp=1 tx_csum=0", Features.HW_ESP, new FakeXfrmOps());
        module("hw_esp=1 tx_csum=0 has_del=0", Features.HW_ESP, new FakeXfrmOps().withoutStateDelete());
        module("hw_esp=0 tx_csum=0 ops=0", 0, null);
    }

    /** Registers a device, compares, and takes it out again. */
    private void module(String parameters, long features, XfrmDeviceOps ops) {
        Registration registration =
                registry.register(FakeDevice.of("hw0", features).xfrmOps(ops));
        boolean refused = registration.errno() == Errno.EPERM;
        ArrayNode list = JSON.createArrayNode();
        if (!registration.isRefused()) {
            long on = registry.device(registration.index()).features();
            list.add(feature("tx-esp-segmentation", on, Features.GSO_ESP));
            list.add(feature("esp-hw-offload", on, Features.HW_ESP));
            list.add(feature("esp-tx-csum-hw-offload", on, Features.HW_ESP_TX_CSUM));
            registry.unregister(registration.index());
        }
        step("register a device with " + parameters)
                .command(
                        refused ? 1 : 0,
                        refused ? "insmod: can't insert '/mods/espdev.ko': Operation not permitted" : "")
                .set("features", list)
                .check();
    }

    private static String feature(String name, long features, long bit) {
        return name + ": " + (Features.has(features, bit) ? "on" : "off");
    }

    private void netdevsim() {
        long fixed = Features.SG | Features.HW_ESP | Features.HW_ESP_TX_CSUM;
        eth0 = register(FakeDevice.of("eth0", 1500, 1, fixed, Features.SG).xfrmOps(netdevsim));
        step("netdevsim (built from Debian linux-source-6.1) device")
                .command(0, "")
                .set("out", registry.device(eth0).name() + "\n")
                .check();
        FeatureChange change = registry.changeFeatures(eth0, Features.HW_ESP, 0);
        boolean unchanged = change.before() == change.after() && change.refused() == Features.HW_ESP;
        step("netdevsim: ethtool -K esp-hw-offload off")
                .command(unchanged ? 1 : 0, unchanged ? "Could not change any device features" : "")
                .set(
                        "out",
                        "Actual changes:\n" + feature("esp-hw-offload", change.after(), Features.HW_ESP)
                                + " [requested off]")
                .check();
        step("netdevsim: gcm128 out").add(add(gcm(16, TestStates.builder()), UserOffload.outbound(eth0)));
        clean();
        step("netdevsim: gcm256").add(add(gcm(32, TestStates.builder()), UserOffload.outbound(eth0)));
        clean();
        step("netdevsim: chacha").add(add(chacha(), UserOffload.outbound(eth0)));
        step("netdevsim: esn").add(add(gcm(16, TestStates.builder().esn(true)), UserOffload.outbound(eth0)));
        step("netdevsim: v6").add(add(gcm(16, ipv6()), UserOffload.outbound(eth0)));
        clean();
        fillNetdevsim();
        clean();
        step("netdevsim: after flush").check();
    }

    private void fillNetdevsim() {
        ArrayNode failed = JSON.createArrayNode();
        for (int i = 0; i < 35; i++) {
            ObjectNode answer = add(gcm(16, TestStates.builder().spi(0x1000 + i)), new UserOffload(eth0, 0));
            if (answer.get("errno").intValue() != 0) {
                failed.addArray().add(i).add(answer);
            }
        }
        step("netdevsim: 35 states one after another")
                .set("add", failed)
                .set("debugfs", netdevsim.debugFile().lines().findFirst().orElseThrow())
                .set("states_total", JSON.getNodeFactory().numberNode(table.size()))
                .check();
    }

    // ---- states

    private static SaConfigBuilder ipv6() {
        return TestStates.builder().between("2001:db8:1::1", "2001:db8:2::2");
    }

    private static XfrmState changed(UnaryOperator<SaConfigBuilder> change) {
        return TestStates.state(0x1000, change);
    }

    private static XfrmState cbc() {
        return changed(settings -> settings.transform(new EspTransform("cbc(aes)", 16, 0, 16, 12, 16)));
    }

    private static XfrmState chacha() {
        return changed(
                settings -> settings.transform(new EspTransform("rfc7539esp(chacha20,poly1305)", 32, 4, 8, 16, 4)));
    }

    private static XfrmState gcm(int keyBytes, SaConfigBuilder settings) {
        byte[] material = java.util.Arrays.copyOf(KEY, keyBytes + 4);
        return new XfrmState(
                settings.transform(EspTransform.aesGcm(keyBytes * 8, 128)).build(), new SecretKey(material));
    }

    private static XfrmState ah() {
        SaConfig esp = TestStates.builder().build();
        SaId id = new SaId(esp.id().destination(), esp.id().spi(), 51, 0, 0);
        return new XfrmState(
                new SaConfig(
                        id,
                        esp.source(),
                        esp.mode(),
                        esp.selector(),
                        esp.reqid(),
                        esp.transform(),
                        esp.flags(),
                        esp.esn(),
                        esp.replayWindow(),
                        esp.sequenceHigh(),
                        esp.sequenceLow(),
                        esp.ivSalt(),
                        esp.ivSaltRest(),
                        esp.limits(),
                        esp.encapSourcePort(),
                        esp.encapDestinationPort(),
                        esp.tfcPad(),
                        esp.outputMark(),
                        esp.outputMarkMask(),
                        SaConfig.ANY_CORE,
                        0),
                new SecretKey(new byte[20]));
    }

    // ---- asking and comparing

    private int register(NetDevice device) {
        Registration registration = registry.register(device);
        assertThat(registration.reason()).isEmpty();
        return registration.index();
    }

    private ObjectNode add(XfrmState state, UserOffload request) {
        return states.add(state, request) instanceof Refused(int errno, String message)
                ? answer(errno, message)
                : answer(0, "");
    }

    private static ObjectNode answer(int errno, String message) {
        return JSON.createObjectNode()
                .put("errno", -errno)
                .put("errname", ERRNO_NAMES.get(errno))
                .put("extack", message);
    }

    /** Deletes all states and forgets what the drivers said to it. */
    private void clean() {
        states.flushAll();
        driver.takeLog();
    }

    private Step step(String name) {
        return new Step(name, steps.next());
    }

    /** One step: what the kernel answered, and what is answered here to the same questions. */
    private final class Step {
        private final JsonNode expected;
        private final ObjectNode actual = JSON.createObjectNode();

        Step(String name, JsonNode expected) {
            this.expected = expected;
            actual.put("step", name);
        }

        /** The answer to adding a state; then compares. */
        void add(ObjectNode answer) {
            set("add", answer).check();
        }

        Step set(String name, JsonNode value) {
            actual.set(name, value);
            return this;
        }

        Step set(String name, String value) {
            actual.put(name, value);
            return this;
        }

        Step command(int exitCode, String error) {
            actual.put("rc", exitCode).put("err", error);
            return this;
        }

        /** Adds what the recording always asks for, and compares everything. */
        void check() {
            if (expected.has("states")) {
                actual.set("states", listStates());
            }
            if (expected.has("driver")) {
                StringBuilder log = new StringBuilder();
                driver.takeLog().forEach(line -> log.append(line).append('\n'));
                actual.put("driver", log.toString());
            }
            if (expected.has("debugfs") && !actual.has("debugfs")) {
                actual.put("debugfs", netdevsim.debugFile());
            }
            assertThat(actual.toPrettyString()).isEqualTo(sorted(expected).toPrettyString());
        }

        /** The recording's fields in the order in which they were set here; others at the end. */
        private ObjectNode sorted(JsonNode node) {
            ObjectNode result = JSON.createObjectNode();
            actual.fieldNames().forEachRemaining(name -> {
                if (node.has(name)) {
                    result.set(name, node.get(name));
                }
            });
            node.properties().forEach(field -> result.set(field.getKey(), field.getValue()));
            return result;
        }
    }

    /** All states as {@code ip xfrm state} heads them, the newest first. */
    private ArrayNode listStates() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < table.capacity(); i++) {
            XfrmState state = table.get(i);
            if (state != null) {
                lines.addFirst(describe(state));
            }
        }
        ArrayNode list = JSON.createArrayNode();
        lines.forEach(list::add);
        return list;
    }

    private String describe(XfrmState state) {
        SaConfig config = state.config();
        String line = String.format(
                "src %s dst %s | proto esp spi 0x%08x reqid %d mode %s",
                config.source(),
                config.id().destination(),
                config.id().spi(),
                config.reqid(),
                config.mode().label());
        StateOffload.Binding binding = offload.of(state);
        return binding == null
                ? line
                : line + " | crypto offload parameters: dev " + binding.device().name() + " dir "
                        + (binding.inbound() ? "in" : "out");
    }

    private static Iterator<JsonNode> transcript() {
        try (InputStream in =
                new GZIPInputStream(OffloadTranscriptTest.class.getResourceAsStream("offload-api.json.gz"))) {
            return JSON.readTree(in).elements();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
