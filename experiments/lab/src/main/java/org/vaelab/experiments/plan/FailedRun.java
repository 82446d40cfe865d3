// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.UnscaledValues;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.FileProblem;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.training.CheckpointException;

/**
 * The reason why a run failed, for the user.
 *
 * @param cause what went wrong
 * @param remedy what to do if the cause is outside the run; else null
 */
@Internal
public record FailedRun(String cause, @Nullable String remedy) {

    private static final String HEAP =
            "give Java more memory, for example with VAELAB_JAVA_OPTS=-Xmx8g, or lower training.batch or the"
                    + " sizes of the network";

    private static final String FILES = "once the file can be used, the same command goes on";

    /** Returns the failure of a number that is not finite; the cause includes a remedy. */
    public static FailedRun notFinite(String cause, RunSpec run, PreparedData data) {
        String remedy =
                UnscaledValues.in(data)
                        .map(
                                values ->
                                        "the training data are not scaled ("
                                                + values
                                                + "): set data.standardize: true")
                        .orElseGet(() -> smallerSteps(run));
        return new FailedRun(cause + "; " + remedy, null);
    }

    /** Returns the cause and the remedy, each on a line. */
    public String text() {
        return cause + (remedy == null ? "" : "\n    " + remedy);
    }

    private static String smallerSteps(RunSpec run) {
        Double clip = run.training().clip();
        return "lower training.optimizer.learningRate, or "
                + (clip == null
                        ? "limit the norm of the gradient, for example with training.clip: 10"
                        : "training.clip (now " + clip + ")");
    }

    /** Returns the failure for an error of a run. */
    public static FailedRun of(Throwable error, PlannedRun run, Plugins plugins) {
        Optional<FailedRun> file = ofFile(error);
        if (file.isPresent()) {
            return file.get().remedy() == null
                    ? new FailedRun(file.get().cause(), FILES)
                    : file.get();
        }
        if (error instanceof OutOfMemoryError exhausted) {
            return of(exhausted);
        }
        return new FailedRun(
                plugins.jars()
                        .defect("in run " + run.folderName(), error)
                        .map(PluginException::getMessage)
                        .orElseGet(() -> message(error)),
                null);
    }

    /** Returns the failure for exhausted memory, with a remedy if it is that of Java. */
    public static FailedRun of(OutOfMemoryError error) {
        String memory = String.valueOf(error.getMessage());
        boolean isOfJava = memory.contains("Java heap") || memory.contains("GC overhead");
        return new FailedRun("out of memory: " + memory, isOfJava ? HEAP : null);
    }

    /** Returns the failure for a file error, with a remedy if the disk is full. */
    public static Optional<FailedRun> ofFile(Throwable error) {
        return FileProblem.causeOf(error)
                .map(
                        file ->
                                new FailedRun(
                                        error instanceof CheckpointException
                                                ? String.valueOf(error.getMessage())
                                                : "cannot read or write: " + FileProblem.of(file),
                                        FileProblem.isFullDisk(file)
                                                ? FileProblem.FREE_SPACE
                                                : null));
    }

    /**
     * Returns the message, with the class of the error only if the message is not meant for users.
     */
    private static String message(Throwable error) {
        boolean told =
                error.getClass().getName().startsWith("org.vaelab.")
                        || error.getClass() == IllegalArgumentException.class
                        || error.getClass() == IllegalStateException.class
                        || error.getClass() == RuntimeException.class;
        return told && error.getMessage() != null
                ? error.getMessage()
                : "this is an error in VaeLab itself: " + error;
    }
}
