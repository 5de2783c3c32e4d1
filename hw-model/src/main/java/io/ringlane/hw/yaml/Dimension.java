// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.yaml;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a quantity measures, the units it may be written in, and the base unit its exact value counts. */
public enum Dimension {
    /** In picoseconds. */
    TIME("ps", "ps 1 ns 1e3 us 1e6 ms 1e9 s 1e12 min 60e12 h 3600e12"),
    /** In bits per second. */
    BIT_RATE("bit/s", "bit/s 1 kbit/s 1e3 Mbit/s 1e6 Gbit/s 1e9 Tbit/s 1e12"),
    /** In packets per second. */
    PACKET_RATE("pps", "pps 1 kpps 1e3 Mpps 1e6 Gpps 1e9"),
    /** In bytes. */
    SIZE("B", "B 1 KiB 1024 MiB 1048576 GiB 1073741824 kB 1e3 MB 1e6 GB 1e9"),
    /** In parts per billion, so that 1 % is 10,000,000. */
    SHARE("ppb", "% 1e7 ppm 1e3 ppb 1"),
    /** Things, one by one; a suffix stands for thousands. */
    COUNT("", "k 1e3 M 1e6 G 1e9"),
    /** In picoseconds per byte; mostly a fraction, ask for it as one. */
    TIME_PER_BYTE("ps/B", "ps/B 1 ns/B 1e3 us/B 1e6"),
    /** In hertz. */
    FREQUENCY("Hz", "Hz 1 kHz 1e3 MHz 1e6 GHz 1e9"),
    /** In milliwatts. */
    POWER("mW", "mW 1 W 1e3 kW 1e6"),
    /** In millimetres. */
    LENGTH("mm", "mm 1 cm 10 m 1e3 km 1e6"),
    /** A bare number, such as an exponent or a price. */
    NUMBER("", "");

    private final String base;
    private final Map<String, Rational> units = new LinkedHashMap<>();

    Dimension(String base, String table) {
        this.base = base;
        String[] words = table.isEmpty() ? new String[0] : table.split(" ");
        for (int at = 0; at < words.length; at += 2) {
            units.put(words[at], Rational.of(new BigDecimal(words[at + 1])));
        }
    }

    /** The unit that values are counted in; empty for counts and bare numbers. */
    public String base() {
        return base;
    }

    /** Whether it may stand without a unit. */
    public boolean isBare() {
        return base.isEmpty();
    }

    /** Units by name, each with its size in base units, in the order of the table. */
    Map<String, Rational> units() {
        return units;
    }

    /** The units as a message lists them. */
    String unitNames() {
        return String.join(", ", units.keySet());
    }
}
