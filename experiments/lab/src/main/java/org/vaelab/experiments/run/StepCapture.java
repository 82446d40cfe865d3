// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.plan.FailedRun;
import org.vaelab.experiments.use.RunModel;
import org.vaelab.experiments.use.UsedData;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.FailedStep;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.NonFiniteException;
import org.vaelab.framework.training.SavedBatch;
import org.vaelab.framework.training.TrainingListener;

/**
 * Saves the step at which a run met a number that is not finite, in the run's folder {@code
 * failure}: {@code state.safetensors} with the state before the step, in the form of a checkpoint,
 * {@code batch.safetensors} with its examples ({@link SavedBatch}), and {@code failure.json}.
 *
 * <p>An update that spoils a parameter is noticed after it. Then training goes back to the last
 * checkpoint, or to the beginning, and takes the steps up to that update again.
 *
 * @param listener learns of the steps on that way, and may interrupt it
 * @param fresh makes a new model, in the state before the first step
 */
record StepCapture(
        PlannedRun run,
        RunSpec spec,
        RunFolder folder,
        PreparedData data,
        Listener listener,
        Supplier<RunModel> fresh) {

    static final String STATE = "state.safetensors";
    static final String BATCH = "batch.safetensors";

    private static final Logger LOG = LoggerFactory.getLogger(StepCapture.class);

    /**
     * Saves the failed step. If that fails, a warning says why.
     *
     * @return the failure, which may name an earlier step than the one where it was noticed; empty
     *     if interrupted
     */
    Optional<NonFiniteException> save(NonFiniteException noticed) {
        NonFiniteException failure = noticed;
        try {
            Optional<Checkpoint> state = failure.before();
            if (state.isEmpty()) {
                try {
                    state = retake(failure.stepsBefore());
                } catch (NonFiniteException earlier) {
                    // The update that spoiled a parameter first.
                    failure = earlier;
                    state = retake(failure.stepsBefore());
                }
            }
            if (state.isEmpty()) {
                return Optional.empty();
            }
            write(failure, state.get());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.warn(
                    "step {} of {} cannot be saved for 'reproduce': {}",
                    failure.step(),
                    folder.path(),
                    FailedRun.ofFile(e).map(FailedRun::cause).orElseGet(e::toString));
        }
        return Optional.of(failure);
    }

    private Optional<Checkpoint> retake(long steps) {
        RunModel model = fresh.get();
        return model.trainer(model.spec().training().checkingEachStep())
                .stateAfter(
                        steps,
                        batches(),
                        model::validationBound,
                        new CheckpointFile(folder.checkpoint()).load(),
                        new TrainingListener() {
                            @Override
                            public void stepped(long step, long all, long nanos) {
                                listener.heard(new RunEvent.Retaken(run, step, steps));
                            }
                        },
                        listener::isInterrupted);
    }

    private RandomKey key() {
        return RandomKey.of(spec.seed());
    }

    private Batches batches() {
        return data.batches(spec.training().batch(), key());
    }

    private void write(NonFiniteException failure, Checkpoint state) throws IOException {
        CheckpointStore file = new CheckpointFile(folder.failure(), STATE);
        file.save(new UsedData(data).stamp(state));
        // A validation has no batch: that of the step before it is saved.
        long step = Math.min(state.step(), Math.max(0, failure.step() - 1));
        new CheckpointFile(folder.failure(), BATCH).save(SavedBatch.arrays(batches().at(step)));
        folder.failedStep()
                .write(
                        new FailedStep(
                                FailedStep.SCHEMA,
                                failure.step(),
                                state.step(),
                                state.phase(),
                                failure.place().label(),
                                String.valueOf(failure.getMessage()),
                                key().split("estimator").fold(step).toString()));
    }

    /** Deletes the failed step that an earlier execution of a run saved. */
    static void delete(RunFolder folder) throws IOException {
        if (!Files.isDirectory(folder.failure())) {
            return;
        }
        Files.deleteIfExists(folder.failedStep().path());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.failure())) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Files.delete(folder.failure());
    }
}
