// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import java.util.Optional;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.GeodesicWalks;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.RankedUnits;
import org.vaelab.framework.latent.Walks;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * The open unit cube (0, 1)^d, with vectors of shape [d]. Float32 values may round to 0 or 1; densities
 * are finite there. Points move on straight lines, which end at the border, so there are no geodesics for
 * Hamiltonian Monte Carlo.
 *
 * @param dimension d, at least 1
 */
record UnitCube(int dimension) implements LatentSpace {

    UnitCube {
        Counts.atLeastOne("dimension", dimension);
    }

    @Override
    public Shape eventShape() {
        return Shape.of(dimension);
    }

    @Override
    public BaseMeasure measure() {
        return BaseMeasure.LEBESGUE;
    }

    @Override
    public boolean containsMeans() {
        return true;
    }

    /** {@inheritDoc} Without settings it is uniform. */
    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("beta");
    }

    /** {@inheritDoc} Here they are the coordinates. */
    @Override
    public Optional<RankedUnits> rankedUnits() {
        return Optional.of(RankedUnits.coordinates(dimension));
    }

    /** {@inheritDoc} Here it is the length of the straight line. */
    @Override
    public Optional<Tensor> distance(Tensor from, Tensor to) {
        return new Euclidean(dimension).distance(from, to);
    }

    /** {@inheritDoc} Here they are straight lines; a unit moves from 0 to 1. */
    @Override
    public Optional<Walks> walks() {
        return new Euclidean(dimension)
                .geodesics()
                .map(g -> new GeodesicWalks(g, (at, position, draws) -> at.neg().add(position)));
    }

    @Override
    public String toString() {
        return "(0, 1)^" + dimension;
    }
}
