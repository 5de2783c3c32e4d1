// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.dev.DeviceRegistry;
import io.ringlane.dev.Errno;
import io.ringlane.dev.Features;
import io.ringlane.dev.Route;
import io.ringlane.offload.OffloadResult.Installed;
import io.ringlane.offload.OffloadResult.Reason;
import io.ringlane.offload.OffloadResult.Refused;
import io.ringlane.offload.OffloadResult.Software;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SaLimits;
import io.ringlane.sa.SaTable;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmState;
import io.ringlane.testing.FakeDevice;
import io.ringlane.testing.FakeXfrmOps;
import io.ringlane.testing.TestStates;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules A1 to A8: how an SA gets onto a device or not, and how it leaves it. */
final class DeviceStatesTest {
    private static final int CAPACITY = 4;

    private final SaTable table = new SaTable(CAPACITY);
    private final StateOffload offload = new StateOffload(CAPACITY);
    private final DeviceRegistry registry = new DeviceRegistry();
    private final FakeXfrmOps driver = new FakeXfrmOps();
    private final FakeDevice device = FakeDevice.of("hw0", Features.HW_ESP).xfrmOps(driver);
    private final FakeDevice plain = FakeDevice.of("eg0", 0);
    private final List<String> lookUps = new ArrayList<>();
    private Route route;
    private final DeviceStates states = states(true);

    DeviceStatesTest() {
        registry.register(device);
        registry.register(plain);
    }

    private DeviceStates states(boolean typeOffload) {
        return new DeviceStates(table, offload, registry, this::find, typeOffload);
    }

    private Route find(int family, long high, long low, int mark) {
        lookUps.add(family + " " + Long.toHexString(high) + " " + Long.toHexString(low) + " mark " + mark);
        return route;
    }

    // ---- A1, A2, A2'

    @Test
    void shouldRefuseA1WhenTypeCannotBeOffloaded() {
        assertRefused(
                states(false),
                TestStates.state(0x1000),
                UserOffload.outbound(1),
                Errno.EINVAL,
                "Type doesn't support offload");
    }

    @Test
    void shouldAddInSoftwareA1WhenTypeCannotBeOffloadedAndNobodyAsked() {
        assertThat(states(false).add(TestStates.state(0x1000), null)).isEqualTo(new Software(Reason.NOT_ASKED));
    }

    @Test
    void shouldRefuseA2WhenStateIsEncapsulatedInUdp() {
        assertRefused(
                states,
                TestStates.state(0x1000, settings -> settings.encap(4500, 4500)),
                UserOffload.outbound(1),
                Errno.EINVAL,
                "Encapsulation and TFC padding can't be offloaded");
    }

    @Test
    void shouldRefuseA2WhenStateHasTfcPadding() {
        assertRefused(
                states,
                TestStates.state(0x1000, settings -> settings.tfcPad(100)),
                UserOffload.outbound(1),
                Errno.EINVAL,
                "Encapsulation and TFC padding can't be offloaded");
    }

    @Test
    void shouldTakeEncapsulationAndPaddingA2WhenNobodyAsksForOffload() {
        XfrmState state =
                TestStates.state(0x1000, settings -> settings.encap(4500, 4500).tfcPad(100));
        assertThat(states.add(state, null)).isEqualTo(new Software(Reason.NOT_ASKED));
    }

    @Test
    void shouldRefuseA2PrimeWhenFlagIsUnknown() {
        for (int bit = 4; bit != 0; bit <<= 1) {
            assertRefused(
                    states,
                    TestStates.state(0x1000),
                    new UserOffload(1, bit),
                    Errno.EINVAL,
                    "Unrecognized flags in offload request");
        }
    }

    @Test
    void shouldTakeA2PrimeWhenFlagsAreKnown() {
        assertThat(states.add(TestStates.state(0x1000), new UserOffload(1, UserOffload.IPV6)))
                .isEqualTo(new Installed(device));
    }

    @Test
    void shouldRefuseWhenStateIsNotEsp() {
        SaConfig esp = TestStates.builder().build();
        SaConfig ah = new SaConfig(
                new SaId(esp.id().destination(), esp.id().spi(), 51, 0, 0),
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
                0);
        assertRefused(
                states,
                new XfrmState(ah, new SecretKey(new byte[20])),
                UserOffload.outbound(1),
                Errno.EPROTONOSUPPORT,
                "Requested type not found");
    }

    // ---- A3

    @Test
    void shouldInstallA3WhenIndexNamesDevice() {
        assertThat(states.add(TestStates.state(0x1000), UserOffload.outbound(1)))
                .isEqualTo(new Installed(device));
        assertThat(lookUps).isEmpty();
    }

