// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.PlannedRun;

/**
 * What is left to do of a planned run, by the files of its folder.
 *
 * @param step at which training goes on; 0 if it begins
 * @param earlier the run of the same model and seed in an earlier config, if this one has other
 *     settings
 * @param changes how its settings differ from those of the earlier run
 * @param obstacle why training does not go on from the earlier run, though more steps are all that
 *     it needs; null if it does, or other settings differ
 */
public record PlannedWork(
        PlannedRun run,
        State state,
        long step,
        @Nullable PlannedRun earlier,
        List<String> changes,
        @Nullable String obstacle) {

    /** Whether there is something to do. */
    public enum State {
        /** The run is complete, and is kept. */
        KEPT,
        /** The run has a checkpoint of its own, or has failed. */
        BEGUN,
        /** The run takes training over from the earlier one, with equal numbers. */
        CONTINUED,
        /** The run is trained from the start. */
        NEW
    }

    public PlannedWork {
        changes = List.copyOf(changes);
    }

    /** Returns the state in words. */
    @Override
    public String toString() {
        return switch (state) {
            case KEPT -> "kept";
            case BEGUN -> "goes on at step " + step;
            case CONTINUED -> "goes on at step " + step + " of an earlier run";
            case NEW -> earlier == null ? "new" : "anew";
        };
    }
}
