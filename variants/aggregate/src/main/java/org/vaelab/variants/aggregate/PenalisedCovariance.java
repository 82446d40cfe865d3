// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.tensor.Tensor;

/** The covariance that {@link CovariancePenalty} draws towards the identity. */
public enum PenalisedCovariance {
    /** {@code Cov_x E[z given x]}, the covariance of the posterior means: DIP-VAE-I. */
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
     * {@code Cov_x E[z given x] + E_x Cov[z given x]}, the covariance of the aggregate posterior,
     * for diagonal Normals: DIP-VAE-II.
     */
    @JsonProperty("aggregate")
    AGGREGATE {
        @Override
        Tensor of(Posterior q) {
            if (!(q instanceof IndependentNormal normal)) {
                throw new IllegalArgumentException(
                        "variant '"
                                + DipVariant.NAME
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
                                                "variant '"
                                                        + DipVariant.NAME
                                                        + "' takes the mean of each posterior, and"
                                                        + " that of "
                                                        + q.getClass().getSimpleName()
                                                        + " is not known"));
        Tensor centred = means.sub(means.mean(0));
        return centred.transpose().matmul(centred).div(means.shape().extent(0));
    }
}
