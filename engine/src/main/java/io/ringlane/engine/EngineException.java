// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

/** Broken set-up: what is wrong with a setting, in one line. Never thrown on the packet path. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of set-up is broken. */
    public enum Category {
        CONFIGURATION,
        CRYPTO,
        DEVICE,
        STATE
    }

    private final Category category;

    public EngineException(Category category, String message) {
        super(message);
        this.category = category;
    }

    public Category category() {
        return category;
    }
}
