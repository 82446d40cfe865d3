// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.ConfigPaths;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.RunModel;
import org.vaelab.experiments.use.TrainingData;
import org.vaelab.experiments.use.UsedData;
import org.vaelab.framework.Internal;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.record.FailedStep;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.NonFiniteException;
import org.vaelab.framework.training.ReplayedStep;
import org.vaelab.framework.training.SavedBatch;
import org.vaelab.framework.training.Trainer;

/**
 * Takes the step again that {@link StepCapture} saved. The data of the run are loaded only if a
 * validation failed.
 *
 * @param place gives where a path of the record is now
 */
@Internal
public record StepReplay(Lab lab, UnaryOperator<String> place) {

    /**
     * What was found.
     *
     * @param recorded the failed step
     * @param found the numbers of the step; null for a validation
     * @param failure which numbers are not finite now; null if all are finite
     */
    public record Replayed(
            FailedStep recorded,
            Checkpoint batch,
            @Nullable ReplayedStep found,
            @Nullable String failure) {

        /** Returns whether the same numbers are not finite. */
        public boolean isReproduced() {
            return recorded.cause().equals(failure);
        }
    }

    /**
     * Takes the failed step of a run again.
     *
     * @return what was found; empty if no step is saved
     * @throws IOException if a file is absent or cannot be read
     */
    public Optional<Replayed> replay(RunFolder folder) throws IOException {
        Optional<FailedStep> saved = folder.failedStep().find();
        Optional<Checkpoint> state = new CheckpointFile(folder.failure(), StepCapture.STATE).load();
        Optional<Checkpoint> batch = new CheckpointFile(folder.failure(), StepCapture.BATCH).load();
        if (saved.isEmpty() || state.isEmpty() || batch.isEmpty()) {
            return Optional.empty();
        }
        RunRecord record = lab.recordOf(folder);
        RunSpec spec =
                RunSpec.read(ConfigPaths.replace(record.provenance().config(), place), lab.specs());
        TrainingData data =
                TrainingData.of(
                        state.get(),
                        true,
                        () ->
                                lab.dataOf(
                                        record, spec, folder.path().toString(), UsedData.PUT_BACK));
        try (TensorRuntime runtime = spec.runtime().open(lab.backends())) {
            AssembledModel assembled = spec.assemble(runtime, lab.plugins(), data.summary());
            RunModel model = new RunModel(spec, runtime, data, assembled, lab.plugins());
            Trainer trainer = model.trainer(spec.training());
            if (saved.get().afterValidation()) {
                double bound = trainer.replayValidation(state.get(), model::validationBound);
                return Optional.of(validation(saved.get(), batch.get(), bound));
            }
            ReplayedStep found =
                    trainer.replay(state.get(), SavedBatch.examples(batch.get(), runtime));
            NonFiniteException failure = found.failure();
            return Optional.of(
                    new Replayed(
                            saved.get(),
                            batch.get(),
                            found,
                            failure == null ? null : failure.getMessage()));
        }
    }

    private static Replayed validation(FailedStep saved, Checkpoint batch, double bound) {
        String failure =
                Double.isFinite(bound)
                        ? null
                        : NonFiniteException.ofValidation(bound, saved.step()).getMessage();
        return new Replayed(saved, batch, null, failure);
    }
}
