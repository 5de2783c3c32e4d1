// SPDX-License-Identifier: Apache-2.0
package io.ringlane.io;

/**
 * A capture file cannot be opened, is of a kind that is not read here, or cannot be written. The message is one
 * finished line for the user: the file, where in it, what was found and what is allowed.
 */
public final class CaptureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CaptureException(String message) {
        super(message);
    }

    public CaptureException(String message, Throwable cause) {
        super(message, cause);
    }
}
