// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.points.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A place in a tester's JSON file that knows its way, so that what is wrong is told in one line. Immutable. */
final class JsonPlace {
    private final String file;
    private final String path;
    private final JsonNode node;

    JsonPlace(String file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /** Whether the object has such a member. */
    boolean has(String key) {
        return node.path(key).isValueNode() || node.path(key).isContainerNode();
    }

    /** A member that must be there. */
    JsonPlace get(String key) {
        if (!has(key)) {
            throw new IllegalArgumentException(file + ": '" + below(key) + "' is missing");
        }
        return new JsonPlace(file, below(key), node.get(key));
    }

    private String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Names of an object's members, in their order. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    String text() {
        return node.asText();
    }

    /** A number from 0, which may stand in quotes. */
    double number() {
        double value = Double.NaN;
        try {
            value = node.isValueNode() ? Double.parseDouble(node.asText()) : value;
        } catch (NumberFormatException wrong) {
            // told below, as every other value that cannot be
        }
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw fault("must be a number from 0, is '" + (node.isValueNode() ? node.asText() : "a structure") + "'");
        }
        return value;
    }

    IllegalArgumentException fault(String what) {
        return new IllegalArgumentException(file + ": '" + path + "' " + what);
    }
}
