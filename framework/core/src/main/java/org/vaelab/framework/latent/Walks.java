// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.latent.Geodesics.Motion;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Interpolations between latent values, and traversals: one unit takes its possible values while
 * the others stay. Decoded, they show what a latent space has learned.
 */
public interface Walks {

    /**
     * Interpolates between values. The first step is the start, the last the end.
     *
     * @param from [N, event]
     * @param to [N, event]
     * @param steps K, at least 2
     * @return [K, N, event]
     */
    Tensor between(Tensor from, Tensor to, int steps);

    /**
     * Traverses one unit of {@link LatentSpace#units}. The rest of each value stays, as far as the
     * space allows.
     *
     * @param z [N, event]
     * @param steps K, at least 2: the number of values of a continuous unit
     * @param draws of the prior, [M, event]; in an unbounded space they determine the range
     * @return [K, N, event]; of a unit with k values [k, N, event]
     */
    Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws);

    /**
     * Returns how far each step of a walk is along its way.
     *
     * @throws IllegalArgumentException if there are fewer than two steps
     * @return K numbers from 0 to 1, at equal distances
     */
    static double[] positions(int steps) {
        if (steps < 2) {
            throw new IllegalArgumentException("a walk has at least 2 steps, not " + steps);
        }
        double[] positions = new double[steps];
        for (int k = 0; k < steps; k++) {
            positions[k] = (double) k / (steps - 1);
        }
        return positions;
    }

    /**
     * Interpolations and traversals on geodesics, in a space in which each coordinate is a unit. A
     * unit moves along the geodesic from the value towards the axis of its coordinate.
     *
     * @param reach where on it
     */
    record GeodesicWalks(Geodesics geodesics, Reach reach) implements Walks {

        /** The range of a unit, in standard deviations of the prior to both sides. */
        private static final double DEVIATIONS = 3;

        /** A length below which a direction is none. */
        private static final double STILL = 1e-30;

        /** The distance that a unit moves along the geodesic towards its axis. */
        @FunctionalInterface
        public interface Reach {

            /**
             * Returns how far values move at unit speed.
             *
             * @param coordinates of the values, [N]
             * @param position from 0, one end, to 1, the other
             * @param draws the coordinate of draws of the prior
             * @return [N]
             */
            Tensor distance(Tensor coordinates, double position, double[] draws);
        }

        /**
         * Moves a coordinate from three standard deviations below its mean under the prior to three
         * above. Under N(0, I) these are -3 and 3, the range of Higgins et al. (2017). On a curved
         * space it moves the same distance.
         */
        static Reach deviations() {
            return (coordinates, position, draws) -> {
                double mean = Arrays.stream(draws).average().orElseThrow();
                double square =
                        Arrays.stream(draws)
                                .map(v -> (v - mean) * (v - mean))
                                .average()
                                .orElseThrow();
                double target = mean + DEVIATIONS * (2 * position - 1) * Math.sqrt(square);
                return coordinates.neg().add(target);
            };
        }

        @Override
        public Tensor between(Tensor from, Tensor to, int steps) {
            double[] positions = Walks.positions(steps);
            Tensor velocity = geodesics.velocity(from, to);
            List<Tensor> all = new ArrayList<>(List.of(from));
            for (int k = 1; k < steps - 1; k++) {
                Tensor time = from.runtime().full(positions[k], rows(from)).cast(from.dtype());
                all.add(geodesics.move(new Motion(from, velocity), time).z());
            }
            all.add(to);
            return Tensor.stack(all, 0);
        }

        @Override
        public Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws) {
            Tensor axis = OneHot.unitVector(z, unit, z.shape().extent(-1));
            Tensor direction = geodesics.tangent(z, axis.broadcastTo(z.shape()));
            Tensor length = direction.square().sum(-1).sqrt().maximum(STILL).expandDims(-1);
            Motion start = new Motion(z, direction.div(length));
            Tensor coordinates = z.mul(axis).sum(-1);
            double[] drawn = draws.mul(axis).sum(-1).readDoubles();
            List<Tensor> all = new ArrayList<>();
            for (double position : Walks.positions(steps)) {
                all.add(geodesics.move(start, reach.distance(coordinates, position, drawn)).z());
            }
            return Tensor.stack(all, 0);
        }

        private static Shape rows(Tensor z) {
            return z.shape().range(0, -1);
        }
    }
}
