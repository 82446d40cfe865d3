// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Completions;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.LogDomain;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A particle filter of a VRNN with K particles for each series (Maddison et al. 2017, algorithm 1;
 * Chopin and Papaspiliopoulos 2020, section 10.3). At step t each particle is extended and
 * weighted:
 *
 * <pre>
 *   z_t ~ q(z_t given x_t, h_{t-1}),   x_t,mis ~ p(x_t given z_t, h_{t-1})
 *   w_t = w_{t-1} p(x_t,obs given z_t, h_{t-1}) p(z_t given h_{t-1}) / q(z_t given x_t, h_{t-1})
 * </pre>
 *
 * <p>z_t comes from p(z_t given h_{t-1}) if x_t is missing, or if a part of it is and the encoder
 * sees no mask. So h_t sees draws of missing numbers. If the effective number (sum w)^2 / sum w^2
 * of a series falls below K/2, its particles are resampled systematically, and each has the mean of
 * the weights. No gradient is that of the choice.
 *
 * <p>The draws of a step are those of the ancestors of the last particles, so early steps have
 * fewer values. A drawn number has the Normal of its step if no later step has an observed number.
 *
 * @param p the model of data that has the {@link VrnnModel}
 * @param x [B, T D], NaN for missing numbers
 * @param samples K
 */
record VrnnFilter(GenerativeModel p, VrnnPosterior q, Tensor x, int samples, RandomKey key) {

    /** Passes over the series. */
    Completions run() {
        Pass pass = new Pass();
        q.model().walk(samples * x.shape().extent(0), q.inputs(), pass);
        return pass.completions();
    }

    /** One pass over the steps. Row k B + b is particle k of series b. */
    private final class Pass implements VrnnModel.Walk {

        private final VrnnModel model = q.model();
        private final TensorRuntime runtime = x.runtime();
        private final int batch = x.shape().extent(0);
        private final Tensor seen = x.eq(x).cast(x.dtype());
        private final Tensor masks = rows(seen);
        private final Tensor values = rows(x.where(seen, runtime.zeros(Shape.scalar(), x.dtype())));
        private final Tensor noise =
                runtime.normal(
                                key.split("noise"),
                                Shape.of(samples * batch, model.space().dimension()))
                        .cast(x.dtype());
        private final List<Tensor> e = new ArrayList<>();
        private final List<Tensor> drawn = new ArrayList<>();

        /**
         * After each step, log w since the last resampling, [K, B], and log of the product of means
         * before, [B].
         */
        private final List<Tensor> logWeights = new ArrayList<>();

        private final List<Tensor> logMeans =
                new ArrayList<>(List.of(runtime.zeros(Shape.of(batch), x.dtype())));

        /** The particle from which each row goes on after a step. */
        private final List<int[]> parents = new ArrayList<>();

        /** log p(e_t) - log q(e_t) of the present step, [K, B]. */
        private Tensor ratio = noise;

        private Tensor rows(Tensor each) {
            return each.broadcastTo(each.shape().prepend(samples))
                    .reshape(samples * batch, each.shape().extent(-1));
        }

        private Tensor weighed(Tensor logRatio) {
            return logRatio.sum(-1).reshape(samples, batch);
        }

        @Override
        public Tensor latent(int step, Tensor state) {
            VrnnCell.Normals prior = model.cell().prior(state);
            VrnnCell.Normals of = q.ofStep(values, masks, step, state, prior);
            Tensor standard = model.ofStep(noise, step);
            e.add(of.at(standard));
            Tensor squares = standard.square().sub(e.get(step).square());
            ratio = weighed(squares.mul(0.5).add(of.logScale()));
            return prior.at(e.get(step));
        }

        @Override
        public Tensor value(int step, Tensor state, Tensor z) {
            OutputDistribution of = model.cell().likelihood().of(model.cell().head(z, state));
            Tensor known = model.ofStep(values, step);
            Tensor mask = model.ofStep(masks, step);
            Tensor density = weighed(of.byValue(known).orElseThrow().mul(mask));
            logWeights.add((step == 0 ? ratio : last(logWeights).add(ratio)).add(density));
            drawn.add(known.where(mask, of.sample(key.split("x").fold(step))));
            return drawn.get(step);
        }

