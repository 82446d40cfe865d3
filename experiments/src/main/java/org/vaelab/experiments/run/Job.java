// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;

/**
 * A run to execute.
 *
 * @param planned the run as the plan has it
 * @param spec its config
 * @param from the run whose training it goes on from, unless it has begun; null: none
 */
public record Job(PlannedRun planned, RunSpec spec, @Nullable RunFolder from) {

    public Job(PlannedRun planned, RunSpec spec) {
        this(planned, spec, null);
    }

    /** Returns this run, which goes on from the training of another one. */
    public Job inheriting(@Nullable RunFolder other) {
        return new Job(planned, spec, other);
    }

    /** Copies the training that the run goes on from. */
    public void inherit(RunFolder to) throws IOException {
        if (from != null) {
            InheritedTraining.copy(from, to);
        }
    }
}
