// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringlane.hw.profile.Profiles;
import io.ringlane.hw.sim.Books;
import io.ringlane.hw.sim.Traffic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conservation and Little's law at every component of whole gateways, overloaded, at every sample. */
class GatewayAccountsTest {
    private static final int PACKETS = 40_000;
    private static final long SAMPLES_PS = 400_000;
    private static final int FRAME = 1024;

    @ParameterizedTest
    @CsvSource({
        "connectx-7-gen4, SOURCE",
        "connectx-7-gen4, ENCRYPT",
        "connectx-7-gen4, DECRYPT",
        "connectx-7-gen4, BOTH",
        "connectx-7-gen4, MIXED",
        "connectx-7-gen4, SERIES",
        "qat-gen4, BOTH",
        "e810, BOTH",
        "82599, ENCRYPT"
    })
    void shouldBalanceAtEverySampleWhenTheGatewayIsOverloaded(String device, GatewaySpec.Route route) {
        GatewaySpec spec = TestGateways.spec(Profiles.find(device), route, 1, 3_000);
        List<Traffic> traffic = new ArrayList<>();
        int inputs = route.ordinal() >= GatewaySpec.Route.BOTH.ordinal() ? 2 : 1;
        for (int i = 0; i < inputs; i++) {
            traffic.add(new SteadyTraffic(90_000, FRAME, FRAME + TestGateways.ADDED, 3_000, PACKETS / inputs));
        }
        Books books = new Books();
        GatewayModel model = new GatewayModel(spec, traffic, books);
        books.check(model.model(), SAMPLES_PS, route == GatewaySpec.Route.SOURCE ? 0 : inputs);
        model.start();
        model.simulation().run(Long.MAX_VALUE / 4);
        books.check();
        assertThat(books.taken()).isEqualTo(PACKETS);
        assertThat(books.lost()).isPositive();
        assertThat(books.checks()).isGreaterThan(PACKETS / 20);
    }
}
