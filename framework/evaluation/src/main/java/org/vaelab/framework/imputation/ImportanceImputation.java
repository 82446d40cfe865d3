// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Completions;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Imputes by importance resampling (Mattei and Frellsen 2019, section 3, "MIWAE"):
 *
 * <pre>
 *   w_k proportional to  p(x_obs given z_k) p(z_k) / r(z_k),   r = (q(z given x_obs) + p(z)) / 2
 *   E[x_mis given x_obs]  is estimated by  sum_k w_k E[x_mis given z_k],   sum_k w_k = 1
 *   a draw of x_mis is one of p(x_mis given z_k), with k picked by w_k
 * </pre>
 *
 * <p>K values z come from q, and K from the prior: where q misses the posterior, some of these are
 * near it (defensive importance sampling, Hesterberg 1995; the paper takes q alone). If q gives all
 * values of z with their probabilities, these are weights of the draws. Estimates are exact in the
 * limit of many K, whatever q is.
 *
 * <p>A posterior that completes x itself ({@link JointPosterior#completions}), such as a particle
 * filter, gives its own draws and weights.
 *
 * <p>An encoder that was trained with missing values sees which are missing. Any other sees fixed
 * values in their place. Draws z_k pass in blocks, and a draw of x_mis is kept by a weighted
 * reservoir, so memory does not grow with K.
 */
@Internal
public final class ImportanceImputation implements Imputer {

    private static final int BLOCK = 50;

    /** The same of one example. */
    private static final int BLOCK_OF_ONE = 500;

    /** Rounds of predictions by an encoder that sees no mask. */
    private static final int ROUNDS = 5;

    private final LatentVariableModel model;
    private final int samples;
    private final boolean seesMissing;
    private final double[] start;

    /**
     * Prepares imputation.
     *
     * @param samples K, at least 1
     * @param seesMissing whether the encoder was trained with missing values
     * @param start a value of each place in its domain, [D], such as the training mean
     */
    public ImportanceImputation(
            LatentVariableModel model, int samples, boolean seesMissing, double[] start) {
        if (samples < 1) {
            throw new IllegalArgumentException("at least 1 sample is needed, not " + samples);
        }
        this.model = model;
        this.samples = samples;
        this.seesMissing = seesMissing;
        this.start = start.clone();
    }

    /** Returns the reason why a model cannot predict missing values; empty if it can. */
    public static Optional<String> obstacle(LatentVariableModel model) {
        if (model.inference().form() == PosteriorForm.DRAWS) {
            return Optional.of("the inference finds values, whose density is not known");
        }
        return model.tried(
                q -> {
                    Batch trial = model.trial();
                    OutputDistribution p = model.output(q.draw(RandomKey.of(0), 1), trial);
                    return p.byValue(trial.x()).isEmpty() || p.prediction().isEmpty()
                            ? Optional.of("the likelihood has no densities of single values")
                            : Optional.empty();
                });
    }

    /**
     * {@inheritDoc} The model does not see labels that are latent variables.
     *
     * @throws IllegalArgumentException if the model or its inference lacks what the method needs
     */
    @Override
    public Imputed of(Batch data, boolean[] observed, int draws, RandomKey key) {
        WeightedDraws pool = pool(data, observed, draws, d -> 0);
        Batch unlabelled = new Batch(data.x(), data.given(), data.rows());
        if (!completes()) {
            Imputation.requireUsable(model, ImputationMethod.IMPORTANCE);
        }
        Means means =
                p ->
                        new Averaged(
                                p.mean().orElseGet(() -> p.sample(key.split("mean"))).readDoubles(),
                                new double[0][]);
        propose(unlabelled, pool, pool.filled(start), means, key);
        return pool.imputed();
    }

    /**
     * Returns the observed values with predictions of the others: means of numbers, and the most
     * probable categories. An encoder that sees no mask sees the predictions of the round before.
     *
     * @param columns one for each value
     * @return [B, D]
     */
    public double[] predictions(
            Batch data, boolean[] observed, List<Column> columns, RandomKey key) {
        IntUnaryOperator categories = d -> columns.get(d).categories().size();
        double[] filled = start;
        for (int round = 0; round < (seesMissing ? 1 : ROUNDS); round++) {
            WeightedDraws pool = pool(data, observed, 0, categories);
            Means means = p -> predicted(p, data, columns);
            propose(data, pool, pool.filled(filled), means, key.fold(round));
            filled = pool.prediction();
        }
        return filled;
    }

    private boolean completes() {
        return model.tried(q -> q.completions(RandomKey.of(0), 1).isPresent());
    }

    private static WeightedDraws pool(
            Batch data, boolean[] observed, int draws, IntUnaryOperator categories) {
        return new WeightedDraws(
                data.x().readDoubles(), observed, data.x().shape().extent(-1), draws, categories);
    }

    /** Returns the prediction of a number, and the probability of each place of a category. */
    private Averaged predicted(OutputDistribution p, Batch data, List<Column> columns) {
        double[] prediction = p.prediction().orElseThrow().readDoubles();
        double[][] places = new double[columns.size()][];
        List<Integer> others = new ArrayList<>();
        for (int d = 0; d < places.length; d++) {
            int own = d;
            places[d] = new double[0];
            if (columns.get(d).kind().hasCategories()) {
                p.placeProbabilities(d)
                        .ifPresentOrElse(
                                all -> places[own] = all.readDoubles(), () -> others.add(own));
            }
        }
        int rows = prediction.length / places.length;
        int most = others.stream().mapToInt(d -> width(columns, d)).max().orElse(0);
        others.forEach(d -> places[d] = new double[rows * width(columns, d)]);
        for (int k = 0; k < most; k++) {
            double[] logs = logsOfPlace(p, k, data);
            for (int d : others) {
                int width = width(columns, d);
                for (int row = 0; row < rows && k < width; row++) {
                    places[d][row * width + k] = Math.exp(logs[row * places.length + d]);
                }
            }
        }
        return new Averaged(prediction, places);
    }

    private static int width(List<Column> columns, int d) {
        return columns.get(d).categories().size();
    }

    private double[] logsOfPlace(OutputDistribution p, int place, Batch data) {
        try (TensorScope scope = model.runtime().scope()) {
            Tensor all = model.runtime().full(place, data.x().shape());
            return p.byValue(all).orElseThrow().readDoubles();
        }
    }

    /**
     * What is averaged over the draws.
     *
     * @param means of the values, [K, B, D]
     * @param places probabilities of the places of each value, [D] of [K, B, C]
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Averaged(double[] means, double[][] places) {}

    /** Gives what is averaged over the draws. */
    private interface Means {
        Averaged of(OutputDistribution p);
    }

    /**
     * Draws values z, and adds them to a pool.
     *
     * @param filled the observed values, and others in the place of missing ones, [B, D]
     */
    private void propose(
            Batch data, WeightedDraws pool, double[] filled, Means means, RandomKey key) {
        try (TensorScope scope = model.runtime().scope()) {
            boolean completes = completes();
            double[] visibles = seesMissing || completes ? pool.filled(Double.NaN) : filled;
            Tensor seen = tensor(visibles, data);
            Batch visible = new Batch(seen, data.given(), data.observed(), data.rows());
            JointPosterior q = model.infer(visible, key.split("q"), Phase.evaluation());
            Tensor x = tensor(pool.knownOr(filled), data);
            Proposals proposals = new Proposals(model, q, visible, x, pool, means);
            int block = data.size() == 1 ? BLOCK_OF_ONE : BLOCK;
            for (int done = 0; done < samples; done += block) {
                RandomKey own = done == 0 ? key : key.fold(done);
                int size = Math.min(block, samples - done);
                if (completes) {
                    proposals.complete(size, own);
                } else {
                    proposals.add(size, own);
                }
            }
        }
    }

    private Tensor tensor(double[] values, Batch like) {
        return model.runtime().tensor(values, like.x().shape()).cast(like.x().dtype());
    }

    /** Draws of q and of the prior, which go to a pool. */
    private record Proposals(
            LatentVariableModel model,
            JointPosterior q,
            Batch data,
            Tensor x,
            WeightedDraws pool,
            Means means) {

        /** Adds so many draws of each. */
        void add(int size, RandomKey key) {
            try (TensorScope scope = model.runtime().scope()) {
                JointDraw draw = q.draw(key.split("z"), size);
                if (draw.isPointMass()) {
                    add(draw.values(), new double[0], key.split("x"));
                    return;
                }
                Tensor share = logRatio(draw.values(), draw.logProbability());
                // Weighted draws are all values of z: together they count as much as the draws of
                // the prior.
                Tensor ofPosterior =
                        draw.weights()
                                .map(w -> share.add(w.log()).add(Math.log(size)))
                                .orElse(share);
                add(draw.values(), ofPosterior.readDoubles(), key.split("x"));
                int rows = size * data.size();
                Latents prior =
                        model.generative()
                                .sample(key.split("prior"), rows, data.givenToEach(size))
                                .mapped(
                                        z ->
                                                z.reshape(
                                                        z.shape()
                                                                .from(1)
                                                                .prepend(size, data.size())));
                double[] ofPrior = logRatio(prior, q.logProbability(prior)).readDoubles();
                add(prior, ofPrior, key.split("prior.x"));
            }
        }

        /** Adds draws that q gives together with the missing values. */
        void complete(int size, RandomKey key) {
            try (TensorScope scope = model.runtime().scope()) {
                Completions all = q.completions(key, size).orElseThrow();
                OutputDistribution p =
                        model.generative().output(all.z(), data.given()).givenPrevious(all.x());
                double[] logs = p.byValue(x).orElseThrow().readDoubles();
                boolean[] isFree = all.isFree();
                Arrays.setAll(logs, i -> isFree[i % isFree.length] ? logs[i] : Double.NaN);
                double[] drawn = all.x().readDoubles();
                double[] weights = all.logWeights().readDoubles();
                double[] uniform = key.split("pick").uniform(weights.length * pool.draws());
                pool.add(
                        new WeightedDraws.Block(
                                weights, logs, drawn, new double[0][], drawn, uniform),
                        all);
            }
        }

        /** log p(z) - log (q(z given x) + p(z)), [K, B] */
        private Tensor logRatio(Latents z, Tensor logPosterior) {
            Tensor logPrior = model.generative().logPrior(z, data.given());
            return logPosterior.sub(logPrior).softplus().neg();
        }

        /**
         * Adds draws of z.
         *
         * @param logRatio of the weights, beside log p(x_obs given z); empty: all weights are equal
         */
        private void add(Latents z, double[] logRatio, RandomKey key) {
            OutputDistribution p = model.generative().output(z, data.given());
            double[] logs = p.byValue(x).orElseThrow().readDoubles();
            double[] weights = pool.logWeights(logRatio, logs);
            Averaged averaged = means.of(p);
            pool.add(
                    new WeightedDraws.Block(
                            weights,
                            logs,
                            averaged.means(),
                            averaged.places(),
                            pool.draws() == 0 ? new double[0] : p.sample(key).readDoubles(),
                            key.split("pick").uniform(weights.length * pool.draws())));
        }
    }
}
