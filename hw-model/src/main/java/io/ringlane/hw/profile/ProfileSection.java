// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

import io.ringlane.hw.yaml.Dimension;
import io.ringlane.hw.yaml.Quantity;
import io.ringlane.hw.yaml.Rational;
import io.ringlane.hw.yaml.YamlNode;
import java.util.List;
import java.util.Set;

/**
 * A map of a profile in which every number carries its source; collects the numbers as they are read. Used by
 * the thread that reads the profile.
 */
public final class ProfileSection {
    private static final List<String> BY_HAND = List.of("user");

    private final YamlNode node;
    private final List<SourcedNumber> numbers;
    private final Set<String> changed;

    /**
     * @param numbers is added to.
     * @param changed paths of values that were set by hand and may go without a tag.
     */
    public ProfileSection(YamlNode node, List<SourcedNumber> numbers, Set<String> changed) {
        this.node = node;
        this.numbers = numbers;
        this.changed = changed;
    }

    /** Refuses all keys that are not listed. */
    public ProfileSection allow(String... keys) {
        node.allow(keys);
        return this;
    }

    public YamlNode node() {
        return node;
    }

    public boolean has(String key) {
        return node.has(key);
    }

    /** A map below this one, which must be there. */
    public ProfileSection section(String key) {
        return new ProfileSection(node.get(key), numbers, changed);
    }

    // ---- numbers

    /** A whole number of base units. */
    public long number(String key, Dimension dimension, long least, long most) {
        YamlNode at = node.get(key);
        YamlNode bare = bare(at);
        long value = bare.quantity(dimension, least, most);
        keep(at, Rational.of(value), dimension);
        return value;
    }

    /** The same, or 0 where the key is missing. */
    public long numberOrNone(String key, Dimension dimension, long least, long most) {
        return has(key) ? number(key, dimension, least, most) : 0;
    }

    public int count(String key, int least, int most) {
        return Math.toIntExact(number(key, Dimension.COUNT, least, most));
    }

    public int countOrNone(String key, int least, int most) {
        return has(key) ? count(key, least, most) : 0;
    }

    /** Bytes, as far as they fit an int. */
    public int bytes(String key, int least, int most) {
        return Math.toIntExact(number(key, Dimension.SIZE, least, most));
    }

    /** A time in picoseconds, from 0 to a given one. */
    public long time(String key, long mostPs) {
        return number(key, Dimension.TIME, 0, mostPs);
    }

    /** A fraction of base units, from 0 to a given number of them. */
    public Rational rational(String key, Dimension dimension, long most) {
        YamlNode at = node.get(key);
        Rational value = bare(at).rational(dimension);
        if (value.numerator() < 0 || value.compareTo(Rational.of(most)) > 0) {
            throw at.fault(
                    "'" + at.path() + "' is " + at.text() + ", allowed are 0 to " + Quantity.print(most, dimension));
        }
        keep(at, value, dimension);
        return value;
    }

    private YamlNode bare(YamlNode at) {
        boolean untagged = changed.contains(at.path()) && !at.text().contains("[");
        return untagged ? at : at.withText(Sources.number(at));
    }

    private void keep(YamlNode at, Rational value, Dimension dimension) {
        boolean untagged = changed.contains(at.path()) && !at.text().contains("[");
        List<String> tags = untagged ? BY_HAND : Sources.tags(at);
        numbers.add(new SourcedNumber(at.path(), value, dimension, tags, at.where()));
    }

    // ---- words, which may carry a tag

    public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
        return word(node.get(key)).oneOf(type);
    }

    public boolean yes(String key) {
        return word(node.get(key)).yes();
    }

    static YamlNode word(YamlNode at) {
        if (!at.isText() || !at.text().contains("[")) {
            return at;
        }
        Sources.tags(at);
        return at.withText(Sources.number(at));
    }
}
