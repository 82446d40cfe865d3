// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.nio.file.Path;

/** A checkpoint file that cannot be read or written; the message names it and says why. */
public final class CheckpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CheckpointException(Path file, String problem) {
        super(file + ": " + problem);
    }

    CheckpointException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
