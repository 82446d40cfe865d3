// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import java.util.stream.IntStream;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

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
public final class CovariancePenalty implements KlRegularizer {

    private final KlWeight kl;
    private final PenalisedCovariance covariance;
    private final double offDiagonal;
    private final double diagonal;

    /**
     * Creates the regulariser.
     *
     * @param kl the weight of the KL
     * @param covariance C
     * @param offDiagonal lambda_od
     * @param diagonal lambda_d
     */
    public CovariancePenalty(
            KlWeight kl, PenalisedCovariance covariance, double offDiagonal, double diagonal) {
        this.kl = kl;
        this.covariance = covariance;
        this.offDiagonal = offDiagonal;
        this.diagonal = diagonal;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the covariance is not known of such posteriors
     */
    @Override
    public Regularized of(Step step) {
        Regularized weighted = kl.of(step);
        Tensor c = covariance.of(step.terms().draw().latents().get(0).q());
        Tensor identity = identity(c);
        Tensor squares = c.sub(identity).square();
        Tensor onDiagonal = squares.mul(identity).sum();
        Tensor penalty =
                squares.sum().sub(onDiagonal).mul(offDiagonal).add(onDiagonal.mul(diagonal));
        return new Regularized(
                weighted.value().add(penalty), weighted.weight(), weighted.updates());
    }

    static Tensor identity(Tensor wide) {
        int width = wide.shape().extent(-1);
        return wide.runtime()
                .indices(IntStream.range(0, width).toArray(), Shape.of(width))
                .oneHot(width);
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
