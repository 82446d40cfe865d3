// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.tensor.Tensor;

/**
 * How noise e is led to a value x: the curve {@code z(t)} with {@code z(noise()) = e} and {@code
 * z(data()) = x}. The mean velocity of the curves through z at the time t is the velocity of a flow
 * that takes the distribution of noise to that of the values (Lipman et al. 2023, theorem 1).
 */
sealed interface ProbabilityPath {

    /** Returns the time at which there is noise alone. */
    double noise();

    /** Returns the time of the values. */
    double data();

    /** Returns the time of a training example from a number that is uniform on (0, 1). */
    double time(double uniform);

    /**
     * Returns points of the curves, with their velocities.
     *
     * @param noise e, [N, n]
     * @param x [N, n]
     * @param times [N]
     */
    Geodesics.Motion at(Tensor noise, Tensor x, Tensor times);

    /**
     * Geodesics at constant speed from t = 0 to 1, and times that are uniform. On R^d it is {@code
     * (1 - t) e + t x}, the path of optimal transport without noise at its end (Lipman et al. 2023,
     * example II). On other spaces it is that of Chen and Lipman (2024, equation 15).
     */
    record Geodesic(Geodesics geodesics) implements ProbabilityPath {

        @Override
        public double noise() {
            return 0;
        }

        @Override
        public double data() {
            return 1;
        }

        @Override
        public double time(double uniform) {
            return uniform;
        }

        @Override
        public Geodesics.Motion at(Tensor noise, Tensor x, Tensor times) {
            Tensor velocity = geodesics.velocity(noise, x);
            return geodesics.move(new Geodesics.Motion(noise, velocity), times);
        }
    }

    /**
     * The variance-preserving diffusion on R^d, in the time t = arcsin of the deviation of its
     * noise:
     *
     * <pre>
     *   z = cos t x + sin t e,   dz/dt = -sin t x + cos t e,   t from pi/2 (noise) to arcsin s (values)
     * </pre>
     *
     * <p>A schedule beta of the equation {@code dz = -beta/2 z + sqrt beta dw} only chooses another
     * time: flow and density are the same. Times are uniform. The squared error of the velocity is
     * that of the noise, weighted by {@code 1 / cos^2 t}. LSGM has other weights (Vahdat et al.
     * 2021, table 1); the minimum is the same for all.
     *
     * @param leastNoise s
     */
    record Diffusing(double leastNoise) implements ProbabilityPath {

        @Override
        public double noise() {
            return Math.PI / 2;
        }

        @Override
        public double data() {
            return Math.asin(leastNoise);
        }

        @Override
        public double time(double uniform) {
            return noise() + uniform * (data() - noise());
        }

        @Override
        public Geodesics.Motion at(Tensor noise, Tensor x, Tensor times) {
            Tensor sine = times.sin().expandDims(-1);
            Tensor cosine = times.cos().expandDims(-1);
            return new Geodesics.Motion(
                    x.mul(cosine).add(noise.mul(sine)), noise.mul(cosine).sub(x.mul(sine)));
        }
    }
}
