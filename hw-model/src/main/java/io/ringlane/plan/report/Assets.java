// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files that every page is made of, from the class path. Stateless. */
final class Assets {
    private static final String FOLDER = "/report/";
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");

    private Assets() {}

    /** A file of the folder. */
    static String text(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the class path has no " + FOLDER + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script, which does not end the element that it stands in. */
    static String script(String name) {
        String script = text(name);
        if (script.toLowerCase(Locale.ROOT).contains("</script")) {
            throw new IllegalStateException(FOLDER + name + " would end its own element");
        }
        return script;
    }

    /** A file with its places filled; what comes in is not looked through for places. */
    static String filled(String name, UnaryOperator<String> at) {
        Matcher matcher = PLACE.matcher(text(name));
        StringBuilder page = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(page, Matcher.quoteReplacement(at.apply(matcher.group(1))));
        }
        return matcher.appendTail(page).toString();
    }
}
