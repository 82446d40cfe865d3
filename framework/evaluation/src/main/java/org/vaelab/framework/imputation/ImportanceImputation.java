// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.LogDomain;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Imputes by importance resampling (Mattei and Frellsen 2019, section 3, "MIWAE"):
 *
 * <pre>
 *   z_k  from q(z given x_obs),  k = 1..K
 *   w_k  proportional to  p(x_obs given z_k) p(z_k) / q(z_k given x_obs)
 *   E[x_mis given x_obs]  is estimated by  sum_k w_k E[x_mis given z_k]
 *   a draw of x_mis is one of p(x_mis given z_k), with k picked by w_k
 * </pre>
 *
 * <p>Both are exact in the limit of many K, whatever q is. An encoder that was trained with missing values
 * sees which are missing. Any other sees a fixed value in their place. Draws z_k pass in blocks, and a draw is
 * kept by a weighted reservoir, so memory does not grow with K.
 */
public final class ImportanceImputation implements Imputer {

    private static final int BLOCK = 50;

    private final LatentVariableModel model;
    private final int samples;
    private final boolean seesMissing;
    private final double[] fill;

    /**
     * Prepares imputation.
     *
     * @param samples K, at least 1
     * @param seesMissing whether the encoder was trained with missing values
     * @param fill a value of each place in its domain, [D], such as the training mean
     * @throws IllegalArgumentException if the model or its inference lacks what the method needs
     */
    public ImportanceImputation(
            LatentVariableModel model, int samples, boolean seesMissing, double[] fill) {
        if (samples < 1) {
            throw new IllegalArgumentException("at least 1 sample is needed, not " + samples);
        }
        this.model = model;
        this.samples = samples;
        this.seesMissing = seesMissing;
        this.fill = fill.clone();
        Imputation.requireUsable(model, ImputationMethod.IMPORTANCE);
    }

    @Override
    public Imputed of(Batch data, boolean[] observed, int draws, RandomKey key) {
        double[] truth = data.x().readDoubles();
        double[] seen = truth.clone();
        double[] valid = truth.clone();
        for (int i = 0; i < truth.length; i++) {
            double filled = fill[i % fill.length];
            seen[i] = observed[i] ? truth[i] : seesMissing ? Double.NaN : filled;
            valid[i] = Double.isNaN(truth[i]) ? filled : truth[i];
        }
        Pool pool = new Pool(truth, observed, data.size(), draws);
        try (TensorScope scope = model.runtime().scope()) {
            Batch visible = new Batch(tensor(seen, data), data.given(), data.rows());
            JointPosterior q = model.infer(visible, key.split("q"), Phase.evaluation());
            Tensor x = tensor(valid, data);
            int done = 0;
            while (done < samples) {
                done += block(q, data, x, pool, done, key);
            }
        }
        return pool.imputed();
    }

    private Tensor tensor(double[] values, Batch like) {
        return model.runtime().tensor(values, like.x().shape()).cast(like.x().dtype());
    }

    /** Adds a block of draws, and returns their number. */
    private int block(JointPosterior q, Batch data, Tensor x, Pool pool, int from, RandomKey key) {
        try (TensorScope scope = model.runtime().scope()) {
            int wanted = Math.min(BLOCK, samples - from);
            JointDraw draw = q.draw(key.split("z").fold(from), wanted);
            boolean isWeighted = draw.weights().isPresent();
            // Weighted draws are all values that z can take; one of them is a draw.
            Latents z = isWeighted ? draw.one(key.split("one").fold(from)) : draw.values();
            int count = isWeighted ? 1 : wanted;
            OutputDistribution p = model.generative().output(z, data.given());
            Tensor prior = model.generative().logPrior(z, data.given());
            double[] ratio = prior.sub(q.logProbability(z)).readDoubles();
            double[] logs = p.byValue(x).orElseThrow().readDoubles();
            double[] drawn = p.sample(key.split("x").fold(from)).readDoubles();
            double[] mean = p.mean().map(Tensor::readDoubles).orElse(drawn);
            double[] uniform =
                    key.split("pick").fold(from).uniform(count * pool.size * pool.draws.size());
            for (int k = 0; k < count; k++) {
                for (int b = 0; b < pool.size; b++) {
                    pool.add(b, k * pool.size + b, ratio, logs, mean, drawn, uniform);
                }
            }
            return count;
        }
    }

