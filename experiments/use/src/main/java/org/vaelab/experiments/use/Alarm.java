// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.OptionalInt;
import org.vaelab.framework.data.Examples;

/**
 * Tells strange examples from those that are usual in the validation data of a run, by their
 * {@link Scores}. At most the rate of normal examples raises it, in the mean over validation sets,
 * whether they come one by one or together. Equal examples have equal scores.
 *
 * <pre>{@code
 * Alarm alarm = model.alarm(0.05, 20); // log p(x) from 20 draws; alarm(0.05) takes the bound
 * for (Alarms.Judgement judged : alarm.of(values).judgements()) { // one for each row
 *     System.out.println(judged.score() + " nats, p = " + judged.pValue() + ", " + judged.isAlarm());
 * }
 * }</pre>
 *
 * <p>Scores are in nats, the higher the stranger. Rows [n, D] are those that {@link Model#score}
 * takes, and others are rejected as there.
 */
public final class Alarm {

    private final Model model;
    private final OptionalInt samples;
    private final ValidationScores usual;
    private final ConformalThreshold threshold;

    Alarm(Model model, OptionalInt samples, ValidationScores usual, double rate) {
        this.model = model;
        this.samples = samples;
        this.usual = usual;
        this.threshold = new ConformalThreshold(usual.scores(), rate);
    }

    /** Returns the score above which an example raises the alarm, in nats. */
    public double threshold() {
        return threshold.score();
    }

    /** Returns the share of normal examples that may raise it. */
    public double rate() {
        return threshold.rate();
    }

    /** Returns the number of validation examples that chose the threshold. */
    public int validationExamples() {
        return threshold.size();
    }

    /** Returns what the score is, such as {@code -ELBO}. */
    public String score() {
        return samples.isPresent() ? "-log p(x) from " + samples.getAsInt() + " draws" : "-ELBO";
    }

    /** Judges rows as their owner has them, [n, D]. */
    public Alarms of(double[]... rows) {
        return of(model.score(rows));
    }

    /** Judges rows with their labels. */
    public Alarms of(HasRows rows) {
        return of(model.score(rows));
    }

    /** Judges prepared examples. */
    public Alarms of(Examples examples) {
        return of(model.score(examples));
    }

    /** Judges examples by scores, with as many draws as those of the validation examples. */
    public Alarms of(Scores scores) {
        return new Alarms(model, scores.with(samples), this, threshold, usual);
    }
}
