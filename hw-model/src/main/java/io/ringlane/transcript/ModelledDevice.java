// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import io.ringlane.dev.DeviceBase;
import io.ringlane.dev.Errno;
import io.ringlane.dev.Features;
import io.ringlane.dev.TxQueue;
import io.ringlane.dev.XfrmDeviceOps;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketReturn;
import java.util.Map;

/** A device of a transcript: features, a driver's operations, and a queue that no packet ever reaches. One thread. */
final class ModelledDevice extends DeviceBase {
    private static final int MTU = 1500;

    private final XfrmDeviceOps operations;

    private ModelledDevice(String name, long features, long changeable, XfrmDeviceOps operations) {
        super(name, MTU, features, changeable, new Unused());
        this.operations = operations;
    }

    /** A device without inline ESP. */
    static ModelledDevice plain(String name) {
        return new ModelledDevice(name, features(Map.of("hw_esp", 0, "tx_csum", 0)), 0, null);
    }

    /** A device of the recording's own driver, whose parameters are in force; the ESP features can be switched. */
    static ModelledDevice esp(String name, Map<String, Integer> parameters, EspDriver driver) {
        long features = features(parameters);
        return new ModelledDevice(name, features, KernelNames.ESP, driver);
    }

    /** A netdevsim device: nothing about its ESP features can be switched. */
    static ModelledDevice netdevsim(String name, NetdevsimDriver driver) {
        return new ModelledDevice(name, features(Map.of("gso_esp", 1)), 0, driver);
    }

    private static long features(Map<String, Integer> parameters) {
        return bit(parameters, "sg", 1, Features.SG)
                | bit(parameters, "csum", 1, Features.HW_CSUM)
                | bit(parameters, "tso", 1, Features.ALL_TSO)
                | bit(parameters, "hw_esp", 1, Features.HW_ESP)
                | bit(parameters, "tx_csum", 1, Features.HW_ESP_TX_CSUM)
                | bit(parameters, "gso_esp", 0, Features.GSO_ESP);
    }

    private static long bit(Map<String, Integer> parameters, String name, int absent, long bits) {
        return parameters.getOrDefault(name, absent) != 0 ? bits : 0;
    }

    @Override
    public XfrmDeviceOps xfrmOps() {
        return operations instanceof EspDriver driver && !driver.isThere() ? null : operations;
    }

    /** Nothing is sent in a transcript. */
    private static final class Unused extends TxQueue {
        Unused() {
            super(0);
        }

        @Override
        public int transmit(Packet packet, boolean more) {
            return Errno.EOPNOTSUPP;
        }

        @Override
        public void doorbell() {
            // nothing was posted
        }

        @Override
        public int reapCompletions(PacketReturn sink, int limit) {
            return 0;
        }

        @Override
        public int inDevice() {
            return 0;
        }
    }
}
