// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.cube;

import java.util.Arrays;
import java.util.Collections;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.IntegrationRule;

/** The open unit cube (0, 1)^d. */
public record UnitCube(int dimension) implements LatentSpace {

    @Override
    public Shape eventShape() {
        return Shape.of(dimension);
    }

    @Override
    public BaseMeasure measure() {
        return BaseMeasure.LEBESGUE;
    }

    @Override
    public NetworkInput networkInput() {
        return NetworkInput.of(dimension, z -> z);
    }

    @Override
    public double[] referenceVariances() {
        double[] each = new double[dimension];
        Arrays.fill(each, 1.0 / 12);
        return each;
    }

    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("uniform-cube");
    }

    /** Returns how contracts integrate over the cube. */
    public IntegrationRule rule() {
        return IntegrationRule.product(
                Collections.nCopies(dimension, IntegrationRule.interval(0, 1)));
    }
}
