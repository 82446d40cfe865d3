// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.util.Arrays;
import java.util.List;
import org.vaelab.experiments.use.ConformalThreshold;
import org.vaelab.experiments.use.ValidationScores;
import org.vaelab.framework.data.Examples;

/**
 * Tells strange examples from those that are usual in the validation data of a run, by their
 * evidence lower bounds ({@link Model#score(Examples)}). At most the rate of normal examples raises
 * it, in the mean over validation sets, whether they come one by one or together. Equal examples
 * have equal scores.
 */
public final class Alarm {

    private final Model model;
    private final ConformalThreshold threshold;

    Alarm(Model model, ConformalThreshold threshold) {
        this.model = model;
        this.threshold = threshold;
    }

    /**
     * What is said of an example.
     *
     * @param score minus its evidence lower bound, in nats: higher for stranger examples
     * @param pValue the share of usual examples that are at least as strange
     */
    public record Judgement(double score, double pValue, boolean isAlarm) {}

    /** Returns the score above which an example raises the alarm, in nats. */
    public double threshold() {
        return threshold.score();
    }

    /** Judges rows as their owner has them, [n, D]. */
    public List<Judgement> of(double[]... rows) {
        return of(model.prepare(rows));
    }

    /** Judges examples as the model sees them. */
    public List<Judgement> of(Examples examples) {
        return Arrays.stream(ValidationScores.score(model.score(examples)))
                .mapToObj(
                        score ->
                                new Judgement(
                                        score, threshold.pValue(score), threshold.isAlarm(score)))
                .toList();
    }
}
