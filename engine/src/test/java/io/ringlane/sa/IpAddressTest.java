// SPDX-License-Identifier: Apache-2.0
package io.ringlane.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as text, both ways (RFC 4291, RFC 5952). */
class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.0.2,10.1.0.2",
        "255.255.255.255,255.255.255.255",
        "::,::",
        "::1,::1",
        "fd00:1::2,fd00:1::2",
        "2001:DB8:0:0:8:800:200C:417A,2001:db8::8:800:200c:417a",
        "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
        "1:0:0:2:0:0:0:3,1:0:0:2::3",
        "1::,1::"
    })
    void shouldReadAndPrintWhenTextIsAnAddress(String text, String printed) {
        assertThat(IpAddress.parse(text)).hasToString(printed);
        assertThat(IpAddress.parse(printed)).isEqualTo(IpAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"999.1.1.1", "1.2.3", "1.2.3.4.5", "localhost", "::g", "1:2:3", ":::", "fe80::1%lo", "", " "})
    void shouldRefuseWithTheTextWhenItIsNone(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not an IP address: " + text);
    }

    @Test
    void shouldKeepTheFamilyThatWasWrittenWhenAnIpv4AddressIsMapped() {
        IpAddress address = IpAddress.parse("::ffff:192.0.2.1");

        assertThat(address.family()).isEqualTo(6);
        assertThat(address.low()).isEqualTo(0xffffc0000201L);
    }
}
