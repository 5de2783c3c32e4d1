// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a transcript: what was done, in the recorder's words, and what the kernel answered. Immutable.
 *
 * @param number from 1.
 * @param fields all recorded fields, {@code step} included.
 */
record Step(int number, String text, JsonNode fields) {
    boolean has(String field) {
        return fields.has(field);
    }

    JsonNode get(String field) {
        return fields.get(field);
    }

    /** The driver's calls, one a line; empty when none was recorded. */
    List<String> driverLines() {
        return fields.path("driver").asText("").lines().toList();
    }

    /** The listed states; empty when none was recorded. */
    List<String> stateLines() {
        List<String> lines = new ArrayList<>();
        fields.path("states").forEach(line -> lines.add(line.asText()));
        return lines;
    }

    /** The driver's debug file; empty when none was recorded. */
    String debugFile() {
        return fields.path("debugfs").asText("");
    }
}
