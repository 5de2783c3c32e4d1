// SPDX-License-Identifier: Apache-2.0
package io.ringlane.offload;

import io.ringlane.dev.DeviceEvent;
import io.ringlane.dev.DeviceListener;
import io.ringlane.dev.Features;
import io.ringlane.dev.NetDevice;
import io.ringlane.dev.NotifyResult;
import io.ringlane.dev.XfrmDeviceOps;
import java.util.function.Consumer;

/**
 * What IPsec has to say when devices come, change and go ({@code xfrm_dev_event}). Called by the control thread: where
 * cores run, the flush it is given must be a command to each of them.
 */
public final class XfrmDeviceListener implements DeviceListener {
    private final Consumer<NetDevice> flush;

    /** @param flush deletes the SAs of a device; see {@link DeviceStates#flush}. */
    public XfrmDeviceListener(Consumer<NetDevice> flush) {
        this.flush = flush;
    }

    @Override
    public NotifyResult onDeviceEvent(DeviceEvent event) {
        return switch (event) {
            case DeviceEvent.Registered registered -> check(registered.device());
            case DeviceEvent.FeaturesChanged changed -> check(changed.device());
            case DeviceEvent.Down down -> {
                if (Features.has(down.device().features(), Features.HW_ESP)) {
                    flush.accept(down.device());
                }
                yield NotifyResult.DONE;
            }
            case DeviceEvent.Unregistered gone -> {
                // also when HW_ESP was switched off since: Linux 6.1 would leave the SAs behind
                flush.accept(gone.device());
                yield NotifyResult.DONE;
            }
        };
    }

    /** Do features and operations of a device fit together ({@code xfrm_api_check})? */
    static NotifyResult check(NetDevice device) {
        if (!Features.has(device.features(), Features.HW_ESP)) {
            return Features.has(device.features(), Features.HW_ESP_TX_CSUM)
                    ? NotifyResult.bad("HW_ESP_TX_CSUM without HW_ESP")
                    : NotifyResult.DONE;
        }
        XfrmDeviceOps ops = device.xfrmOps();
        if (ops == null || !ops.hasStateAdd() || !ops.hasStateDelete()) {
            return NotifyResult.bad("HW_ESP needs operations to add and to delete a state");
        }
        return NotifyResult.DONE;
    }
}
