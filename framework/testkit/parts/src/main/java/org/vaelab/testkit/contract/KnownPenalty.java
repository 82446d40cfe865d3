// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.Moments;

/**
 * A batch of which the expectation of a regulariser R is known, over draws from q and the
 * regulariser's own. q(z given x) of example i is {@code N(means[i], diag exp(logVariances[i]))} on
 * R^d, and p(z) is N(0, I). x are 8 fair coins, so that {@code log p(x given z) = -8 log 2}. Training
 * has {@value #TRAINING} examples and {@value #STEPS} steps.
 *
 * @param settings of the regulariser, of those of its contract or others
 * @param means [n, d], n at most 256
 * @param logVariances [n, d]
 * @param value the mean over the batch of R, with a weight of the KL of 1
 * @param tolerance beside five standard errors of the mean over draws
 * @param step the first, or that before which the updates of as many steps were made
 * @param slope of the log-odds of coin j in z_k, k = j mod d
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record KnownPenalty(
        String settings,
        double[][] means,
        double[][] logVariances,
        double value,
        double tolerance,
        long step,
        double slope) {

    /** The number of training examples. */
    public static final int TRAINING = SmallData.SIZE;

    /** The steps of training. */
    public static final long STEPS = 100;

    private static final int DRAWS = 400;

    private static final int SHOWN = 3;

    /** Creates a value at the first step. */
    public KnownPenalty(
            String settings,
            double[][] means,
            double[][] logVariances,
            double value,
            double tolerance) {
        this(settings, means, logVariances, value, tolerance, 0, 0);
    }

    /** Returns the same at a later step, after the updates of all steps before it. */
    public KnownPenalty afterSteps(long number) {
        return new KnownPenalty(settings, means, logVariances, value, tolerance, number, slope);
    }

    /**
     * Returns the same where coins depend on z: coin j is 1 with the log-odds {@code slope z_k}, k = j
     * mod d, by a matrix whose other numbers are 0.
     */
    public KnownPenalty withSlope(double number) {
        return new KnownPenalty(settings, means, logVariances, value, tolerance, step, number);
    }

    /** Returns the model whose q these are. */
    KnownAnswer problem() {
        return new KnownAnswer("", means, logVariances, value, tolerance).withSlope(slope);
    }

    /** Returns whether the KL of one example is not that of another. */
    boolean hasUnlikeRows() {
        return IntStream.range(0, means.length).mapToDouble(this::kl).distinct().count() > 1;
    }

    private double kl(int i) {
        return IntStream.range(0, means[i].length)
                .mapToDouble(
                        j ->
                                means[i][j] * means[i][j]
                                        + Math.exp(logVariances[i][j])
                                        - logVariances[i][j])
                .sum();
    }

    /** Asserts that a regulariser of a model has the value. */
    void check(
            TensorRuntime runtime, LatentVariableModel model, KlRegularizer made, RandomKey key) {
        for (long before = 0; before < step; before++) {
            TrainingProgress now = new TrainingProgress(before, STEPS);
            try (TensorScope scope = runtime.scope()) {
                regularized(model, made, now, key.split("before").fold(before))
                        .updates()
                        .forEach(update -> update.make(now));
            }
        }
        double[] found = new double[DRAWS];
        for (int i = 0; i < found.length; i++) {
            TrainingProgress now = new TrainingProgress(step, STEPS);
            try (TensorScope scope = runtime.scope()) {
                found[i] =
                        regularized(model, made, now, key.split("known").fold(i))
                                .value()
                                .mean()
                                .readScalar();
            }
        }
        Moments moments = Moments.of(found, 1);
        double allowed = tolerance + 5 * moments.deviation(0) / Math.sqrt(found.length);
        if (!(Math.abs(moments.mean(0) - value) <= allowed)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "R with %s of %d examples with means %s at step %d is %.8g in the mean of %d draws, and"
                                    + " the known value %.8g within %.2g",
                            settings,
                            means.length,
                            Arrays.deepToString(
                                    Arrays.copyOf(means, Math.min(SHOWN, means.length))),
                            step,
                            moments.mean(0),
                            found.length,
                            value,
                            allowed));
        }
    }

    private KlRegularizer.Regularized regularized(
            LatentVariableModel model, KlRegularizer made, TrainingProgress now, RandomKey key) {
        Examples examples = problem().data().examples();
        double[] x = new double[examples.size() * examples.width()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, x, i * examples.width());
        }
        Batch batch =
                Batch.of(model.runtime().tensor(x, Shape.of(examples.size(), examples.width())));
        JointDraw draw = model.infer(batch, key, Phase.training(now)).draw(key.split("q"), 1);
        return made.of(
                ElboTerms.of(model, batch, draw, KlMode.AUTO),
                new Step(model, batch, key.split("regularizer"), now));
    }
}
