// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

/** A checkpoint file that cannot be made, opened or trusted; the message is one line with the file and the reason. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
