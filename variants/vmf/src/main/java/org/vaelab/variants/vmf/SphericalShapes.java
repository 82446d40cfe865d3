// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.tensor.Tensor;

/** Network outputs and shapes of distributions around a mean direction. */
final class SphericalShapes {

    private SphericalShapes() {}

    /** A vector whose direction is the mean direction, and the concentration over sqrt d. */
    static Head head(Sphere space) {
        return Head.of(
                Head.real("meanDirection", space.ambient()), Head.positive("concentration", 1));
    }

    static Tensor meanDirection(List<Tensor> parameters) {
        return MeanDirection.of(parameters.get(0));
    }

    /**
     * Returns the concentration, [B]: the network output times sqrt d.
     *
     * <p>The divergence of a small concentration from the uniform distribution is kappa^2 / 2d.
     * With the factor, an untrained network starts at about (log 2)^2 / 2 = 0.24 nats on every
     * sphere.
     */
    static Tensor concentration(Sphere space, List<Tensor> parameters) {
        Tensor column = parameters.get(1);
        return column.reshape(column.shape().range(0, -1)).mul(Math.sqrt(space.ambient()));
    }

    static Map<String, Tensor> numbers(Tensor meanDirection, Tensor concentration) {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("meanDirection", meanDirection);
        numbers.put("concentration", concentration);
        return numbers;
    }

    /** Returns the sphere of mean directions [B, d] that go with concentrations [B]. */
    static Sphere space(Tensor meanDirection, Tensor concentration) {
        if (meanDirection.shape().rank() != 2
                || !meanDirection.shape().range(0, 1).equals(concentration.shape())) {
            throw new IllegalArgumentException(
                    "mean direction "
                            + meanDirection.shape()
                            + " and concentration "
                            + concentration.shape()
                            + " are not [B, d] and [B]");
        }
        return new Sphere(meanDirection.shape().extent(1));
    }
}
