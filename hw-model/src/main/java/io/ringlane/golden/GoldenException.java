// SPDX-License-Identifier: Apache-2.0
package io.ringlane.golden;

/** A folder of cases cannot be read. The message is one finished line for the user: which file, and what is wrong. */
public final class GoldenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GoldenException(String message) {
        super(message);
    }

    public GoldenException(String message, Throwable cause) {
        super(message, cause);
    }
}
