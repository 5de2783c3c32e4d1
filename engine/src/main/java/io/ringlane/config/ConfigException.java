// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

/** A configuration that cannot be used. The message is one line: file, line, what is wrong, what is allowed. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    /** @param line line in the file, from 1; 0 when the fault is the file's as a whole. */
    public ConfigException(String file, int line, String fault) {
        super(file + (line == 0 ? ": " : ":" + line + ": ") + fault);
        this.line = line;
    }

    /** Line in the file, from 1; 0 when the fault is the file's as a whole. */
    public int line() {
        return line;
    }
}
