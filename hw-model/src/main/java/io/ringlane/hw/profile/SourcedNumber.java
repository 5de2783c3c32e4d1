// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.Rational;
import java.util.List;

/**
 * A number of a profile, and where it was found. Immutable.
 *
 * @param path    its key, such as {@code lanes.count}; {@link DeviceProfile#with} takes it.
 * @param value   in base units of the dimension.
 * @param sources tags, such as {@code S15} or {@code A}, see {@link Sources}; at least one.
 * @param where   file and line.
 */
public record SourcedNumber(String path, Rational value, Dimension dimension, List<String> sources, String where) {
    /** Copies the tags. */
    public SourcedNumber {
        sources = List.copyOf(sources);
    }

    /** Whether no source is known for it: it is swept from half to double. */
    public boolean isAssumption() {
        return sources.contains(Sources.ASSUMPTION);
    }

    /** The value with its unit. */
    public String text() {
        return Quantity.print(value, dimension);
    }

    /** Value and tags as they stand in a profile. */
    public String tagged() {
        return tagged(value);
    }

    /** Another value with the same tags, for {@link DeviceProfile#with}. */
    public String tagged(Rational other) {
        return Quantity.exact(other, dimension) + " [" + String.join(", ", sources) + "]";
    }
}
