// SPDX-License-Identifier: Apache-2.0
package io.ringlane.hw.yaml;

/** What a user wrote is wrong: one line that names file, line, what is there and what is allowed. Any thread. */
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String where;
    private final String what;

    /**
     * @param where file and line, or the name of an option.
     * @param what  what is wrong and what is allowed, without a full stop.
     */
    public YamlException(String where, String what) {
        super(where + ": " + what);
        this.where = where;
        this.what = what;
    }

    /** File and line, or the name of an option. */
    public String where() {
        return where;
    }

    /** The message without its place. */
    public String what() {
        return what;
    }
}
