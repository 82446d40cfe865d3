// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Optional;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * The unit sphere S^{d-1} in R^d, with unit vectors of shape [d]. Its dimension is d - 1: {@link
 * #ofDimension}(10) is S^10, whose points have 11 coordinates.
 *
 * @param ambient d, at least 2
 */
public record Sphere(int ambient) implements LatentSpace {

    /** Checks the number of coordinates. */
    public Sphere {
        if (ambient < 2) {
            throw new IllegalArgumentException(
                    "the sphere in R^d needs d >= 2 coordinates, not " + ambient);
        }
    }

    /**
     * Returns the sphere of a dimension.
     *
     * @param dimension d - 1, at least 1
     */
    public static Sphere ofDimension(int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException(
                    "the dimension of a sphere must be at least 1, is " + dimension);
        }
        return new Sphere(Math.addExact(dimension, 1));
    }

    /** Returns d - 1. */
    public int dimension() {
        return ambient - 1;
    }

    /** Returns the logarithm of the surface, {@code 2 pi^{d/2} / Gamma(d/2)}. */
    public double logSurface() {
        return Math.log(2)
                + 0.5 * ambient * Math.log(Math.PI)
                - GammaFunctions.logGamma(0.5 * ambient);
    }

    @Override
    public Shape eventShape() {
        return Shape.of(ambient);
    }

    @Override
    public BaseMeasure measure() {
        return BaseMeasure.SPHERE_SURFACE;
    }

    /**
     * Gives a network sqrt d z, whose coordinates have the variance 1 under the uniform distribution,
     * as those of a standard Normal have: in many dimensions it starts from inputs of a size that it
     * can use.
     */
    @Override
    public NetworkInput networkInput() {
        return NetworkInput.of(ambient, z -> z.mul(Math.sqrt(ambient)));
    }

    /** Returns the uniform distribution. */
    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("uniform-sphere");
    }

    /** Returns great circles. */
    @Override
    public Optional<Geodesics> geodesics() {
        return Optional.of(new GreatCircles());
    }

    /**
     * {@code z cos a + v sin(a) / |v|} with the velocity {@code v cos a - |v| z sin a}, a = |v| t
     * (Byrne and Girolami 2013, section 4.1). What rounding adds off the sphere is taken away again.
     */
    private record GreatCircles() implements Geodesics {

        /** A speed below which a sine is its argument, and whose quotients are finite. */
        private static final double STILL = 1e-30;

        @Override
        public Tensor tangent(Tensor z, Tensor vectors) {
            return vectors.sub(z.mul(vectors.mul(z).sum(-1).expandDims(-1)));
        }

        @Override
        public Motion move(Motion start, Tensor time) {
            Tensor z = start.z();
            Tensor velocity = start.velocity();
            Tensor speed = velocity.square().sum(-1).sqrt().maximum(STILL).expandDims(-1);
            Tensor angle = speed.mul(time.expandDims(-1));
            Tensor cosine = angle.cos();
            Tensor sine = angle.sin();
            Tensor end = unit(z.mul(cosine).add(velocity.mul(sine.div(speed))));
            Tensor turned = velocity.mul(cosine).sub(z.mul(sine.mul(speed)));
            return new Motion(end, tangent(end, turned));
        }

        private static Tensor unit(Tensor vectors) {
            return vectors.div(vectors.square().sum(-1).sqrt().expandDims(-1));
        }
    }

    /** Returns {@code S^10} for the sphere in R^11. */
    @Override
    public String toString() {
        return "S^" + dimension();
    }
}
