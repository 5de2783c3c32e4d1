// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import io.ringlane.dev.NetDevice;
import io.ringlane.sa.XfrmState;

/** Binds states to devices past the driver, for tests of what a binding does to packets. */
public final class TestBindings {
    private TestBindings() {}

    /** @param realDevice another one than {@code device} when that is a bond. */
    public static void bind(
            StateOffload bindings, XfrmState state, NetDevice device, NetDevice realDevice, boolean inbound) {
        bindings.bind(new StateOffload.Binding(state, device, realDevice, inbound, 0));
    }
}
