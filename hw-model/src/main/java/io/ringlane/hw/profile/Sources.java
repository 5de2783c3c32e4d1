// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.profile;

import io.ringlane.hw.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tags that say where a number of a profile comes from. Any thread, owns nothing. */
public final class Sources {
    /** No public number was found: a guess that stays visible and is swept. */
    public static final String ASSUMPTION = "A";

    /** Worked out from numbers that have sources. */
    public static final String DERIVED = "D";

    private static final int LAST_SOURCE = 32;
    private static final Pattern TAGGED = Pattern.compile("([^\\[\\]]*?)((?:\\s*\\[[^\\[\\]]*\\])+)\\s*");
    private static final Pattern TAG = Pattern.compile("S([1-9][0-9]?)|D|A|mem|user|measured");
    private static final String ALLOWED =
            "allowed are S1 to S" + LAST_SOURCE + ", D, A, mem, and of your own user and measured";

    private Sources() {}

    /** The number in front of the tags. */
    static String number(YamlNode node) {
        return match(node).group(1).strip();
    }

    /** The tags behind a number, which must have one. */
    static List<String> tags(YamlNode node) {
        List<String> tags = new ArrayList<>();
        for (String tag : match(node).group(2).split("[\\[\\],\\s]+")) {
            if (!tag.isEmpty()) {
                tags.add(known(node, tag));
            }
        }
        if (tags.isEmpty()) {
            throw untagged(node);
        }
        return tags;
    }

    private static String known(YamlNode node, String tag) {
        Matcher matcher = TAG.matcher(tag);
        boolean known =
                matcher.matches() && (matcher.group(1) == null || Integer.parseInt(matcher.group(1)) <= LAST_SOURCE);
        if (!known) {
            throw node.fault("'" + node.path() + "' has the unknown source tag '" + tag + "'; " + ALLOWED);
        }
        return tag;
    }

    private static Matcher match(YamlNode node) {
        Matcher matcher = TAGGED.matcher(node.text());
        if (!matcher.matches()) {
            throw untagged(node);
        }
        return matcher;
    }

    private static RuntimeException untagged(YamlNode node) {
        return node.fault("'" + node.path() + "' is '" + node.text()
                + "': a number needs a source tag behind it, such as [A] or [S15]; " + ALLOWED);
    }
}
