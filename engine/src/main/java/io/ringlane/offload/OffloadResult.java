// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import io.ringlane.dev.NetDevice;

/** What became of an SA that was to be added: the kernel's 0 means any of the first two, here they are told apart. */
public sealed interface OffloadResult {
    /** Why an SA that is in use is done in software. */
    enum Reason {
        NOT_ASKED("no offload was asked for"),
        NO_ROUTE("no such device, and no route to find one by"),
        NO_OPERATIONS("the device has no inline ESP"),
        DRIVER_DECLINED("the driver does not support this state");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /** Words for a report. */
        public String label() {
            return label;
        }
    }

    /** The device has it. */
    record Installed(NetDevice device) implements OffloadResult {}

    /** It is in use, in software. */
    record Software(Reason reason) implements OffloadResult {}

    /**
     * It is not in use, and nothing changed.
     *
     * @param errno a negative {@code Errno}.
     * @param message the kernel's words ({@code extack}); empty where the kernel has none.
     */
    record Refused(int errno, String message) implements OffloadResult {}

    default boolean isRefused() {
        return this instanceof Refused;
    }
}
