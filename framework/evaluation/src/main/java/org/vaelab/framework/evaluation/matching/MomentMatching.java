// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.matching;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.evaluation.blocks.Reading;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Importance-weighted moment matching of the posteriors of a block of examples (Paananen et al.
 * 2021, algorithm 1, and section 3.2 for the split proposal).
 *
 * <p>S draws z of q are mapped by {@code T(z) = A z + c}. Their weights are those of a proposal
 * with density {@code q_T(T(z)) = q(z) / det A}:
 *
 * <pre>
 *   log w = log p(x, T(z)) + log det A - log q(z)
 * </pre>
 *
 * A step matches the weighted mean, then also the marginal variances, then the full covariance (if
 * S is at least 10 D). It is accepted if k-hat falls, and the mean is next again. Adaptation ends
 * if no step is accepted. The moments are those of Pareto-smoothed weights. Steps and their order
 * are those of the R package loo 2.5.1, by the authors.
 *
 * <p>The estimate then takes K fresh draws, half of them mapped, as draws of the mixture of q and
 * q_T:
 *
 * <pre>
 *   log 1/K sum_k p(x, z_k) / (a q_T(z_k) + (1 - a) q(z_k)),      a = floor(K/2) / K
 * </pre>
 *
 * The draws that found the map are not among them. Given the map, the mean of the weights is
 * unbiased for p(x), so the estimate is a lower bound of log p(x) in expectation. No weight exceeds
 * twice that of q alone (K even). The paper estimates with the draws that it adapts to, which gives
 * no bound. It also ends at the first reliable k-hat; those of draws that were adapted to are too
 * small.
 */
final class MomentMatching {

    private final LatentVariableModel model;
    private final MatchedLogLikelihood settings;
    private final Blocks blocks;
    private final LatentVectors vectors;
    private final Batch batch;
    private final JointPosterior q;

    /**
     * Infers the posteriors of a block.
     *
     * @param model prepared for many calls
     * @param blocks in which a decoder sees draws
     * @param key of the inference
     */
    MomentMatching(
            LatentVariableModel model,
            Blocks blocks,
            MatchedLogLikelihood settings,
            Batch batch,
            RandomKey key) {
        this.model = model;
        this.settings = settings;
        this.blocks = blocks;
        this.vectors = new LatentVectors(model.generative().latents());
        this.batch = batch;
        this.q = model.infer(batch, key, Phase.evaluation());
    }

    /** Returns D of the vectors that are mapped. */
    int width() {
        return vectors.width();
    }

    /** Finds the map of each example; empty if no step lowers its k-hat. */
    List<Optional<AffineMap>> adapt(RandomKey key) {
        int draws = settings.draws();
        double[][] start = vectorsOf(draws);
        double[][] logQ = new double[batch.size()][draws];
        overDraws(
                key,
                draws,
                (draw, first) -> {
                    vectors.read(draw.values(), first, start);
                    scatter(draw.logProbability().readDoubles(), first, logQ);
                });
        MomentAdaptation[] examples = new MomentAdaptation[batch.size()];
        double[][] logJoint = logJoint(start, draws);
        Arrays.setAll(
                examples,
                i -> new MomentAdaptation(settings.steps(), start[i], logQ[i], logJoint[i]));
        while (Arrays.stream(examples).anyMatch(MomentAdaptation::isOpen)) {
            double[][] candidates = new double[examples.length][];
            Arrays.setAll(candidates, i -> examples[i].candidate());
            double[][] found = logJoint(candidates, draws);
            for (int i = 0; i < examples.length; i++) {
                examples[i].judge(found[i]);
            }
        }
        return Arrays.stream(examples).map(MomentAdaptation::found).toList();
    }

    /**
     * Weighs fresh draws of the mixture of q and the mapped q.
     *
     * @param maps of each example
     * @param samples K
     */
    ImportanceWeights[] estimate(AffineMap[] maps, int samples, RandomKey key) {
        ImportanceWeights[] weights = new ImportanceWeights[batch.size()];
        Arrays.setAll(weights, i -> new ImportanceWeights(samples));
        overDraws(
                key,
                samples,
                (draw, first) -> weigh(new Split(maps, first, samples), draw, weights));
        return weights;
    }

