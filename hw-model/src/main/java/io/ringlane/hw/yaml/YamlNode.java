// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.yaml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A place in a YAML file: a text, a list or a map, with the line it stands on. What is asked of it and is not there is
 * told as one line, by {@link YamlException}. Immutable; any thread.
 */
public final class YamlNode {
    private static final long LARGEST_FILE = 4 << 20;

    private final String where;
    private final String path;
    private final String text;
    private final List<YamlNode> items;
    private final Map<String, YamlNode> entries;

    private YamlNode(String where, String path, String text, List<YamlNode> items, Map<String, YamlNode> entries) {
        this.where = where;
        this.path = path;
        this.text = text;
        this.items = items;
        this.entries = entries;
    }

    static YamlNode ofText(String where, String path, String text) {
        return new YamlNode(where, path, text, null, null);
    }

    static YamlNode ofList(String where, String path, List<YamlNode> items) {
        return new YamlNode(where, path, null, List.copyOf(items), null);
    }

    static YamlNode ofMap(String where, String path, Map<String, YamlNode> entries) {
        return new YamlNode(where, path, null, null, Collections.unmodifiableMap(entries));
    }

    /** Reads a document; the file's name is only for messages. */
    public static YamlNode parse(String yaml, String file) {
        return new YamlReader(file).read(yaml, "");
    }

    /** Reads a file in UTF-8. */
    public static YamlNode read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new YamlException(file.toString(), "larger than 4 MiB");
            }
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (IOException wrong) {
            boolean missing = !Files.exists(file);
            throw new YamlException(file.toString(), missing ? "no such file" : "cannot be read as UTF-8 text");
        }
    }

    // ---- what it is

    public boolean isText() {
        return text != null;
    }

    public boolean isList() {
        return items != null;
    }

    public boolean isMap() {
        return entries != null;
    }

    /** File and line, for messages. */
    public String where() {
        return where;
    }

    /** Keys from the root to here with dots between, such as {@code lanes.count}; empty at the root. */
    public String path() {
        return path;
    }

    /** An exception that says what is wrong here. */
    public YamlException fault(String what) {
        return new YamlException(where, what);
    }

    private String name() {
        return path.isEmpty() ? "the document" : "'" + path + "'";
    }

    // ---- maps

    /** Refuses keys of this map that are not listed, and everything that is no map. */
    public YamlNode allow(String... keys) {
        List<String> known = Arrays.asList(keys);
        for (Map.Entry<String, YamlNode> entry : map().entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw entry.getValue().fault("unknown key '" + entry.getKey() + "'" + nearest(entry.getKey(), known));
            }
        }
        return this;
    }

    private static String nearest(String word, Collection<String> known) {
        String best = Nearest.of(word, known);
        return best == null ? ", none is allowed here" : ", nearest is '" + best + "'";
    }

    /** Names of a map's entries, in the order of the file. */
    public Set<String> keys() {
        return map().keySet();
    }

    public boolean has(String key) {
        return map().containsKey(key);
    }

    /** An entry that must be there. */
    public YamlNode get(String key) {
        YamlNode value = map().get(key);
        if (value == null) {
            throw fault("key '" + key + "' is missing in " + name());
        }
        return value;
    }

    /** An entry that may be missing, which is null then. */
    public YamlNode find(String key) {
        return map().get(key);
    }

    private Map<String, YamlNode> map() {
        if (entries == null) {
            throw fault(name() + " must be a map of keys, is " + kind());
        }
        return entries;
    }

    private String kind() {
        return isList() ? "a list" : isMap() ? "a map" : text.isEmpty() ? "empty" : "'" + text + "'";
    }

    // ---- lists and text

    /** Items of a list; a single text is a list of one. */
    public List<YamlNode> items() {
        if (isMap() || isText() && text.isEmpty()) {
            throw fault(name() + " must be a list, is " + kind());
        }
        return isText() ? List.of(this) : items;
    }

    /** The text, which must not be empty. */
    public String text() {
        if (!isText() || text.isEmpty()) {
            throw fault(name() + " must be a value, is " + kind());
        }
        return text;
    }

    /** The file that the text names: it stands beside this document, else in the working directory. */
    public Path file() {
        Path named = Path.of(text());
        Path folder = Path.of(where.replaceFirst(":[0-9]+$", "")).getParent();
        Path beside = folder == null ? named : folder.resolve(named);
        return Files.exists(beside) ? beside : named;
    }

    /** One of some words. */
    public String oneOf(Collection<String> words) {
        if (!words.contains(text())) {
            throw fault(name() + " is '" + text + "', allowed are " + String.join(", ", words) + nearest(text, words));
        }
        return text;
    }

    /** One of a type's constants, written in lower case with hyphens. */
    public <E extends Enum<E>> E oneOf(Class<E> type) {
        Map<String, E> constants = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            constants.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return constants.get(oneOf(constants.keySet()));
    }

    /** A yes or a no; {@code true}, {@code on}, {@code false} and {@code off} say the same. */
    public boolean yes() {
        return switch (text()) {
            case "yes", "true", "on" -> true;
            case "no", "false", "off" -> false;
            default -> throw fault(name() + " is '" + text + "', allowed are yes and no");
        };
    }

    // ---- numbers

    /** A number with its unit, exactly, in base units of the dimension. */
    public Rational rational(Dimension dimension) {
        try {
            return Quantity.parse(text(), dimension);
        } catch (IllegalArgumentException wrong) {
            throw fault(name() + ": " + wrong.getMessage());
        }
    }

    /** A whole number of base units. */
    public long quantity(Dimension dimension) {
        try {
            return Quantity.parseWhole(text(), dimension);
        } catch (IllegalArgumentException wrong) {
            throw fault(name() + ": " + wrong.getMessage());
        }
    }

    /** The same inside a range, both ends included. */
    public long quantity(Dimension dimension, long least, long most) {
        long value = quantity(dimension);
        if (value < least || value > most) {
            throw fault(name() + " is " + text + ", allowed are " + Quantity.print(least, dimension) + " to "
                    + Quantity.print(most, dimension));
        }
        return value;
    }

    /** A count inside a range, both ends included. */
    public int count(int least, int most) {
        return Math.toIntExact(quantity(Dimension.COUNT, least, most));
    }

    // ---- variants

    /**
     * A copy of the document with one value set, as if it stood in the file.
     *
     * @param key keys from this node with dots between; all but the last must be there.
     * @param yaml the value, a text or a list such as {@code [1, 2]}.
     */
    public YamlNode with(String key, String yaml) {
        String place = "--set " + key;
        return set(key, new YamlReader(place).read(yaml, below(path, key)).at(place));
    }

    private YamlNode set(String key, YamlNode value) {
        int dot = key.indexOf('.');
        String first = dot < 0 ? key : key.substring(0, dot);
        if (!isMap() || dot >= 0 && !entries.containsKey(first)) {
            String there = isMap() ? nearest(first, entries.keySet()) : "";
            throw new YamlException(value.where, "no '" + first + "' in " + name() + there);
        }
        Map<String, YamlNode> copy = new LinkedHashMap<>(entries);
        copy.put(first, dot < 0 ? value : entries.get(first).set(key.substring(dot + 1), value));
        return ofMap(where, path, copy);
    }

    /** The same place with another text, such as one whose remarks were taken off. */
    public YamlNode withText(String other) {
        return ofText(where, path, other);
    }

    YamlNode at(String place) {
        return new YamlNode(place, path, text, items, entries);
    }

    static String below(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    @Override
    public String toString() {
        return where + " " + name();
    }
}