    @Test
    void shouldAddInSoftwareA3aWhenThereIsNoRoute() {
        XfrmState state = TestStates.state(0x1000);
        assertThat(states.add(state, UserOffload.outbound(9999))).isEqualTo(new Software(Reason.NO_ROUTE));
        assertInSoftware(state);
    }

    @Test
    void shouldFindDeviceByRouteToDestinationA3bWhenIndexIsZero() {
        route = new Route(device, 1500, new byte[0], 64);
        XfrmState state = TestStates.state(0x1000, settings -> settings.outputMark(7));
        assertThat(states.add(state, UserOffload.outbound(UserOffload.BY_ROUTE)))
                .isEqualTo(new Installed(device));
        assertThat(lookUps).containsExactly("4 0 c6336402 mark 7");
    }

    @Test
    void shouldFindDeviceByRouteToSourceA3bWhenStateIsInbound() {
        route = new Route(device, 1500, new byte[0], 64);
        XfrmState state = TestStates.state(0x1000);
        assertThat(states.add(state, UserOffload.inbound(UserOffload.BY_ROUTE))).isEqualTo(new Installed(device));
        assertThat(lookUps).containsExactly("4 0 c0000201 mark 0");
        assertThat(offload.isInbound(state.index())).isTrue();
    }

    // ---- A4, A5, A6

    @Test
    void shouldAddInSoftwareA4WhenDeviceHasNoOperations() {
        XfrmState state = TestStates.state(0x1000);
        assertThat(states.add(state, UserOffload.outbound(2))).isEqualTo(new Software(Reason.NO_OPERATIONS));
        assertInSoftware(state);
    }

    @Test
    void shouldAddInSoftwareA4WhenDriverCannotAdd() {
        driver.withoutStateAdd();
        XfrmState state = TestStates.state(0x1000);
        assertThat(states.add(state, UserOffload.outbound(1))).isEqualTo(new Software(Reason.NO_OPERATIONS));
        assertInSoftware(state);
    }

    @Test
    void shouldRefuseA5WhenDeviceDoesNotKnowEsn() {
        driver.advanceEsn(false);
        assertRefused(
                states,
                TestStates.state(0x1000, settings -> settings.esn(true)),
                UserOffload.outbound(1),
                Errno.EINVAL,
                "Device doesn't support offload with ESN");
    }

    @Test
    void shouldInstallA5WhenDeviceKnowsEsn() {
        assertThat(states.add(TestStates.state(0x1000, settings -> settings.esn(true)), UserOffload.outbound(1)))
                .isEqualTo(new Installed(device));
    }

    @Test
    void shouldBindA6WhenDriverTakesState() {
        XfrmState state = TestStates.state(0x1000);
        states.add(state, new UserOffload(1, UserOffload.INBOUND | UserOffload.IPV6));
        assertThat(offload.of(state)).isEqualTo(new StateOffload.Binding(state, device, device, true, 3));
        assertThat(offload.deviceOf(state.index())).isSameAs(device);
        assertThat(offload.realDeviceOf(state.index())).isSameAs(device);
        assertThat(offload.isInbound(state.index())).isTrue();
        assertThat(driver.takeLog()).containsExactly("add spi=0x00001000");
    }

    // ---- A7

    @Test
    void shouldRefuseA7WhenDriverFails() {
        for (int error : new int[] {Errno.EINVAL, Errno.ENOSPC, Errno.ENOMEM}) {
            driver.addResult(error);
            assertRefused(
                    states,
                    TestStates.state(0x1000),
                    UserOffload.outbound(1),
                    error,
                    "Device failed to offload this state",
                    "add-refused spi=0x00001000");
        }
    }

    @Test
    void shouldAddInSoftwareA7WhenDriverDeclines() {
        driver.addResult(Errno.EOPNOTSUPP);
        XfrmState state = TestStates.state(0x1000);
        assertThat(states.add(state, UserOffload.outbound(1))).isEqualTo(new Software(Reason.DRIVER_DECLINED));
        assertThat(driver.takeLog()).containsExactly("add-refused spi=0x00001000");
        assertInSoftware(state);
    }

    // ---- A8 and the end of states

    @Test
    void shouldKeepSlotA8UntilLastPacketInFlightIsDone() {
        XfrmState state = installed(0x1000);
        state.hold();
        state.hold();
        assertThat(states.delete(state)).isTrue();
        assertThat(driver.takeLog()).containsExactly("delete spi=0x00001000");
        assertThat(table.find(state.config().id())).isNull();
        assertThat(states.lingering()).isEqualTo(1);
        states.release(state);
        assertThat(driver.takeLog()).isEmpty();
        assertThat(state.key().isClosed()).isFalse();
        states.release(state);
        assertThat(driver.takeLog()).containsExactly("free spi=0x00001000");
        assertThat(state.key().isClosed()).isTrue();
        assertThat(states.lingering()).isZero();
    }