        @Override
        public List<List<Tensor>> kept() {
            return List.of(e, drawn, logWeights, logMeans);
        }

        @Override
        public Tensor resampled(int step, Tensor next) {
            double[][] weights = weights(last(logWeights).readDoubles());
            double[] starts = key.split("resampling").fold(step).uniform(batch);
            int[] chosen = IntStream.range(0, samples * batch).toArray();
            double[] stays = new double[batch];
            for (int b = 0; b < batch; b++) {
                double squares = Arrays.stream(weights[b]).map(w -> w * w).sum();
                stays[b] = 1 / squares < 0.5 * samples ? 0 : 1;
                double sum = weights[b][0];
                for (int i = 0, k = 0; i < samples && stays[b] == 0; i++) {
                    while (sum < (starts[b] + i) / samples && k + 1 < samples) {
                        sum += weights[b][++k];
                    }
                    chosen[i * batch + b] = k * batch + b;
                }
            }
            parents.add(chosen);
            Tensor stay = runtime.vector(stays).cast(x.dtype());
            Tensor none = last(logMeans).mul(0);
            Tensor mean = ImportanceTerms.logMean(last(logWeights));
            logMeans.add(last(logMeans).add(none.where(stay, mean)));
            logWeights.set(step, last(logWeights).where(stay, none));
            return chosen(next, chosen);
        }

        private Tensor last(List<Tensor> of) {
            return of.get(of.size() - 1);
        }

        private Tensor chosen(Tensor of, int[] rows) {
            return of.gather(0, runtime.indices(rows, Shape.of(rows.length)));
        }

        /** Returns the weights of the particles of each series, which sum to 1, [B, K]. */
        private double[][] weights(double[] logs) {
            double[][] weights = new double[batch][samples];
            for (int b = 0; b < batch; b++) {
                int series = b;
                double[] own = weights[b];
                Arrays.setAll(own, k -> logs[k * batch + series]);
                double total = Arrays.stream(own).reduce(Double.NEGATIVE_INFINITY, LogDomain::add);
                Arrays.setAll(own, k -> Math.exp(own[k] - total));
            }
            return weights;
        }

        /** Goes back from the last particles to their ancestors. */
        Completions completions() {
            SeriesLayout layout = model.layout();
            Tensor all = p.ofData(last(logWeights).add(last(logMeans)), x);
            double[][] weights = weights(all.readDoubles());
            double[] logSums = all.logSumExp(0).readDoubles();
            double[] isSeen = seen.readDoubles();
            double[] squares = new double[batch * layout.size()];
            boolean[] isFree = new boolean[squares.length];
            boolean[] isLast = new boolean[batch];
            Arrays.fill(isLast, true);
            int[] rows = IntStream.range(0, samples * batch).toArray();
            for (int t = layout.steps() - 1; t >= 0; t--) {
                if (t < parents.size()) {
                    int[] before = parents.get(t);
                    rows = Arrays.stream(rows).map(row -> before[row]).toArray();
                    e.set(t, chosen(e.get(t), rows));
                    drawn.set(t, chosen(drawn.get(t), rows));
                }
                for (int b = 0; b < batch; b++) {
                    int from = b * layout.size() + t * layout.width();
                    int to = from + layout.width();
                    double[] ofAncestors = new double[samples];
                    for (int k = 0; k < samples; k++) {
                        ofAncestors[rows[k * batch + b] / batch] += weights[b][k];
                    }
                    double sum = Arrays.stream(ofAncestors).map(w -> w * w).sum();
                    Arrays.fill(squares, from, to, 2 * logSums[b] + Math.log(sum));
                    Arrays.fill(isFree, from, to, isLast[b]);
                    isLast[b] &= Arrays.stream(isSeen, from, to).allMatch(one -> one == 0);
                }
            }
            Shape leading = Shape.of(samples, batch);
            Tensor z = Tensor.concatenate(e, -1).reshape(leading.append(noise.shape().extent(-1)));
            return new Completions(
                    Latents.of(VrnnModel.Z, z),
                    Tensor.concatenate(drawn, -1).reshape(leading.append(layout.size())),
                    all,
                    squares,
                    isFree);
        }
    }
}