    /** What is kept of all draws so far. */
    private static final class Pool {

        private final double[] truth;
        private final boolean[] observed;
        private final int size;
        private final int width;

        /** log of the sum of the weights, and of their squares, of each datum. */
        private final double[] logWeights;

        private final double[] logSquares;
        private final double[] means;
        private final double[] logPredictive;
        private final List<double[]> draws = new ArrayList<>();
        private final boolean[] isFilled;

        Pool(double[] truth, boolean[] observed, int size, int count) {
            this.truth = truth;
            this.observed = observed;
            this.size = size;
            this.width = truth.length / size;
            this.logWeights = impossible(size);
            this.logSquares = impossible(size);
            this.means = truth.clone();
            this.logPredictive = impossible(truth.length);
            this.isFilled = new boolean[size];
            for (int m = 0; m < count; m++) {
                draws.add(truth.clone());
            }
        }

        private static double[] impossible(int length) {
            double[] logs = new double[length];
            Arrays.fill(logs, Double.NEGATIVE_INFINITY);
            return logs;
        }

        /**
         * Adds a draw of z for a datum.
         *
         * @param row of the draw and the datum in the arrays
         */
        void add(
                int datum,
                int row,
                double[] ratio,
                double[] logs,
                double[] mean,
                double[] drawn,
                double[] uniform) {
            int own = datum * width;
            int from = row * width;
            double weight = ratio[row];
            for (int d = 0; d < width; d++) {
                weight += observed[own + d] ? logs[from + d] : 0;
            }
            if (Double.isNaN(weight)) {
                weight = Double.NEGATIVE_INFINITY;
            }
            logWeights[datum] = LogDomain.add(logWeights[datum], weight);
            logSquares[datum] = LogDomain.add(logSquares[datum], 2 * weight);
            boolean isFirst = !isFilled[datum];
            isFilled[datum] = true;
            double share =
                    isFirst
                            ? 1
                            : weight == Double.NEGATIVE_INFINITY
                                    ? 0
                                    : Math.exp(weight - logWeights[datum]);
            for (int d = 0; d < width; d++) {
                int place = own + d;
                if (!observed[place]) {
                    double before = isFirst ? 0 : means[place];
                    means[place] = before + share * (mean[from + d] - before);
                    logPredictive[place] =
                            LogDomain.add(logPredictive[place], weight + logs[from + d]);
                }
            }
            for (int m = 0; m < draws.size(); m++) {
                if (uniform[row * draws.size() + m] < share) {
                    copyMissing(drawn, from, draws.get(m), own);
                }
            }
        }

        private void copyMissing(double[] drawn, int from, double[] to, int own) {
            for (int d = 0; d < width; d++) {
                to[own + d] = observed[own + d] ? to[own + d] : drawn[from + d];
            }
        }

        Imputed imputed() {
            double[] predictive = new double[size];
            double[] effective = new double[size];
            double[] none = new double[size];
            Arrays.fill(none, Double.NaN);
            for (int b = 0; b < size; b++) {
                effective[b] = Math.exp(2 * logWeights[b] - logSquares[b]);
                double sum = 0;
                int known = 0;
                for (int i = b * width; i < (b + 1) * width; i++) {
                    if (!observed[i] && !Double.isNaN(truth[i])) {
                        sum += logPredictive[i] - logWeights[b];
                        known++;
                    }
                }
                predictive[b] = sum / known;
            }
            return new Imputed(means, draws, predictive, none, effective);
        }
    }
}