    @Test
    void shouldFreeA8AtOnceWhenNothingIsInFlight() {
        XfrmState state = installed(0x1000);
        assertThat(states.delete(state)).isTrue();
        assertThat(driver.takeLog()).containsExactly("delete spi=0x00001000", "free spi=0x00001000");
        assertThat(state.status()).isEqualTo(XfrmState.Status.DEAD);
        assertThat(state.key().isClosed()).isTrue();
        assertThat(offload.size()).isZero();
    }

    @Test
    void shouldTellListenerWhenStateIsGoneForGood() {
        List<XfrmState> gone = new ArrayList<>();
        states.onFree(gone::add);
        XfrmState state = installed(0x1000);
        state.hold();
        states.delete(state);
        assertThat(gone).isEmpty();
        states.release(state);
        assertThat(gone).containsExactly(state);
    }

    @Test
    void shouldCloseKeyWhenSoftwareStateIsDeleted() {
        XfrmState state = TestStates.state(0x1000);
        states.add(state, null);
        state.hold();
        states.delete(state);
        assertThat(state.key().isClosed()).isFalse();
        states.release(state);
        assertThat(state.key().isClosed()).isTrue();
    }

    @Test
    void shouldDoNothingWhenStateIsDeletedTwice() {
        XfrmState state = installed(0x1000);
        state.hold();
        states.delete(state);
        driver.takeLog();
        assertThat(states.delete(state)).isFalse();
        states.release(state);
        assertThat(driver.takeLog()).containsExactly("free spi=0x00001000");
        assertThat(states.delete(state)).isFalse();
        assertThat(states.delete(TestStates.state(0x2000))).isFalse();
        assertThat(driver.takeLog()).isEmpty();
    }

    @Test
    void shouldKeepIndexWhilePacketsAreInFlight() {
        XfrmState old = installed(0x1000);
        old.hold();
        states.delete(old);
        assertThat(offload.deviceOf(old.index())).isNull();
        for (int i = 1; i < CAPACITY; i++) {
            assertThat(states.add(TestStates.state(0x2000 + i), null).isRefused())
                    .isFalse();
        }
        assertThat(states.add(TestStates.state(0x1000), null).isRefused()).isTrue();
        assertThat(table.get(old.index(), old.generation())).isSameAs(old);
        states.release(old);
        assertThat(table.get(old.index(), old.generation())).isNull();
        assertThat(driver.installed()).isEmpty();
    }

    @Test
    void shouldNotSeeOldBindingWhenIndexIsUsedAgain() {
        XfrmState old = installed(0x1000);
        states.delete(old);
        for (int i = 0; i < CAPACITY; i++) {
            states.add(TestStates.state(0x2000 + i), null);
        }
        assertThat(table.get(old.index())).isNotNull();
        assertThat(table.get(old.index(), old.generation())).isNull();
        assertThat(offload.deviceOf(old.index())).isNull();
        assertThat(offload.of(old)).isNull();
    }

    // ---- same identity, full table

    @Test
    void shouldTakeStateBackFromDriverWhenIdentityExists() {
        XfrmState first = installed(0x1000);
        assertRefused(
                states,
                TestStates.state(0x1000),
                UserOffload.outbound(1),
                Errno.EEXIST,
                "",
                "add spi=0x00001000",
                "delete spi=0x00001000",
                "free spi=0x00001000");
        assertThat(table.find(first.config().id())).isSameAs(first);
        assertThat(offload.deviceOf(first.index())).isSameAs(device);
    }

    @Test
    void shouldRefuseWhenIdentityExistsInSoftware() {
        states.add(TestStates.state(0x1000), null);
        assertRefused(states, TestStates.state(0x1000), null, Errno.EEXIST, "");
    }

    @Test
    void shouldRefuseWhenTableIsFull() {
        for (int i = 0; i < CAPACITY; i++) {
            states.add(TestStates.state(0x2000 + i), null);
        }
        assertRefused(states, TestStates.state(0x1000), null, Errno.ENOMEM, "SA table is full: 4 states");
        assertRefused(
                states, TestStates.state(0x1000), UserOffload.outbound(1), Errno.ENOMEM, "SA table is full: 4 states");
    }

    // ---- update

