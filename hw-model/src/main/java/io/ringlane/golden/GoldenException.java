// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;

/** A folder of cases cannot be read. The message is one finished line for the user: which file, and what is wrong. */
public final class GoldenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GoldenException(String message) {
        super(message);
    }

    public GoldenException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A file is not the JSON it should be: the parser's own words, without what it says about itself. */
    public static GoldenException malformed(Path file, JsonProcessingException e) {
        String where =
                e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
        String words = e.getOriginalMessage().lines().findFirst().orElse("").replaceFirst(" \\(start marker at.*", "");
        return new GoldenException(file + ": malformed" + where + ": " + words, e);
    }
}
