// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Completions;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.LogDomain;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * A particle filter of a VRNN with K particles for each series (Maddison et al. 2017, algorithm 1; Chopin and
 * Papaspiliopoulos 2020, section 10.3). At step t each particle is extended and weighted:
 *
 * <pre>
 *   z_t ~ q(z_t given x_t, h_{t-1}),   x_t,mis ~ p(x_t given z_t, h_{t-1})
 *   w_t = w_{t-1} p(x_t,obs given z_t, h_{t-1}) p(z_t given h_{t-1}) / q(z_t given x_t, h_{t-1})
 * </pre>
 *
 * <p>z_t comes from p(z_t given h_{t-1}) if x_t is missing, or if a part of it is and the encoder sees no mask. So h_t
 * sees draws of missing numbers. If the effective number (sum w)^2 / sum w^2 of a series falls below K/2, its particles
 * are resampled systematically, and each has the mean of the weights. No gradient is that of the choice.
 *
 * <p>The draws of a step are those of the ancestors of the last particles, so early steps have fewer values. A drawn
 * number has the Normal of its step if no later step has an observed number.
 *
 * @param p the model of data that has the {@link VrnnModel}
 * @param x [B, T D], NaN for missing numbers
 * @param samples K
 */
record VrnnFilter(GenerativeModel p, VrnnPosterior q, Tensor x, int samples, RandomKey key) {

    Completions run() {
        VrnnModel model = q.model();
        Tensor seen = x.eq(x).cast(x.dtype());
        Pass pass =
                new Pass(model, seen, x.where(seen, x.runtime().zeros(Shape.scalar(), x.dtype())));
        model.walk(samples * batch(), pass);
        return pass.completions();
    }

    private int batch() {
        return x.shape().extent(0);
    }

    private Tensor each(Tensor values) {
        Shape shape = values.shape();
        return values.broadcastTo(shape.prepend(samples))
                .reshape(samples * batch(), shape.extent(-1));
    }

    /** One pass over the steps. Row k B + b is particle k of series b. */
    private final class Pass implements VrnnModel.Walk {

        private final VrnnModel model;
        private final Tensor seen;
        private final Tensor masks;
        private final Tensor values;
        private final Tensor noise;
        private final List<Tensor> e = new ArrayList<>();
        private final List<Tensor> drawn = new ArrayList<>();

        /** The particle from which each row goes on after a step; null: itself. */
        private final int @Nullable [][] parents;

        /** log w since the last resampling, [K, B], and log of the product of the means before, [B]. */
        private Tensor logWeights;

        private Tensor logMeans;

        Pass(VrnnModel model, Tensor seen, Tensor known) {
            this.model = model;
            this.seen = seen;
            this.masks = each(seen);
            this.values = each(known);
            Shape shape = Shape.of(samples * batch(), model.space().dimension());
            this.noise = x.runtime().normal(key.split("noise"), shape).cast(x.dtype());
            this.parents = new int[model.layout().steps()][];
            this.logWeights = x.runtime().zeros(Shape.of(samples, batch()), x.dtype());
            this.logMeans = x.runtime().zeros(Shape.of(batch()), x.dtype());
        }

        private void weigh(Tensor logRatio) {
            logWeights = logWeights.add(logRatio.sum(-1).reshape(samples, batch()));
        }

        @Override
        public Tensor noise(int step, Tensor state, VrnnCell.Normals prior) {
            Tensor mask = model.ofStep(masks, step);
            Tensor isProposed = (model.hasMissing() ? mask.max(-1) : mask.min(-1)).expandDims(-1);
            VrnnCell.Normals of =
                    q.ofStep(
                                    values,
                                    model.hasMissing() ? Optional.of(masks) : Optional.empty(),
                                    step,
                                    state)
                            .under(prior);
            Tensor logScale = of.logScale().mul(isProposed);
            Tensor standard = model.ofStep(noise, step);
            Tensor own = new VrnnCell.Normals(of.mean().mul(isProposed), logScale).at(standard);
            // log p(e) - log q(e)
            weigh(standard.square().sub(own.square()).mul(0.5).add(logScale));
            e.add(own);
            return own;
        }

        @Override
        public Tensor value(int step, Tensor state, Tensor z) {
            OutputDistribution of = model.cell().likelihood().of(model.cell().head(z, state));
            Tensor known = model.ofStep(values, step);
            Tensor mask = model.ofStep(masks, step);
            weigh(of.byValue(known).orElseThrow().mul(mask));
            Tensor all = known.where(mask, of.sample(key.split("x").fold(step)));
            drawn.add(all);
            return all;
        }