    @Test
    void shouldStayOnDeviceWhenLimitsAreUpdated() {
        XfrmState state = installed(0x1000);
        state.count(1000);
        SaLimits limits = new SaLimits(500, 2000, SaLimits.INFINITE, SaLimits.INFINITE);
        assertThat(states.update(state.config().id(), limits)).isZero();
        assertThat(offload.deviceOf(state.index())).isSameAs(device);
        assertThat(driver.takeLog()).isEmpty();
        assertThat(state.checkExpire(1)).isEqualTo(XfrmState.Lifetime.SOFT_EXPIRED);
        assertThat(state.checkExpire(1)).isEqualTo(XfrmState.Lifetime.ALIVE);
        state.count(1000);
        assertThat(state.checkExpire(1)).isEqualTo(XfrmState.Lifetime.HARD_EXPIRED);
        assertThat(states.update(state.config().id(), limits)).isEqualTo(Errno.EINVAL);
    }

    @Test
    void shouldNotUpdateWhenStateIsUnknown() {
        assertThat(states.update(TestStates.builder().build().id(), SaLimits.NONE))
                .isEqualTo(Errno.ESRCH);
    }

    // ---- flush

    @Test
    void shouldFlushOnlyItsStatesWhenDeviceGoes() {
        FakeXfrmOps otherDriver = new FakeXfrmOps();
        FakeDevice other = FakeDevice.of("hw1", Features.HW_ESP).xfrmOps(otherDriver);
        int otherIndex = registry.register(other).index();
        installed(0x1001);
        installed(0x1002);
        XfrmState elsewhere = TestStates.state(0x1003);
        states.add(elsewhere, UserOffload.outbound(otherIndex));
        XfrmState software = TestStates.state(0x1004);
        states.add(software, null);
        assertThat(states.flush(device)).isEqualTo(2);
        // the newest is deleted first and freed last, as recorded
        assertThat(driver.takeLog())
                .containsExactly(
                        "delete spi=0x00001002", "delete spi=0x00001001", "free spi=0x00001001", "free spi=0x00001002");
        assertThat(table.size()).isEqualTo(2);
        assertThat(offload.deviceOf(elsewhere.index())).isSameAs(other);
        assertThat(software.status()).isEqualTo(XfrmState.Status.VALID);
        assertThat(states.flush(device)).isZero();
    }

    @Test
    void shouldFreeLaterWhenFlushedStateHasPacketsInFlight() {
        XfrmState busy = installed(0x1001);
        busy.hold();
        installed(0x1002);
        states.flush(device);
        assertThat(driver.takeLog())
                .containsExactly("delete spi=0x00001002", "delete spi=0x00001001", "free spi=0x00001002");
        states.release(busy);
        assertThat(driver.takeLog()).containsExactly("free spi=0x00001001");
    }

    @Test
    void shouldDeleteEverythingWhenAllIsFlushed() {
        installed(0x1001);
        states.add(TestStates.state(0x1002), null);
        assertThat(states.flushAll()).isEqualTo(2);
        assertThat(table.size()).isZero();
        assertThat(driver.installed()).isEmpty();
    }

    @Test
    void shouldNotCallDriverWhenItCannotDelete() {
        driver.withoutStateDelete();
        XfrmState state = installed(0x1000);
        states.delete(state);
        assertThat(driver.takeLog()).containsExactly("free spi=0x00001000");
    }

    /** A state on the device, the driver's log empty. */
    private XfrmState installed(int spi) {
        XfrmState state = TestStates.state(spi);
        assertThat(states.add(state, UserOffload.outbound(1))).isInstanceOf(Installed.class);
        assertThat(driver.takeLog()).containsExactly(String.format("add spi=0x%08x", spi));
        return state;
    }

    private void assertInSoftware(XfrmState state) {
        assertThat(table.find(state.config().id())).isSameAs(state);
        assertThat(offload.deviceOf(state.index())).isNull();
        assertThat(offload.size()).isZero();
        assertThat(driver.installed()).isEmpty();
    }

    /** Refused with this errno and text; table, bindings and the driver's slots are as before, the key is open. */
    private void assertRefused(
            DeviceStates where, XfrmState state, UserOffload request, int errno, String message, String... log) {
        int size = table.size();
        int bound = offload.size();
        int slots = driver.installed().size();
        XfrmState before = table.find(state.config().id());
        assertThat(where.add(state, request)).isEqualTo(new Refused(errno, message));
        assertThat(table.size()).isEqualTo(size);
        assertThat(table.find(state.config().id())).isSameAs(before);
        assertThat(offload.size()).isEqualTo(bound);
        assertThat(driver.installed()).hasSize(slots);
        assertThat(driver.takeLog()).containsExactly(log);
        assertThat(state.status()).isEqualTo(XfrmState.Status.VALID);
        assertThat(state.key().isClosed()).isFalse();
        assertThat(where.lingering()).isZero();
    }
}
