// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

/** A configuration that cannot be used. The message is one line: file, line, column, what is wrong, what is allowed. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /** A fault of the file as a whole. */
    ConfigException(String file, String fault) {
        this(file, 0, 0, fault);
    }

    /** @param line line in the file, from 1; 0 when the fault is the file's as a whole. */
    public ConfigException(String file, int line, String fault) {
        this(file, line, 0, fault);
    }

    /** @param column place in the line, from 1 and in bytes, of the word that is wrong or the entry's first. */
    ConfigException(String file, int line, int column, String fault) {
        super(file + (line == 0 ? "" : ":" + line) + (column == 0 ? ": " : ":" + column + ": ") + fault);
        this.line = line;
        this.column = column;
    }

    /** Line in the file, from 1; 0 when the fault is the file's as a whole. */
    public int line() {
        return line;
    }

    /** Column in that line, from 1; 0 when the fault is the file's as a whole. */
    public int column() {
        return column;
    }
}