    private void overDraws(RandomKey key, int samples, ObjIntConsumer<JointDraw> consumer) {
        int[] first = {0};
        blocks.overDraws(
                model.runtime(),
                q,
                key,
                samples,
                draw -> {
                    consumer.accept(draw, first[0]);
                    first[0] += draw.latents().get(0).samples();
                    return List.of();
                },
                () -> {});
    }

    private void weigh(Split split, JointDraw draw, ImportanceWeights[] weights) {
        int draws = draw.latents().get(0).samples();
        double[][] plain = vectorsOf(draws);
        double[][] own = new double[batch.size()][draws];
        vectors.read(draw.values(), 0, plain);
        scatter(draw.logProbability().readDoubles(), 0, own);
        double[][] drawn = split.drawn(plain);
        double[][] logJoint = logJoint(drawn, draws);
        double[][] other = vectorsOf(0);
        Arrays.setAll(other, i -> split.other(i, plain[i]));
        double[][] logOther = new double[batch.size()][draws];
        Latents others = vectors.latents(model.runtime(), other, 0, draws);
        scatter(q.logProbability(others).readDoubles(), 0, logOther);
        for (int i = 0; i < weights.length; i++) {
            for (int k = 0; k < draws; k++) {
                double proposal = split.logDensity(i, k, own[i][k], logOther[i][k]);
                weights[i].add(logJoint[i][k] - proposal);
            }
        }
    }

    private double[][] vectorsOf(int draws) {
        return new double[batch.size()][draws * vectors.width()];
    }

    /** Returns log p(x, z) of the vectors of each example. */
    private double[][] logJoint(double[][] z, int draws) {
        double[][] found = new double[batch.size()][draws];
        for (int from = 0; from < draws; from += Blocks.DRAWS) {
            int first = from;
            int to = Math.min(draws, from + Blocks.DRAWS);
            try (TensorScope scope = model.runtime().scope()) {
                Latents values = vectors.latents(model.runtime(), z, from, to);
                Tensor logPrior = model.generative().logPrior(values, batch.given());
                Reading.all(
                        blocks.decode(
                                model.generative(),
                                batch,
                                values,
                                to - from,
                                (logLikelihood, start, end) ->
                                        new Reading(
                                                logLikelihood.add(logPrior.slice(0, start, end)),
                                                all -> scatter(all, first + start, found))));
            }
        }
        return found;
    }

    private static void scatter(double[] all, int first, double[][] byExample) {
        for (int row = 0; row < all.length; row++) {
            byExample[row % byExample.length][first + row / byExample.length] = all[row];
        }
    }

    /**
     * Draws of the mixture of q and the mapped q: every second one is mapped.
     *
     * @param first the number of the first draw among all
     * @param samples K
     */
    private record Split(AffineMap[] maps, int first, int samples) {

        private boolean isMapped(int draw) {
            return (first + draw) % 2 == 1;
        }

        /** Returns the draws of the mixture. */
        double[][] drawn(double[][] plain) {
            double[][] drawn = new double[plain.length][];
            Arrays.setAll(drawn, i -> alternating(i, plain[i], maps[i].of(plain[i])));
            return drawn;
        }

        /**
         * Returns the points at which q is still to be known: mapped draws, and other draws mapped
         * back.
         */
        double[] other(int example, double[] plain) {
            AffineMap map = maps[example];
            return alternating(example, map.inverse(plain), map.of(plain));
        }

        private double[] alternating(int example, double[] even, double[] odd) {
            double[] mixed = even.clone();
            int d = maps[example].width();
            for (int k = 0; k < even.length / d; k++) {
                if (isMapped(k)) {
                    System.arraycopy(odd, k * d, mixed, k * d, d);
                }
            }
            return mixed;
        }

        /**
         * Returns the log-density of the mixture at a draw.
         *
         * @param own log q of the draw before it was mapped
         * @param other log q of {@link #other}
         */
        double logDensity(int example, int draw, double own, double other) {
            double logDeterminant = maps[example].logDeterminant();
            double plain = isMapped(draw) ? other : own;
            double mapped = (isMapped(draw) ? own : other) - logDeterminant;
            int mappedDraws = samples / 2;
            double share = mappedDraws / (double) samples;
            double first = Math.log1p(-share) + plain;
            double second = Math.log(share) + mapped;
            double larger = Math.max(first, second);
            return larger + Math.log1p(Math.exp(Math.min(first, second) - larger));
        }
    }
}
