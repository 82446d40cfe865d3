// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.training.CheckpointFile;

/**
 * Starts a run from the checkpoint, the history and the health observations of another one with the same
 * training.
 */
public final class InheritedTraining {

    private InheritedTraining() {}

    /**
     * Copies the files, unless the run has begun. The checkpoint comes last: without it, the others
     * are copied again.
     *
     * @throws IOException if they cannot be copied
     */
    public static void copy(RunFolder from, RunFolder to) throws IOException {
        Path checkpoint = to.checkpoint().resolve(CheckpointFile.NAME);
        Path source = from.checkpoint().resolve(CheckpointFile.NAME);
        if (Files.exists(checkpoint) || to.hasResult() || !Files.exists(source)) {
            return;
        }
        Files.createDirectories(to.checkpoint());
        copy(from.history(), to.history());
        if (Files.exists(from.health().path())) {
            copy(from.health().path(), to.health().path());
        }
        copy(source, checkpoint);
    }

    private static void copy(Path from, Path to) throws IOException {
        Path beside = to.resolveSibling("." + to.getFileName() + ".copy");
        try {
            Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    beside,
                    to,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
