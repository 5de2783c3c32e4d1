// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.device.pcie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values of pcie-bench's model (S3), 64-bit addresses, no ECRC; and what its sums should be. */
class PcieRatesTest {
    /** Packets in which all batches of the two-way NIC come out even: the least common multiple of 32 and 40. */
    private static final int ROUND = 160;

    private static final double SHOWN = 0.00051;

    @ParameterizedTest
    @CsvSource({"3, 8, 57.885", "3, 16, 113.700", "4, 16, 227.400", "5, 16, 454.800", "6, 16, 873.292"})
    void shouldHaveThePublishedUsableRate(int generation, int width, double gigabits) {
        assertThat(new PcieRates(generation, width, 256, 512, 0).gigabits()).isCloseTo(gigabits, within(SHOWN));
    }

    @ParameterizedTest
    @CsvSource({
        "3,  8,  512,   64,  42.098,  44.103,  33.077, 21.514, 18.882",
        "3,  8,  512,  512,  52.923,  53.690,  50.748, 46.006, 44.353",
        "3,  8,  512, 1518,  52.869,  53.644,  50.674, 48.974, 48.328",
        "3, 16,  512,   64,  82.691,  86.629,  64.971, 42.258, 37.089",
        "3, 16,  512,  512, 103.954, 105.461,  99.682, 90.367, 87.121",
        "3, 16,  512, 1518, 103.849, 105.370,  99.537, 96.197, 94.927",
        "4, 16,  512,   64, 165.382, 173.257, 129.943, 84.516, 74.177",
        "4, 16,  512,  512, 207.909, 210.922, 199.364, 180.734, 174.243",
        "4, 16,  512, 1518, 207.698, 210.741, 199.073, 192.394, 189.854",
        "4, 16, 2048,   64, 165.382, 173.257, 129.943, 84.811, 74.405",
        "4, 16, 2048, 1024, 207.909, 210.922, 203.547, 193.468, 189.685",
        "4, 16, 2048, 1518, 207.698, 210.741, 204.741, 197.751, 195.069",
    })
    void shouldCarryThePublishedPayload(
            int generation,
            int width,
            int mrrs,
            int size,
            double write,
            double read,
            double both,
            double published,
            double corrected) {
        PcieRates rates = new PcieRates(generation, width, 256, mrrs, 0);
        assertThat(payload(rates, size, rates.writeBytes(size), 0)).isCloseTo(write, within(SHOWN));
        assertThat(payload(rates, size, rates.requestBytes(size), rates.completionBytes(size)))
                .isCloseTo(read, within(SHOWN));
        int up = rates.writeBytes(size) + rates.requestBytes(size);
        assertThat(payload(rates, size, up, rates.completionBytes(size))).isCloseTo(both, within(SHOWN));
        assertThat(twoWay(rates, size, false)).isCloseTo(published, within(SHOWN));
        assertThat(twoWay(rates, size, true)).isCloseTo(corrected, within(SHOWN));
    }

    /** The 82599 under a poll mode driver, both directions. */
    private static double twoWay(PcieRates rates, int size, boolean isCorrected) {
        int fetch = 40 * 16;
        int written = 8 * 16;
        int up = ROUND * rates.requestBytes(size) + 4 * rates.requestBytes(fetch) + 20 * rates.writeBytes(written);
        int down = ROUND * rates.completionBytes(size) + 4 * rates.completionBytes(fetch) + 5 * rates.writeBytes(4);
        up += ROUND * (rates.writeBytes(size) + rates.writeBytes(16));
        down += ROUND * rates.completionBytes(16) + 5 * rates.writeBytes(4);
        if (isCorrected) {
            // the published program forgets the read requests of RX descriptors
            up += ROUND * rates.requestBytes(16);
        }
        return payload(rates, ROUND * size, up, down);
    }

    private static double payload(PcieRates rates, int size, int up, int down) {
        return size * rates.gigabits() / Math.max(up, down);
    }

    @Test
    void shouldSplitCompletionsWhenTheChipsetDoes() {
        assertThat(new PcieRates(3, 8, 256, 512, 64).completionBytes(512)).isEqualTo(512 + 8 * 20);
        assertThat(new PcieRates(3, 8, 256, 512, 0).completionBytes(512)).isEqualTo(512 + 2 * 20);
        assertThat(new PcieRates(3, 8, 256, 512, 0).completionBytes(513)).isEqualTo(513 + 3 * 20);
    }

    @Test
    void shouldStateTheTimeOfAByteAsTheSameFractionAsTheRate() {
        PcieRates rates = new PcieRates(4, 16, 256, 512, 0);
        double psPerByte = (double) rates.psPerByteOver() / rates.psPerByteUnder();
        assertThat(8e12 / psPerByte / 1e9).isCloseTo(rates.gigabits(), within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 16, 256, 512, 0, 'PCIe generation must be 1 to 7, is 0'",
        "4, 12, 256, 512, 0, 'PCIe width must be 1, 2, 4, 8 or 16, is 12'",
        "4, 16, 200, 512, 0, 'MPS must be 128 to 4096, a power of two, is 200'",
        "4, 16, 256, 64, 0, 'MRRS must be 128 to 4096, a power of two, is 64'",
        "4, 16, 256, 512, 512, 'RCB must be 0, or 64 to the MPS, is 512'",
    })
    void shouldRefuseALinkThatDoesNotExist(int generation, int width, int mps, int mrrs, int rcb, String message) {
        assertThatThrownBy(() -> new PcieRates(generation, width, mps, mrrs, rcb))
                .hasMessage(message);
    }
}
