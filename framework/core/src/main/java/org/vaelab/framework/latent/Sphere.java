// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.latent.Walks.GeodesicWalks;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The unit sphere S^{d-1} in R^d, with unit vectors of shape [d]. Its dimension is d - 1: {@link
 * #ofDimension}(10) is S^10, whose points have 11 coordinates.
 *
 * @param ambient d, at least 2
 */
public record Sphere(int ambient) implements LatentSpace {

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
     * Gives a network sqrt d z. Its coordinates have variance 1 under the uniform distribution, as
     * those of a standard Normal have, so inputs are not too small in many dimensions.
     */
    @Override
    public NetworkInput networkInput() {
        return NetworkInput.linear(ambient, z -> z.mul(Math.sqrt(ambient)));
    }

    @Override
    public int degreesOfFreedom() {
        return dimension();
    }

    @Override
    public double[] referenceVariances() {
        double[] each = new double[ambient];
        Arrays.fill(each, 1.0 / ambient);
        return each;
    }

    /** {@inheritDoc} Here they are coordinates of unit vectors. */
    @Override
    public TableColumns columns(String name, boolean exact) {
        List<String> names = TableColumns.numbered(name, ambient);
        return new TableColumns(names, z -> z, CodeGeometry.SPHERE);
    }

    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("uniform-sphere");
    }

    /** {@inheritDoc} Here it is one number, the cosine to the mean direction of the reference. */
    @Override
    public Optional<RankedUnits> rankedUnits() {
        return Optional.of(new Cosine());
    }

    /** The cosine to the mean direction of reference draws. */
    private record Cosine() implements RankedUnits {

        @Override
        public List<Unit> units(String name) {
            return List.of(new Unit(name + ".cosine", true));
        }

        @Override
        public Tensor of(Tensor z, Tensor reference) {
            Tensor mean = reference.mean(0);
            Tensor length = mean.square().sum(-1).sqrt().maximum(1e-30).expandDims(-1);
            return z.mul(mean.div(length)).sum(-1).expandDims(-1);
        }
    }

    @Override
    public Optional<Geodesics> geodesics() {
        return Optional.of(new GreatCircles());
    }

    /**
     * {@inheritDoc} A unit moves from one end of its axis to the other, on the half circle through
     * the point. Its coordinate is the sine of angles from -pi/2 to pi/2. The others keep their
     * ratios.
     */
    @Override
    public Optional<Walks> walks() {
        return geodesics().map(g -> new GeodesicWalks(g, Sphere::angles));
    }

    /** The ways on a half circle; a position of 1/2 is the equator. */
    private static Tensor angles(Tensor coordinates, double position, double[] draws) {
        double target = Math.PI * (position - 0.5);
        double[] angles = coordinates.readDoubles();
        for (int i = 0; i < angles.length; i++) {
            angles[i] = target - Math.asin(Math.max(-1, Math.min(1, angles[i])));
        }
        return coordinates.runtime().tensor(angles, coordinates.shape()).cast(coordinates.dtype());
    }

    /**
     * {@code z cos a + v sin(a) / |v|} with the velocity {@code v cos a - |v| z sin a}, a = |v| t
     * (Byrne and Girolami 2013, section 4.1). What rounding adds off the sphere is taken away
     * again.
     */
    private record GreatCircles() implements Geodesics {

        /** A speed below which a sine is its argument, and whose quotients are finite. */
        private static final double STILL = 1e-30;

        /**
         * A sine below which points are the same, or opposite, as far as rounding lets one tell.
         */
        private static final double SAME = 1e-7;

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

        /** For opposite points, the path goes towards the axis that is farthest from both. */
        @Override
        public Tensor velocity(Tensor from, Tensor to) {
            Tensor direct = tangent(from, to);
            Tensor sine = direct.square().sum(-1).sqrt();
            Tensor cosine = from.mul(to).sum(-1);
            int coordinates = from.shape().extent(-1);
            Tensor axis = from.abs().neg().argMax(-1).oneHot(coordinates).cast(from.dtype());
            Tensor isOpposite = sine.lt(SAME).mul(cosine.lt(0)).expandDims(-1);
            Tensor way = tangent(from, axis).where(isOpposite.broadcastTo(from.shape()), direct);
            Tensor length = way.square().sum(-1).sqrt().maximum(STILL);
            return way.mul(angle(sine, cosine).div(length).expandDims(-1));
        }

        /** {@code -(d - 1) z}. */
        @Override
        public Tensor curvature(Tensor z) {
            return z.mul(1 - z.shape().extent(-1));
        }

        private static Tensor angle(Tensor sine, Tensor cosine) {
            double[] angles = sine.readDoubles();
            double[] cosines = cosine.readDoubles();
            for (int i = 0; i < angles.length; i++) {
                angles[i] = Math.atan2(angles[i], cosines[i]);
            }
            return sine.runtime().tensor(angles, sine.shape()).cast(sine.dtype());
        }

        private static Tensor unit(Tensor vectors) {
            return vectors.div(vectors.square().sum(-1).sqrt().expandDims(-1));
        }
    }

    @Override
    public String toString() {
        return "S^" + dimension();
    }
}
