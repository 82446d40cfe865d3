// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The KL, plus a penalty on the difference of a covariance C from the identity (Kumar, Sattigeri
 * and Balakrishnan 2018, equations 6 and 7):
 *
 * <pre>
 *   R = w(t) KL + lambda_od sum_{i != j} C_ij^2 + lambda_d sum_i (C_ii - 1)^2
 * </pre>
 *
 * <p>C is the covariance over the batch, without Bessel's correction. So the mean of C^2 over
 * batches exceeds the squared mean by the variance of C, which falls as 1/B. The weight w of
 * training multiplies the KL alone.
 */
@Cites("kumar2018")
@Part(
        value = CovariancePenalty.NAME,
        description =
                "a penalty on the covariance of the posterior means, or of q(z), beside the KL",
        paper = "Kumar et al. (2018)",
        variant = CovariancePenalty.NAME)
public record CovariancePenalty(
        @Setting(
                        value =
                                "which covariance: means for that of the posterior means"
                                        + " (DIP-VAE-I), aggregate for that of q(z) (DIP-VAE-II)",
                        defaultValue = "means")
                Covariance covariance,
        @Setting("lambda_od, the weight of the squares beside the diagonal") double offDiagonal,
        @Setting(
                        "lambda_d, the weight of the squares of the diagonal less 1; by default 10"
                                + " lambda_od for means, lambda_od for aggregate")
                @Nullable Double diagonal)
        implements RegularizerPart {

    static final String NAME = "dip";

    public CovariancePenalty {
        Counts.notNegative("offDiagonal", offDiagonal);
        diagonal =
                Counts.notNegative(
                        "diagonal",
                        diagonal == null ? covariance.publishedRatio() * offDiagonal : diagonal);
    }

    @Override
    public KlRegularizer create(EstimatorContext context) {
        context.space(Euclidean.class, "regularizer '" + NAME + "'");
        return beside(new KlWeight(context.klWeight()));
    }

    /**
     * Returns R.
     *
     * @param kl the KL with its weight
     */
    KlRegularizer beside(KlWeight kl) {
        return new Penalised(kl, this);
    }

    private Tensor of(Posterior q) {
        Tensor c = covariance.of(q);
        Tensor identity = identity(c);
        Tensor squares = c.sub(identity).square();
        Tensor onDiagonal = squares.mul(identity).sum();
        return squares.sum()
                .sub(onDiagonal)
                .mul(offDiagonal)
                .add(onDiagonal.mul(Objects.requireNonNull(diagonal, "filled in")));
    }

    private record Penalised(KlWeight kl, CovariancePenalty penalty) implements KlRegularizer {

        /**
         * {@inheritDoc}
         *
         * @throws IllegalArgumentException if the covariance is not known of such posteriors
         */
        @Override
        public Regularized of(ElboTerms terms, Step step) {
            Regularized weighted = kl.of(terms, step);
            Tensor value = weighted.value().add(penalty.of(terms.draw().latents().get(0).q()));
            return new Regularized(value, weighted.weight(), weighted.updates());
        }

        @Override
        public boolean isMoving(TrainingProgress clock) {
            return kl.isMoving(clock);
        }

        /** Returns 2: one datum has no covariance. */
        @Override
        public int leastBatch() {
            return 2;
        }

        @Override
        public String toString() {
            return "a penalty on a covariance";
        }
    }

    static Tensor identity(Tensor wide) {
        int width = wide.shape().extent(-1);
        return wide.runtime()
                .indices(IntStream.range(0, width).toArray(), Shape.of(width))
                .oneHot(width);
    }

    /** Which covariance {@link CovariancePenalty} draws towards the identity. */
    public enum Covariance {
        /** Cov_x E[z given x], that of the means of the posteriors: DIP-VAE-I. */
        @JsonProperty("means")
        MEANS {
            @Override
            Tensor of(Posterior q) {
                return ofMeans(q);
            }

            @Override
            double publishedRatio() {
                return 10;
            }
        },
        /**
         * That of the aggregate posterior, {@code Cov_x E[z given x] + E_x Cov[z given x]}, of
         * posteriors that are diagonal Normals: DIP-VAE-II.
         */
        @JsonProperty("aggregate")
        AGGREGATE {
            @Override
            Tensor of(Posterior q) {
                if (!(q instanceof IndependentNormal normal)) {
                    throw new IllegalArgumentException(
                            "regularizer '"
                                    + NAME
                                    + "' knows the covariance of q(z) of diagonal Normals, not of "
                                    + q.getClass().getSimpleName()
                                    + "\nset covariance: means");
                }
                Tensor variances = normal.logVariance().exp().mean(0);
                return ofMeans(q).add(CovariancePenalty.identity(variances).mul(variances));
            }

            @Override
            double publishedRatio() {
                return 1;
            }
        };

        /**
         * Returns the covariance of a batch, [D, D].
         *
         * @throws IllegalArgumentException if it is not known of such posteriors
         */
        abstract Tensor of(Posterior q);

        /** Returns lambda_d / lambda_od as published. */
        abstract double publishedRatio();

        /** {@code 1/B sum_b mu_b mu_b' - mu mu'}, mu the mean over the batch. */
        private static Tensor ofMeans(Posterior q) {
            Tensor means =
                    q.expectation()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "regularizer '"
                                                            + NAME
                                                            + "' takes the mean of each posterior,"
                                                            + " and that of "
                                                            + q.getClass().getSimpleName()
                                                            + " is not known"));
            Tensor centred = means.sub(means.mean(0));
            return centred.transpose().matmul(centred).div(means.shape().extent(0));
        }
    }
}
