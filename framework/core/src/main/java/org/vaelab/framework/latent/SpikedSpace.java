// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Arrays;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.PartChoice;

/**
 * Vectors of R^d, of shape [d], whose coordinates may be 0 exactly. The measure of each coordinate
 * is the length plus a point mass of 1 at 0: a density at 0 is a probability, elsewhere one per
 * length.
 *
 * @param dimension d, at least 1
 */
public record SpikedSpace(int dimension) implements VectorSpace {

    public SpikedSpace {
        Counts.atLeastOne("dimension", dimension);
    }

    @Override
    public BaseMeasure measure() {
        return BaseMeasure.MIXED;
    }

    @Override
    public boolean containsMeans() {
        return true;
    }

    /**
     * {@inheritDoc} A coordinate of the reference prior is 0 or from N(0, 1), with probability 1/2
     * each.
     */
    @Override
    public double[] referenceVariances() {
        double[] halves = new double[dimension];
        Arrays.fill(halves, 0.5);
        return halves;
    }

    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("spike-and-slab");
    }

    @Override
    public String toString() {
        return "({0} u R)^" + dimension;
    }
}
