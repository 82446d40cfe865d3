// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.PairwiseLogDensity;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A distribution of a latent variable for each of R rows, from which can be drawn: q(z given x) of
 * the B examples of a batch, or a learned conditional p(z given its parents).
 */
public interface Posterior extends Distribution {

    /**
     * Draws K independent values per row.
     *
     * @param key the same key gives the same noise
     * @param samples K, at least 1
     */
    Draw draw(RandomKey key, int samples);

    /**
     * Returns the log-density of each value under the distribution of its row, in nats.
     *
     * @param z [K, R, event]
     * @return [K, R]
     */
    @Override
    Tensor logProbability(Tensor z);

    /**
     * Returns a point estimate: the mean in a vector space, if it is known, the mean direction on
     * a sphere, the probabilities of categories.
     *
     * @return [R, event]
     */
    Tensor location();

    /**
     * Returns E[z], coordinate by coordinate, where it is known in closed form: by default the
     * location, which it is in a vector space and of unit vectors of categories. Elsewhere it need
     * not lie in the space: on a sphere it is the mean direction times a length between 0 and 1.
     *
     * @return [R, event], NaN where there is no expectation; empty if only draws tell
     */
    default Optional<Tensor> expectation() {
        return Optional.of(location());
    }

    /**
     * Returns the distribution of each missing value of x given the observed ones, where it is a
     * Normal that is known. By default empty.
     */
    default Optional<MissingValues> missingValues() {
        return Optional.empty();
    }

    /**
     * Normals of missing values of x.
     *
     * @param mean one for each value of x, [B, D]
     * @param variance of missing values; others have no meaning, [B, D]
     */
    record MissingValues(Tensor mean, Tensor variance) {}

    /** Returns how {@link #draw} passes gradients. */
    GradientKind gradient();

    /**
     * Returns whether this is a point mass. All draws of a row are then equal: importance weighting
     * adds nothing to the bound, and a mean over draws is exact.
     */
    default boolean isPointMass() {
        return false;
    }

    /**
     * Returns whether the K draws of a row are independent. Draws that share out the components of
     * a mixture are not: each has the distribution q, but the others tell something of it. By
     * default they are.
     */
    default boolean drawsIndependently() {
        return true;
    }

    /**
     * Returns whether the density is known: by default it is, and the probability of a discrete
     * point mass too. Without it there is no divergence and no bound.
     */
    default boolean hasDensity() {
        return true;
    }

    /**
     * Returns the entropy {@code -E[log q(z)]} of each row in nats, [R], where it is known in
     * closed form: by default it is not. Of a relaxation it would be that of the relaxed density.
     */
    default Optional<Tensor> entropy() {
        return Optional.empty();
    }

    /** Returns the densities of points under every row; by default by giving each point to each. */
    default PairwiseLogDensity pairwise() {
        Shape location = location().shape();
        int rows = location.extent(0);
        Shape event = location.from(1);
        return z -> {
            int points = z.shape().extent(0);
            Tensor repeated =
                    z.reshape(Shape.of(points, 1).append(event))
                            .broadcastTo(Shape.of(points, rows).append(event));
            return logProbability(repeated);
        };
    }

    /**
     * Returns numbers that show how training goes, by name in lower camel case, such as a mean
     * concentration. The health monitor reads them on a few training examples. A number may be NaN
     * where it says nothing. The default is none.
     *
     * @param draw values drawn from this distribution
     */
    default Map<String, Double> signals(Draw draw) {
        return Map.of();
    }

    /**
     * Returns the log-densities of single units of points under every row, if the units of z, such
     * as its coordinates, are independent given x. They map points [N, event] to nats [N, R, U],
     * and sum over the units to {@link #pairwise}. The default is empty.
     */
    default Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
        return Optional.empty();
    }
}