        @Override
        public Tensor resampled(int step, Tensor next) {
            double[] logs = logWeights.readDoubles();
            double[] starts = key.split("resampling").fold(step).uniform(batch());
            int[] rows = IntStream.range(0, logs.length).toArray();
            double[] stays = new double[batch()];
            for (int b = 0; b < batch(); b++) {
                double[] weights = weights(logs, b);
                double squares = Arrays.stream(weights).map(w -> w * w).sum();
                stays[b] = 1 / squares < 0.5 * samples ? 0 : 1;
                if (stays[b] == 0) {
                    resample(weights, starts[b], b, rows);
                }
            }
            if (Arrays.stream(stays).allMatch(stay -> stay == 1)) {
                return next;
            }
            parents[step] = rows;
            Tensor stay = x.runtime().vector(stays).cast(x.dtype());
            Tensor none = logMeans.mul(0);
            logMeans = logMeans.add(none.where(stay, ImportanceTerms.logMean(logWeights)));
            logWeights = logWeights.where(stay, none);
            return of(next, rows);
        }

        private Tensor of(Tensor values, int[] rows) {
            return values.gather(0, x.runtime().indices(rows, Shape.of(rows.length)));
        }

        /** Returns the weights of the particles of a series, which sum to 1. */
        private double[] weights(double[] logs, int b) {
            double[] own = new double[samples];
            double most = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < samples; k++) {
                own[k] = logs[k * batch() + b];
                most = Math.max(most, own[k]);
            }
            double greatest = most;
            double sum = Arrays.stream(own).map(log -> Math.exp(log - greatest)).sum();
            Arrays.setAll(own, k -> Math.exp(own[k] - greatest) / sum);
            return own;
        }

        /** Chooses particles at K equal distances along the sum of their weights. */
        private void resample(double[] weights, double start, int b, int[] rows) {
            int k = 0;
            double sum = weights[0];
            for (int i = 0; i < samples; i++) {
                while (sum < (start + i) / samples && k + 1 < samples) {
                    sum += weights[++k];
                }
                rows[i * batch() + b] = k * batch() + b;
            }
        }

        /** Goes back from the last particles to their ancestors. */
        Completions completions() {
            SeriesLayout layout = model.layout();
            Tensor all = p.ofData(logWeights.add(logMeans), x);
            double[] logs = all.readDoubles();
            int[] rows = null;
            double[] squares = new double[batch() * layout.size()];
            for (int t = layout.steps() - 1; t >= 0; t--) {
                if (t + 1 < layout.steps() && parents[t] != null) {
                    int[] before = parents[t];
                    int[] after = rows;
                    rows =
                            after == null
                                    ? before
                                    : Arrays.stream(after).map(r -> before[r]).toArray();
                }
                if (rows != null) {
                    e.set(t, of(e.get(t), rows));
                    drawn.set(t, of(drawn.get(t), rows));
                }
                for (int b = 0; b < batch(); b++) {
                    int from = b * layout.size() + t * layout.width();
                    Arrays.fill(squares, from, from + layout.width(), logSquares(logs, b, rows));
                }
            }
            Shape leading = Shape.of(samples, batch());
            return new Completions(
                    Latents.of(
                            VrnnModel.Z,
                            Tensor.concatenate(e, -1)
                                    .reshape(leading.append(model.space().dimension()))),
                    Tensor.concatenate(drawn, -1).reshape(leading.append(layout.size())),
                    all,
                    squares,
                    areFree());
        }

        private double logSquares(double[] logs, int b, int @Nullable [] rows) {
            double[] weights = weights(logs, b);
            double[] ofAncestors = new double[samples];
            double total = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < samples; k++) {
                int row = k * batch() + b;
                ofAncestors[(rows == null ? row : rows[row]) / batch()] += weights[k];
                total = LogDomain.add(total, logs[row]);
            }
            return 2 * total + Math.log(Arrays.stream(ofAncestors).map(w -> w * w).sum());
        }

        private boolean[] areFree() {
            double[] isSeen = seen.readDoubles();
            int size = model.layout().size();
            boolean[] areFree = new boolean[isSeen.length];
            for (int b = 0; b < batch(); b++) {
                boolean isFree = true;
                for (int t = model.layout().steps() - 1; t >= 0; t--) {
                    int from = b * size + t * model.layout().width();
                    int to = from + model.layout().width();
                    Arrays.fill(areFree, from, to, isFree);
                    isFree &= Arrays.stream(isSeen, from, to).allMatch(one -> one == 0);
                }
            }
            return areFree;
        }
    }
}
