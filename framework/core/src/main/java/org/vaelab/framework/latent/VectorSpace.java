// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Optional;
import org.vaelab.framework.latent.Walks.GeodesicWalks;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A space of vectors of d numbers, of shape [d], each of which is a unit: R^d or a part of it. By
 * default points move on straight lines.
 */
public interface VectorSpace extends LatentSpace {

    /** Returns d, the number of coordinates. */
    int dimension();

    @Override
    default Shape eventShape() {
        return Shape.of(dimension());
    }

    /** {@inheritDoc} Here it is the volume. */
    @Override
    default BaseMeasure measure() {
        return BaseMeasure.LEBESGUE;
    }

    /** {@inheritDoc} Here they are the coordinates. */
    @Override
    default Optional<RankedUnits> rankedUnits() {
        return Optional.of(RankedUnits.coordinates(dimension()));
    }

    /** {@inheritDoc} Here it is the length of the straight line. */
    @Override
    default Optional<Tensor> distance(Tensor from, Tensor to) {
        return Optional.of(to.sub(from).square().sum(-1).sqrt());
    }

    /** {@inheritDoc} Here they are straight lines, also where no geodesics are known. */
    @Override
    default Optional<Walks> walks() {
        return Optional.of(straightWalks(GeodesicWalks.deviations()));
    }

    /** Returns walks on straight lines, with a range of each unit. */
    static Walks straightWalks(GeodesicWalks.Reach reach) {
        return new GeodesicWalks(new Euclidean.StraightLines(), reach);
    }
}
