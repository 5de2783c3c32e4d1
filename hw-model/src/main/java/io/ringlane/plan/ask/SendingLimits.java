// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.ask;

import io.ringlane.hw.device.GatewaySpec.Route;
import io.ringlane.hw.profile.DeviceProfile;
import io.ringlane.plan.scenario.Scenario;
import io.ringlane.plan.traffic.TrafficSpec.Layer;
import io.ringlane.plan.traffic.TrafficSpec.Side;

/** What senders can send to a device: as much as its ports' lines carry of the mix. Stateless. */
public final class SendingLimits implements Asking.LoadLimits {
    @Override
    public double most(Scenario scenario) {
        DeviceProfile.Ports ports = scenario.device().ports();
        double clear = line(scenario, Side.CLEAR);
        double wire = line(scenario, Side.WIRE);
        double most = switch (scenario.path().route()) {
            case ENCRYPT -> clear;
            case SOURCE, DECRYPT -> wire;
            case BOTH -> clear + wire;
            // each port of two gateways, or of one that mixes, takes in clear frames at most
            case MIXED, SERIES -> 2 * clear;
        };
        double capped = ports.packetCap() == 0 ? most : Math.min(most, (double) ports.packetCap() * lines(scenario));
        return capped;
    }

    private static int lines(Scenario scenario) {
        Route route = scenario.path().route();
        return route == Route.BOTH || route == Route.MIXED || route == Route.SERIES ? 2 : 1;
    }

    private static double line(Scenario scenario, Side side) {
        return scenario.device().ports().bitRate()
                / scenario.traffic().meanBits(side, Layer.L1).asDouble();
    }

    @Override
    public double clearBits(Scenario scenario) {
        return scenario.traffic().meanBits(Side.CLEAR, Layer.L2).asDouble();
    }
}
