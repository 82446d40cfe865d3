// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.PartChoice;

/**
 * The open unit cube (0, 1)^d, with vectors of shape [d]. Float32 values may round to 0 or 1;
 * densities are finite there. Points move on straight lines, which end at the border, so there are
 * no geodesics for Hamiltonian Monte Carlo.
 *
 * @param dimension d, at least 1
 */
public record UnitCube(int dimension) implements VectorSpace {

    public UnitCube {
        Counts.atLeastOne("dimension", dimension);
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

    @Override
    public double[] referenceVariances() {
        double[] each = new double[dimension];
        Arrays.fill(each, 1.0 / 12);
        return each;
    }

    /** {@inheritDoc} A unit moves from 0 to 1. */
    @Override
    public Optional<Walks> walks() {
        return Optional.of(
                VectorSpace.straightWalks((at, position, draws) -> at.neg().add(position)));
    }

    @Override
    public String toString() {
        return "(0, 1)^" + dimension;
    }
}
