// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a step's text: what a rule has read is crossed out, so that the rest can be told. One thread. */
final class Words {
    /** Words that carry nothing of their own. */
    private static final Set<String> FILLERS = Set.of(
            "a",
            "an",
            "the",
            "after",
            "before",
            "rmmod",
            "of",
            "on",
            "to",
            "is",
            "by",
            "with",
            "and",
            "it",
            "one",
            "state",
            "states",
            "sa",
            "sas",
            "device",
            "add",
            "added",
            "offload",
            "mode",
            "key",
            "outbound",
            "crypto",
            "esp",
            "v4",
            "ipv4",
            "aes",
            "rfc4106");

    private String rest;

    Words(String text) {
        rest = text;
    }

    /** Whether the expression occurs; crosses it out. */
    boolean read(String expression) {
        return take(expression) != null;
    }

    /** First group of the first place where the expression occurs, crossed out; null if it does not occur. */
    String take(String expression) {
        Matcher matcher = matcher(expression);
        if (!matcher.find()) {
            return null;
        }
        String found = matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
        rest = rest.substring(0, matcher.start()) + " " + rest.substring(matcher.end());
        return found == null ? "" : found;
    }

    /** All places, in order, crossed out. */
    List<String> takeAll(String expression) {
        List<String> found = new ArrayList<>();
        for (String one = take(expression); one != null; one = take(expression)) {
            found.add(one);
        }
        return found;
    }

    private Matcher matcher(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE).matcher(rest);
    }

    /** What no rule read. */
    List<String> unread() {
        List<String> words = new ArrayList<>();
        for (String word : rest.split("[^\\w=./+-]+")) {
            if (word.matches(".*\\w.*") && !FILLERS.contains(word.toLowerCase(Locale.ROOT))) {
                words.add(word);
            }
        }
        return words;
    }

    /** A count in digits or in words up to ten; 0 if it is neither. */
    static int number(String word) {
        List<String> names =
                List.of("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
        return word.matches("\\d{1,6}")
                ? Integer.parseInt(word)
                : Math.max(0, names.indexOf(word.toLowerCase(Locale.ROOT)));
    }
}
