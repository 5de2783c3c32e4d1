// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import java.util.List;

/** HTML that is being written. What is not a tag is escaped here and nowhere else. One owner thread. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** A text as HTML shows it, also between quotes. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            switch (letter) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(letter);
            }
        }
        return safe.toString();
    }

    /** Opens an element. @param names of attributes, each with its value behind it. */
    Html open(String tag, String... names) {
        out.append('<').append(tag);
        for (int at = 0; at < names.length; at += 2) {
            out.append(' ')
                    .append(names[at])
                    .append("=\"")
                    .append(escaped(names[at + 1]))
                    .append('"');
        }
        out.append('>');
        return this;
    }

    /** Closes it. */
    Html close(String tag) {
        out.append("</").append(tag).append(">\n");
        return this;
    }

    /** Text in the element that is open. */
    Html text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** A whole element. */
    Html element(String tag, String text, String... names) {
        return open(tag, names).text(text).close(tag);
    }

    /** A paragraph each. */
    Html paragraphs(List<String> texts) {
        texts.forEach(text -> element("p", text));
        return this;
    }

    /** A list with a point each. */
    Html points(List<String> texts) {
        open("ul");
        texts.forEach(text -> element("li", text));
        return close("ul");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
