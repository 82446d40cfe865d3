// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.training.CheckpointFile;

/**
 * A run to execute.
 *
 * @param planned the run as the plan has it
 * @param spec its config
 * @param from the run whose training it goes on from, unless it has begun; null: none
 */
@Internal
public record Job(PlannedRun planned, RunSpec spec, @Nullable RunFolder from) {

    public Job(PlannedRun planned, RunSpec spec) {
        this(planned, spec, null);
    }

    /** Returns this run, which goes on from the training of another one. */
    public Job inheriting(RunFolder other) {
        return new Job(planned, spec, other);
    }

    /**
     * Copies checkpoint, history and health observations of the training that the run goes on from,
     * unless the run has begun. The checkpoint comes last: without it, the others are copied again.
     *
     * @throws IOException if they cannot be copied
     */
    public void inherit(RunFolder to) throws IOException {
        if (from == null) {
            return;
        }
        Path checkpoint = to.checkpoint().resolve(CheckpointFile.NAME);
        Path source = from.checkpoint().resolve(CheckpointFile.NAME);
        if (Files.exists(checkpoint) || to.hasResult() || !Files.exists(source)) {
            return;
        }
        copy(from.history(), to.history());
        if (Files.exists(from.health().path())) {
            copy(from.health().path(), to.health().path());
        }
        copy(source, checkpoint);
    }

    private static void copy(Path from, Path to) throws IOException {
        AtomicFile.make(to, made -> Files.copy(from, made));
    }
}
