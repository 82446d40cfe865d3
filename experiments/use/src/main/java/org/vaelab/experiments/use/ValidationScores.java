// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.record.JsonFile;
import org.vaelab.framework.record.RunFolder;

/**
 * The scores of the validation examples of a run, and what is usual of their values. They are
 * computed once and kept in the folder of the run, those by the bound when it is trained.
 *
 * @param scores higher for stranger examples
 * @param mean of the surprise of each value; null if the likelihood gives no densities of single
 *     values
 * @param deviation of the surprise of each value, or null
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
@Internal
public record ValidationScores(
        double[] scores, double @Nullable [] mean, double @Nullable [] deviation) {

    private static final Logger LOG = LoggerFactory.getLogger(ValidationScores.class);

    /**
     * Reads the scores, or computes and keeps them.
     *
     * @param samples K, of the importance-weighted estimate; empty: the bound
     * @throws IllegalArgumentException if the run held no validation examples out
     */
    public static ValidationScores of(
            RunModel trained, RunFolder run, OptionalInt samples, EvaluationProgress progress)
            throws IOException {
        JsonFile<ValidationScores> file =
                new JsonFile<>(file(trained, run, samples), ValidationScores.class);
        if (Files.exists(file.path())) {
            return file.read();
        }
        Examples validation =
                data(trained)
                        .validation()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "alarm needs validation examples, and this run held"
                                                        + " none out\n    train again with"
                                                        + " data.validation: 0.1"));
        double[] scores = score(trained.scores(validation, samples, progress));
        ValueSurprise surprise = new ValueSurprise(trained.model());
        ValueSurprise.Usual usual = surprise.isKnown() ? surprise.usual(validation) : null;
        ValidationScores found =
                new ValidationScores(
                        scores,
                        usual == null ? null : usual.mean(),
                        usual == null ? null : usual.deviation());
        Files.createDirectories(file.path().getParent());
        file.write(found);
        return found;
    }

    private static PreparedData data(RunModel trained) {
        try {
            return trained.data();
        } catch (DataException e) {
            throw new DataException(
                    "alarm needs the scores of validation examples, which are not kept with this run:"
                            + " a run with data.validation keeps those of the bound when it is trained"
                            + "\n    to compute them now, the training data are needed: replace the setting of"
                            + " their place, such as data.path=FILE\n    "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Computes and keeps the scores by the bound of a run that was just trained, so that alarms do
     * not need its training data. Does nothing if it has no validation examples or no bound.
     */
    public static void keep(RunModel trained, RunFolder run, EvaluationProgress progress)
            throws IOException {
        if (trained.data().validation().isEmpty()) {
            return;
        }
        try {
            of(trained, run, OptionalInt.empty(), progress);
        } catch (IllegalArgumentException e) {
            LOG.info("no scores of validation examples are kept: {}", e.getMessage());
        }
    }

    private static Path file(RunModel trained, RunFolder run, OptionalInt samples) {
        String score =
                samples.isPresent() ? "k" + samples.getAsInt() : "elbo" + RunModel.DRAWS_OF_SCORE;
        return run.evaluations().validationScores(trained.spec().config(), score);
    }

    /** Returns minus log p(x), or minus the bound where log p(x) was not estimated. */
    public static double[] score(DatumScores scores) {
        boolean estimated = scores.perDatum().estimated().length > 0;
        double[] logs = estimated ? scores.perDatum().logLikelihood() : scores.perDatum().elbo();
        double[] score = new double[logs.length];
        for (int i = 0; i < score.length; i++) {
            score[i] = -logs[i];
        }
        return score;
    }

    public ValueSurprise.@Nullable Usual usual() {
        return mean == null || deviation == null ? null : new ValueSurprise.Usual(mean, deviation);
    }
}
