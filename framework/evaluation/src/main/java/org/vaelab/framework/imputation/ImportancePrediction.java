// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Predicts missing values by self-normalised importance sampling (Mattei and Frellsen 2019, section 3):
 *
 * <pre>
 *   E[x_mis given x_obs] = sum_k w_k E[x_mis given z_k],   sum_k w_k = 1
 *   w_k proportional to p(x_obs given z_k) p(z_k) / r(z_k),   r = (q(z given x) + p(z)) / 2
 * </pre>
 *
 * <p>K values z come from q, and K from the prior: where q misses the posterior, some of these are near it
 * (defensive importance sampling, Hesterberg 1995; the paper takes q alone).
 *
 * <p>A number is predicted by its mean, a category by the most probable one. If the encoder was trained
 * with missing values, it sees x_obs and the mask. Otherwise it sees missing values as predicted before, in
 * several rounds that begin with the values given. The weights are right in both cases.
 *
 * @param columns of x; empty: all values are numbers
 * @param hasMissing whether the model was trained with missing values
 * @param draws K, of q and of the prior each
 */
public record ImportancePrediction(
        LatentVariableModel model, List<Column> columns, boolean hasMissing, int draws) {

    /** Rounds of an encoder that sees no mask. */
    private static final int ROUNDS = 5;

    public ImportancePrediction {
        columns = List.copyOf(columns);
    }

    /** Returns the reason why a model cannot impute; empty if it can. */
    public Optional<String> obstacle() {
        try (TensorScope scope = model.runtime().scope()) {
            Batch trial = model.trial();
            JointPosterior q = model.infer(trial, RandomKey.of(0), Phase.evaluation());
            if (q.form() == PosteriorForm.DRAWS) {
                return Optional.of("the inference finds values, whose density is not known");
            }
            JointDraw draw = q.draw(RandomKey.of(0), 1);
            OutputDistribution p = model.output(draw, trial);
            if (draw.weights().isPresent()) {
                return Optional.of("the posterior enumerates values");
            }
            return p.byValue(trial.x()).isEmpty() || p.prediction().isEmpty()
                    ? Optional.of("the likelihood has no densities of single values")
                    : Optional.empty();
        }
    }

    /**
     * Returns x with predictions of missing values, row by row.
     *
     * @param x [B, D], NaN where a value is missing
     * @param batch the examples; their values are not used
     * @param start what an encoder without mask sees first of missing values, [D]
     */
    public double[] of(double[] x, Batch batch, double[] start, RandomKey key) {
        double[] filled = x.clone();
        for (int i = 0; i < x.length; i++) {
            filled[i] = Double.isNaN(x[i]) ? start[i % start.length] : x[i];
        }
        for (int round = 0; round < (hasMissing ? 1 : ROUNDS); round++) {
            try (TensorScope scope = model.runtime().scope()) {
                double[] predicted = predicted(x, filled, batch, key.fold(round));
                Arrays.setAll(filled, i -> Double.isNaN(x[i]) ? predicted[i] : x[i]);
            }
        }
        return filled;
    }

    private double[] predicted(double[] x, double[] filled, Batch batch, RandomKey key) {
        Shape shape = batch.x().shape();
        Tensor complete = tensor(filled, shape);
        Tensor seen = hasMissing ? tensor(x, shape) : complete;
        Batch given = new Batch(seen, batch.given(), batch.observed(), batch.rows());
        JointPosterior q = model.infer(given, key.split("q"), Phase.evaluation());
        double[] isObserved = Arrays.stream(x).map(v -> Double.isNaN(v) ? 0 : 1).toArray();
        Tensor mask = tensor(isObserved, shape);
        JointDraw draw = q.draw(key.split("z"), draws);
        List<Proposed> proposed = new ArrayList<>();
        proposed.add(proposed(draw.values(), draw.logProbability(), given, complete, mask));
        if (!draw.isPointMass()) {
            Latents prior = ofPrior(given, key.split("prior"));
            proposed.add(proposed(prior, q.logProbability(prior), given, complete, mask));
        }
        Tensor logs =
                Tensor.concatenate(
                        proposed.stream()
                                .map(one -> draw.isPointMass() ? one.log().mul(0) : one.log())
                                .toList(),
                        0);
        Tensor weights = logs.softmax(0).expandDims(-1);
        double[] predicted = new double[x.length];
        double[][] places = new double[mostCategories()][x.length];
        for (int part = 0; part < proposed.size(); part++) {
            OutputDistribution p = proposed.get(part).output();
            Tensor own = weights.slice(0, part * draws, (part + 1) * draws);
            add(p.prediction().orElseThrow().mul(own).sum(0).readDoubles(), predicted);
            for (int k = 0; k < places.length; k++) {
                Tensor at = p.byValue(full(k, shape)).orElseThrow().exp();
                add(at.mul(own).sum(0).readDoubles(), places[k]);
            }
        }
        putCategories(predicted, places);
        return predicted;
    }

    /**
     * Draws z and what they weigh.
     *
     * @param log log p(x_obs given z) + log p(z) - log (q(z given x) + p(z)) / 2, [K, B]
     */
    private record Proposed(OutputDistribution output, Tensor log) {}

    private Proposed proposed(
            Latents z, Tensor logPosterior, Batch given, Tensor complete, Tensor mask) {
        OutputDistribution p = model.generative().output(z, given.given());
        Tensor logPrior = model.generative().logPrior(z, given.given());
        Tensor logX = p.byValue(complete).orElseThrow().mul(mask).sum(-1);
        // log (q + p) = log p + softplus(log q - log p)
        return new Proposed(p, logX.sub(logPosterior.sub(logPrior).softplus()));
    }

    /** Returns K draws of p(z) for each example. */
    private Latents ofPrior(Batch given, RandomKey key) {
        int size = given.size();
        return model.generative()
                .sample(key, draws * size, given.givenToEach(draws))
                .mapped(z -> z.reshape(z.shape().from(1).prepend(draws, size)));
    }

    private static void add(double[] values, double[] sums) {
        Arrays.setAll(sums, i -> sums[i] + values[i]);
    }

    private Tensor full(int place, Shape shape) {
        return model.runtime().full(place, shape);
    }

    private int mostCategories() {
        return columns.stream().mapToInt(column -> column.categories().size()).max().orElse(0);
    }

    private void putCategories(double[] predicted, double[][] probabilities) {
        double[] best = new double[predicted.length];
        for (int k = 0; k < probabilities.length; k++) {
            for (int i = 0; i < predicted.length; i++) {
                if (k < columns.get(i % columns.size()).categories().size()
                        && probabilities[k][i] > best[i]) {
                    best[i] = probabilities[k][i];
                    predicted[i] = k;
                }
            }
        }
    }

    private Tensor tensor(double[] values, Shape shape) {
        TensorRuntime runtime = model.runtime();
        return runtime.tensor(values, shape).cast(runtime.dtype());
    }
}
