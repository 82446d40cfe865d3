// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.AggregateDraws;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * The KL, plus the maximum mean discrepancy of the aggregate posterior from the prior (Zhao, Song
 * and Ermon 2019, equation 6; Tolstikhin et al. 2018, algorithm 2):
 *
 * <pre>
 *   R = (1 - alpha) w(t) KL + (alpha + lambda - 1) MMD(q(z), p(z))
 *   MMD = 1/(B(B-1)) sum_{i != j} [ k(z_i, z_j) + k(y_i, y_j) ] - 2/B^2 sum_ij k(z_i, y_j)
 * </pre>
 *
 * <p>z_i is a draw from the posterior of each of B data. The B draws y from the prior are new at
 * each step. With K draws per datum, the result is the mean of the K statistics. The statistic has
 * no unit. It is an unbiased estimate of the squared distance of the mean embeddings, so it can be
 * negative (Gretton et al. 2012, equation 3). Its q(z) is the mixture over all data, as no batch
 * holds a datum twice.
 *
 * <p>The weight w of training multiplies the KL alone. The prior's draws pass no gradient, so a
 * prior learns from the KL only. A learned prior without a KL is rejected.
 *
 * @param kl the weight of the KL, (1 - alpha) w
 * @param weight of the discrepancy
 * @param kernel k
 * @param scale of the kernel
 */
public record MeanDiscrepancy(KlWeight kl, double weight, Kernel kernel, double scale)
        implements KlRegularizer {

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the draws are of a relaxation, or the prior would learn
     *     nothing
     */
    @Override
    public Regularized of(ElboTerms terms, Step step) {
        AggregateDraws draws = AggregateDraws.underOnePrior(terms, step, Settings.NAME);
        draws.requireComparable();
        if (isWithoutKl()) {
            draws.requireNoLearnedPrior("with alpha: 1 ", "set alpha below 1, ");
        }
        Regularized weighted = kl.of(terms, step);
        Tensor discrepancy = of(draws.values(), draws.ofPrior().expandDims(0)).mean().mul(weight);
        Tensor value = isWithoutKl() ? discrepancy : weighted.value().add(discrepancy);
        return new Regularized(value, weighted.weight(), weighted.updates());
    }

    private boolean isWithoutKl() {
        return kl.schedule().equals(Schedule.constant(0));
    }

    /** Returns whether the KL is in the loss. Without it, the draws need no density. */
    @Override
    public boolean needsDensity() {
        return !isWithoutKl();
    }

    /**
     * Returns the statistic of two samples of one size.
     *
     * @param x [..., B, D]
     * @param y [..., B, D], leading axes of the one broadcast with those of the other
     * @return of the leading axes
     */
    Tensor of(Tensor x, Tensor y) {
        return within(x).add(within(y)).sub(kernels(x, y).mean(-2, -1).mul(2));
    }

    /** The mean over pairs of different points; the others have the kernel 1. */
    private Tensor within(Tensor x) {
        double size = x.shape().extent(-2);
        return kernels(x, x).sum(-2, -1).sub(size).mul(1 / (size * (size - 1)));
    }

    private Tensor kernels(Tensor x, Tensor y) {
        Tensor differences = x.expandDims(-2).sub(y.expandDims(-3));
        return kernel.of(differences.square().sum(-1), scale);
    }

    @Override
    public boolean isMoving(TrainingProgress clock) {
        return kl.isMoving(clock);
    }

    /** Returns 2: one draw has no pairs. */
    @Override
    public int leastBatch() {
        return 2;
    }

    @Override
    public String toString() {
        return "a maximum mean discrepancy";
    }

    /** How alike two points are, from 0 to 1, by their distance and a scale C. */
    public enum Kernel {
        /**
         * {@code C / (C + |x - y|^2)}, whose tails are heavy (Tolstikhin et al. 2018, section 4).
         */
        @JsonProperty("inverse-multiquadratic")
        INVERSE_MULTIQUADRATIC {
            @Override
            Tensor of(Tensor squaredDistance, double scale) {
                return squaredDistance.add(scale).reciprocal().mul(scale);
            }
        },
        /** {@code exp(-|x - y|^2 / C)}. */
        @JsonProperty("rbf")
        RBF {
            @Override
            Tensor of(Tensor squaredDistance, double scale) {
                return squaredDistance.div(-scale).exp();
            }
        };

        /** Returns the values at squared distances; 1 at the distance 0. */
        abstract Tensor of(Tensor squaredDistance, double scale);
    }

    /**
     * The regulariser that draws the aggregate posterior towards the prior by a kernel: InfoVAE.
     */
    @Cites({"zhao2019", "tolstikhin2018"})
    @Part(
            value = Settings.NAME,
            description =
                    "the maximum mean discrepancy of q(z) from the prior, with or without the KL",
            paper = "Zhao et al. (2019), Tolstikhin et al. (2018)",
            variant = Settings.NAME)
    public record Settings(
            @Setting(value = "the KL has weight 1 - alpha; at most 1: no KL", defaultValue = "1")
                    double alpha,
            @Setting("the discrepancy has weight alpha + lambda - 1, which must be above 0")
                    double lambda,
            @Setting(
                            value = "its kernel: inverse-multiquadratic or rbf",
                            defaultValue = "inverse-multiquadratic")
                    MeanDiscrepancy.Kernel kernel,
            @Setting(
                            "C, the scale of squared distances; default the mean squared distance of"
                                    + " two draws from the reference prior, 2 d in R^d and 2 on a sphere")
                    @Nullable Double scale)
            implements RegularizerPart {

        static final String NAME = "mmd";

        public Settings {
            if (!(alpha <= 1 && alpha > Double.NEGATIVE_INFINITY)) {
                throw new SettingException(
                        "alpha",
                        "must be at most 1, is " + alpha + ": the KL has weight 1 - alpha");
            }
            double weight = alpha + lambda - 1;
            if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new SettingException(
                        "lambda",
                        ("must be finite and above 1 - alpha = %s, is %s: the"
                                        + " discrepancy has weight alpha + lambda - 1")
                                .formatted(1 - alpha, lambda));
            }
            if (scale != null) {
                Counts.positive("scale", scale);
            }
        }

        @Override
        public KlRegularizer create(EstimatorContext context) {
            LatentSpace space = AggregateDraws.space(context, NAME);
            if (space.measure().countsPoints()) {
                throw new IllegalArgumentException(
                        "regularizer '%s' compares draws in a space without steps, not in %s"
                                .formatted(NAME, space));
            }
            Schedule training = context.klWeight();
            if (alpha == 1 && !training.equals(Schedule.constant(1))) {
                throw new IllegalArgumentException(
                        "training.klWeight and training.warmup weigh the KL, of which alpha: 1 leaves"
                                + " nothing in the loss\nleave them out for this model: training:"
                                + " {klWeight: 1, warmup: 0}; or set alpha below 1");
            }
            return new MeanDiscrepancy(
                    new KlWeight(training.times(1 - alpha)),
                    alpha + lambda - 1,
                    kernel,
                    scale == null ? scale(space) : scale);
        }

        private static double scale(LatentSpace space) {
            if (space instanceof Euclidean euclidean) {
                return 2.0 * euclidean.dimension();
            }
            if (space instanceof Sphere) {
                return 2;
            }
            throw new IllegalArgumentException(
                    "regularizer '"
                            + NAME
                            + "' has a scale of its own in R^d and on spheres; set scale for "
                            + space
                            + ", for example to the mean squared distance of two draws from the prior");
        }
    }
}
