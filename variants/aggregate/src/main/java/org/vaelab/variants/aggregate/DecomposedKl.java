// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.AggregateDraws;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The KL in three parts, each with a weight (Chen, Li, Grosse and Duvenaud 2018, equations 2 and
 * 4):
 *
 * <pre>
 *   R = w(t) [ alpha I(x; z) + beta TC(z) + gamma sum_u KL(q(z_u) || p(z_u)) ]
 *     = w(t) E[ alpha (log q(z given x) - log q(z)) + beta (log q(z) - sum_u log q(z_u))
 *               + gamma (sum_u log q(z_u) - log p(z)) ]
 * </pre>
 *
 * <p>The result is in nats, [B], for each of the K draws. q(z) = 1/N sum_n q(z given x_n) is the
 * mixture over all N training data. {@link MinibatchEstimate} estimates it from the batch; its
 * logarithm is biased. With equal weights the estimates cancel: R is log q(z given x) - log p(z),
 * the unbiased KL over draws. The units must be independent under posterior and prior.
 */
@Cites("chen2018")
@Part(
        value = DecomposedKl.NAME,
        description =
                "weights on the parts of the KL: mutual information, total correlation and the"
                        + " divergences of the units",
        paper = "Chen et al. (2018)",
        variant = DecomposedKl.NAME)
public record DecomposedKl(
        @Setting(value = "the weight of the mutual information of x and z", defaultValue = "1")
                double alpha,
        @Setting("the weight of the total correlation") double beta,
        @Setting(value = "the weight of the divergences of the units", defaultValue = "1")
                double gamma,
        @Setting(
                        value = "how a batch estimates log q(z): weighted or stratified",
                        defaultValue = "weighted")
                MinibatchEstimate estimate)
        implements RegularizerPart {

    static final String NAME = "beta-tc";

    public DecomposedKl {
        Counts.notNegative("alpha", alpha);
        Counts.notNegative("beta", beta);
        Counts.notNegative("gamma", gamma);
    }

    @Override
    public KlRegularizer create(EstimatorContext context) {
        AggregateDraws.space(context, NAME);
        return of(context.part().data().trainingSize(), context.klWeight());
    }

    /**
     * Returns R.
     *
     * @param size N, the number of training data
     * @param schedule w by step
     */
    KlRegularizer of(int size, Schedule schedule) {
        return new OfData(this, size, schedule);
    }

    /** Returns R with w = 1 for each draw, [K, B]. */
    private Tensor of(ElboTerms terms, Step step, int size) {
        LatentDraw drawn = AggregateDraws.underOnePrior(terms, step, NAME).drawn();
        Tensor z = drawn.draw().z();
        Tensor pairs = pairs(drawn, z);
        UnaryOperator<Tensor> prior = unitsOfPrior(step, drawn.name());
        Tensor logWeights = estimate.logWeights(z.runtime(), drawn.batch(), size);
        Tensor joint = pairs.sum(-1).add(logWeights).logSumExp(-1);
        Tensor units = pairs.add(logWeights.expandDims(-1)).logSumExp(-2).sum(-1);
        Tensor information = drawn.draw().logProbability().sub(joint);
        Tensor correlation = joint.sub(units);
        Tensor divergences = units.sub(prior.apply(z).sum(-1));
        return information.mul(alpha).add(correlation.mul(beta)).add(divergences.mul(gamma));
    }

    private record OfData(DecomposedKl parts, int size, Schedule schedule)
            implements KlRegularizer {

        /**
         * {@inheritDoc}
         *
         * @throws IllegalArgumentException if the posterior or the prior does not fall into units
         *     of known densities
         */
        @Override
        public Regularized of(ElboTerms terms, Step step) {
            double weight = schedule.at(step.clock().step());
            return new Regularized(parts.of(terms, step, size).mean(0).mul(weight), weight);
        }

        @Override
        public boolean isMoving(TrainingProgress clock) {
            return schedule.isMoving(clock.step());
        }

        /** Returns 2: with one datum, q(z) is its posterior. */
        @Override
        public int leastBatch() {
            return 2;
        }

        @Override
        public String toString() {
            return "the weights of its parts";
        }
    }

    /**
     * The densities of the units of every draw under every posterior of the batch, [K, B, B, U].
     */
    private static Tensor pairs(LatentDraw drawn, Tensor z) {
        Posterior q = drawn.q();
        UnaryOperator<Tensor> density =
                q.pairwiseByUnit()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                refusal()
                                                        + "the posterior, and those of "
                                                        + q.getClass().getSimpleName()
                                                        + " are not known"));
        int samples = drawn.samples();
        int batch = drawn.batch();
        Tensor points = z.reshape(z.shape().from(2).prepend(samples * batch));
        Tensor pairs = density.apply(points);
        return pairs.reshape(Shape.of(samples, batch).append(pairs.shape().from(1)));
    }

    private static UnaryOperator<Tensor> unitsOfPrior(Step step, String latent) {
        Distribution p =
                step.model().generative().prior(latent, Latents.NONE, step.batch().given());
        Optional<UnaryOperator<Tensor>> units =
                p instanceof Prior prior ? prior.byUnit() : Optional.empty();
        return units.orElseThrow(
                () ->
                        new IllegalArgumentException(
                                refusal()
                                        + "the prior, and "
                                        + p.getClass().getSimpleName()
                                        + " does not fall into independent units"));
    }

    private static String refusal() {
        return "regularizer '" + NAME + "' takes the densities of single units of ";
    }

    /**
     * How q(z), the mixture of the posteriors of all N data, is estimated from the B of a batch, at
     * a draw from the posterior of datum i of them (Chen et al. 2018):
     *
     * <pre>
     *   q(z) ~ sum_j w_ij q(z given x_j)
     * </pre>
     */
    public enum MinibatchEstimate {
        /**
         * Minibatch-weighted sampling, {@code w_ij = 1 / (N B)} (equation 3). It is too low, by the
         * factor N where all posteriors are one; the total correlation of U units is then too high
         * by (U - 1) log N, of which no gradient is left.
         */
        @JsonProperty("weighted")
        WEIGHTED {
            @Override
            double weight(int i, int j, int batch, double size) {
                return 1 / (size * batch);
            }
        },
        /**
         * Minibatch stratified sampling (appendix C.2): {@code w_ii = 1/N}, one other datum {@code
         * (N - M) / (N M)} and the rest {@code 1/M}, M = B - 1. Its mean over batches without i is
         * q(z), so that the logarithm is too low by Jensen's inequality alone.
         */
        @JsonProperty("stratified")
        STRATIFIED {
            @Override
            double weight(int i, int j, int batch, double size) {
                if (i == j) {
                    return 1 / size;
                }
                double others = batch - 1;
                boolean representative = j == (i + 1) % batch;
                return representative ? (size - others) / (size * others) : 1 / others;
            }
        };

        /** Returns the weight of datum j at a draw from the posterior of datum i. */
        abstract double weight(int i, int j, int batch, double size);

        /** Returns the logarithms of the weights, [B, B], row i at the draws of datum i. */
        Tensor logWeights(TensorRuntime runtime, int batch, int size) {
            double[] logs = new double[batch * batch];
            Arrays.setAll(logs, k -> Math.log(weight(k / batch, k % batch, batch, size)));
            return runtime.tensor(logs, Shape.of(batch, batch));
        }
    }
}
