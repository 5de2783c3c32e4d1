// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

import io.ringlane.hw.yaml.YamlNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a profile was read from. Immutable.
 *
 * @param yaml    as it stands in the file.
 * @param root    the same, parsed, with the changes made.
 * @param changes values set by path since, in order.
 * @param numbers that were found in it.
 */
public record ProfileText(String yaml, YamlNode root, Map<String, String> changes, List<SourcedNumber> numbers) {
    private static final int HASH_BYTES = 8;

    static ProfileText of(String yaml, String file) {
        return new ProfileText(yaml, YamlNode.parse(yaml, file), Map.of(), List.of());
    }

    /** Copies the list. */
    public ProfileText {
        numbers = List.copyOf(numbers);
    }

    ProfileText with(String path, String value) {
        Map<String, String> more = new LinkedHashMap<>(changes);
        more.put(path, value);
        return new ProfileText(yaml, root.with(path, quoted(value)), more, List.of());
    }

    /** Tags are no YAML lists. */
    private static String quoted(String value) {
        return value.startsWith("[") || value.startsWith("{") ? value : "'" + value.replace("'", "''") + "'";
    }

    ProfileText withNumbers(List<SourcedNumber> found) {
        return new ProfileText(yaml, root, changes, found);
    }

    String hash() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(yaml.getBytes(StandardCharsets.UTF_8));
            changes.forEach((path, value) -> sha.update(("\n" + path + "=" + value).getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(sha.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
