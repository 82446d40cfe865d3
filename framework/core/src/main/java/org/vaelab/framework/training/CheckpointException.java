// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.io.IOException;
import java.nio.file.Path;
import org.vaelab.framework.VaeLabException;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.record.FileProblem;

/** A checkpoint file that cannot be read or written; the message names it and says why. */
public final class CheckpointException extends VaeLabException {

    private static final long serialVersionUID = 1L;

    private final boolean damaged;

    /** A file that was read, and is not a whole checkpoint. */
    CheckpointException(Path file, String problem) {
        super(file + ": " + problem);
        damaged = true;
    }

    /** A file whose header is invalid. */
    CheckpointException(DataException cause) {
        super(cause.getMessage(), cause);
        damaged = true;
    }

    /** A file that could not be read or written. */
    CheckpointException(Path file, String problem, IOException cause) {
        super(file + ": " + problem + ": " + FileProblem.reason(cause), cause);
        damaged = false;
    }

    /** Returns whether the file can be read but is not a whole checkpoint. */
    public boolean isDamaged() {
        return damaged;
    }
}
