// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.vaelab.testkit.contract.PointsOfSpace.dot;
import static org.vaelab.testkit.contract.PointsOfSpace.norm;
import static org.vaelab.testkit.contract.PointsOfSpace.plus;
import static org.vaelab.testkit.contract.PointsOfSpace.times;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.latent.Geodesics.Motion;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * What {@link Geodesics} promises, at some points: projections, curves without tangential
 * acceleration, shortest ways, and the trace of the second fundamental form, by differences in the
 * time.
 */
final class GeodesicCheck {

    /**
     * The step of differences in the time. Their error is estimated by a step of twice the length.
     */
    private static final double STEP = 1e-3;

    /** A time of movements that is no special one. */
    private static final double TIME = 0.83;

    /** The length of vectors that are shorter than every way round. */
    private static final double SHORT = 0.05;

    /** Of float64 numbers of order 1, after some operations. */
    private static final double ROUNDING = 1e-9;

    /** Of second differences: four roundings divided by the square of the step. */
    private static final double ROUNDING_OF_SECOND = 1e-8;

    private final PointsOfSpace space;
    private final Geodesics geodesics;
    private final Tensor z;
    private final double[][] points;

    private GeodesicCheck(PointsOfSpace space, Geodesics geodesics, Tensor z) {
        this.space = space;
        this.geodesics = geodesics;
        this.z = z;
        this.points = space.rows(z);
    }

    /**
     * Checks the geodesics of a space, if it has any.
     *
     * @param z points of the space, [N, event]
     */
    static void check(PointsOfSpace space, Tensor z, RandomKey key) {
        space.space()
                .geodesics()
                .ifPresent(geodesics -> new GeodesicCheck(space, geodesics, z).check(key));
    }

    private void check(RandomKey key) {
        double[][] vectors = new double[points.length][];
        Arrays.setAll(vectors, i -> key.split("vectors").fold(i).normal(space.width()));
        double[][] tangent = rows(geodesics.tangent(z, tensor(vectors)));
        double[][][] projections = projections();
        checkProjection(projections, vectors, tangent);
        double[][] velocities = new double[points.length][];
        Arrays.setAll(velocities, i -> times(0.7 / (norm(tangent[i]) + 1e-12), tangent[i]));
        checkMovement(velocities);
        checkWays(velocities);
        checkCurvature(projections);
    }

    private double[][] rows(Tensor values) {
        return space.rows(values);
    }

    private Tensor tensor(double[][] values) {
        return space.tensor(z, values);
    }

    /** The matrices of the projections at the points: [N][n][n], column by column. */
    private double[][][] projections() {
        int n = space.width();
        double[][][] matrices = new double[points.length][n][];
        for (int j = 0; j < n; j++) {
            double[][] axis = new double[points.length][n];
            for (double[] row : axis) {
                row[j] = 1;
            }
            double[][] columns = rows(geodesics.tangent(z, tensor(axis)));
            for (int i = 0; i < points.length; i++) {
                matrices[i][j] = columns[i];
            }
        }
        return matrices;
    }

    private void checkProjection(double[][][] matrices, double[][] vectors, double[][] tangent) {
        double[][] twice = rows(geodesics.tangent(z, tensor(tangent)));
        for (int i = 0; i < points.length; i++) {
            require("tangent(z, tangent(z, u)) is not tangent(z, u)", i, twice[i], tangent[i]);
            double[] ofMatrix = new double[space.width()];
            double trace = 0;
            for (int j = 0; j < ofMatrix.length; j++) {
                ofMatrix = plus(ofMatrix, vectors[i][j], matrices[i][j]);
                trace += matrices[i][j][j];
                for (int k = 0; k < j; k++) {
                    if (!(Math.abs(matrices[i][j][k] - matrices[i][k][j]) <= ROUNDING)) {
                        throw failure(
                                "tangent() is no orthogonal projection: <e%d, tangent(z, e%d)> is"
                                        + " %.6g and the other way round %.6g",
                                i, k, j, matrices[i][j][k], matrices[i][k][j]);
                    }
                }
            }
            require("tangent() is not linear in the vector", i, tangent[i], ofMatrix);
            int dimension = space.space().degreesOfFreedom();
            if (!(Math.abs(trace - dimension) <= ROUNDING * space.width())) {
                throw failure(
                        "tangent() projects on %.6g dimensions, degreesOfFreedom() is %d",
                        i, trace, dimension);
            }
        }
    }

    private double[][][] moved(double[][] velocities, double[] times) {
        Tensor time = z.runtime().vector(times).cast(z.dtype());
        Motion end = geodesics.move(new Motion(z, tensor(velocities)), time);
        return new double[][][] {rows(end.z()), rows(end.velocity())};
    }

    private double[][][] moved(double[][] velocities, double time) {
        double[] times = new double[points.length];
        Arrays.fill(times, time);
        return moved(velocities, times);
    }

    private void checkMovement(double[][] velocities) {
        double[] times = new double[points.length];
        Arrays.setAll(times, i -> TIME * (1 + 0.1 * i));
        double[][][] end = moved(velocities, times);
        new ShownCodes(space.space()).checkValues(tensor(end[0]));
        GeodesicCheck fromEnd = new GeodesicCheck(space, geodesics, tensor(end[0]));
        double[][] back = Arrays.stream(end[1]).map(v -> times(-1, v)).toArray(double[][]::new);
        double[][][] returned = fromEnd.moved(back, times);
        double[] further = new double[points.length];
        Arrays.setAll(further, i -> 0.3 * times[i]);
        double[] whole = new double[points.length];
        Arrays.setAll(whole, i -> 1.3 * times[i]);
        double[][][] inTwo = fromEnd.moved(end[1], further);
        double[][][] inOne = moved(velocities, whole);
        double[][] none = moved(velocities, 0)[0];
        double[][] tangent = rows(geodesics.tangent(tensor(end[0]), tensor(end[1])));
        Difference start = new Difference(velocities);
        Difference atEnd = fromEnd.new Difference(end[1]);
        for (int i = 0; i < points.length; i++) {
            same("move() for the time 0 leads elsewhere", i, none[i], points[i]);
            require(
                    "the derivative of move() at the time 0 is not the velocity",
                    i,
                    start.first[i],
                    velocities[i],
                    start.errorOfFirst[i]);
            same(
                    "a move back with the velocity at the end does not lead back",
                    i,
                    returned[0][i],
                    points[i]);
            require(
                    "the velocity after a move back is not the first one reversed",
                    i,
                    returned[1][i],
                    times(-1, velocities[i]));
            require("the velocity at the end of move() is not tangent", i, tangent[i], end[1][i]);
            require(
                    "the derivative of move() at its end is not the velocity that it returns",
                    i,
                    atEnd.first[i],
                    end[1][i],
                    atEnd.errorOfFirst[i]);
            same(
                    "a move in two parts does not lead where the whole one does",
                    i,
                    inTwo[0][i],
                    inOne[0][i]);
            require(
                    "a move in two parts ends with another velocity than the whole one",
                    i,
                    inTwo[1][i],
                    inOne[1][i]);
            double speed = norm(end[1][i]);
            if (!(Math.abs(speed - norm(velocities[i])) <= ROUNDING)) {
                throw failure(
                        "move() changes the speed from %.6g to %.6g",
                        i, norm(velocities[i]), speed);
            }
        }
        double[][] acceleration = rows(geodesics.tangent(z, tensor(start.second)));
        for (int i = 0; i < points.length; i++) {
            require(
                    "move() is no geodesic: it has an acceleration along the space",
                    i,
                    acceleration[i],
                    new double[space.width()],
                    start.errorOfSecond[i]);
        }
    }

    /** Derivatives of movements at the time 0. */
    private final class Difference {

        private final double[][] first = new double[points.length][];
        private final double[][] second = new double[points.length][];
        private final double[] errorOfFirst = new double[points.length];
        private final double[] errorOfSecond = new double[points.length];

        Difference(double[][] velocities) {
            double[][] ahead = moved(velocities, STEP)[0];
            double[][] behind = moved(velocities, -STEP)[0];
            double[][] farAhead = moved(velocities, 2 * STEP)[0];
            double[][] farBehind = moved(velocities, -2 * STEP)[0];
            for (int i = 0; i < points.length; i++) {
                double[] up = space.difference(ahead[i], points[i]);
                double[] down = space.difference(behind[i], points[i]);
                double[] farUp = space.difference(farAhead[i], points[i]);
                double[] farDown = space.difference(farBehind[i], points[i]);
                first[i] = times(0.5 / STEP, plus(up, -1, down));
                second[i] = times(1 / STEP / STEP, plus(up, 1, down));
                double[] coarse = times(0.25 / STEP, plus(farUp, -1, farDown));
                double[] coarseSecond = times(0.25 / STEP / STEP, plus(farUp, 1, farDown));
                errorOfFirst[i] = norm(plus(first[i], -1, coarse));
                double size = ROUNDING_OF_SECOND * (1 + norm(points[i]));
                errorOfSecond[i] = norm(plus(second[i], -1, coarseSecond)) + size;
            }
        }
    }

    private void checkWays(double[][] velocities) {
        int n = points.length;
        double[][] to = new double[n][];
        Arrays.setAll(to, i -> points[(i + 1) % n]);
        double[][] ways = rows(geodesics.velocity(z, tensor(to)));
        double[][] tangent = rows(geodesics.tangent(z, tensor(ways)));
        double[][] arrived = moved(ways, 1)[0];
        double[][] slow =
                Arrays.stream(velocities).map(v -> times(SHORT, v)).toArray(double[][]::new);
        double[][] near = rows(geodesics.velocity(z, tensor(moved(slow, 1)[0])));
        double[][] still = rows(geodesics.velocity(z, z));
        for (int i = 0; i < n; i++) {
            require("velocity() is not tangent", i, tangent[i], ways[i]);
            same(
                    "a move with velocity(z, to) for the time 1 does not lead to 'to'",
                    i,
                    arrived[i],
                    to[i]);
            require(
                    "velocity() to the end of a short move is not that of the move",
                    i,
                    near[i],
                    slow[i]);
            // The root of a rounding, where a length is the root of a small difference.
            require(
                    "velocity(z, z) is not 0",
                    i,
                    still[i],
                    new double[space.width()],
                    Math.sqrt(ROUNDING));
        }
        checkLengths();
    }

    /**
     * Distances are the lengths of the velocities, and none is longer than one by way of a third
     * point.
     */
    private void checkLengths() {
        int n = points.length;
        double[][] length = new double[n][];
        for (int j = 0; j < n; j++) {
            double[][] end = new double[n][];
            Arrays.fill(end, points[j]);
            Tensor to = tensor(end);
            double[][] ways = rows(geodesics.velocity(z, to));
            length[j] = Arrays.stream(ways).mapToDouble(PointsOfSpace::norm).toArray();
            double[] distance =
                    space.space().distance(z, to).map(Tensor::readDoubles).orElse(length[j]);
            for (int i = 0; i < n; i++) {
                // Where both points are one, a distance is the root of a rounding.
                double allowed = i == j ? Math.sqrt(ROUNDING) : ROUNDING * (1 + length[j][i]);
                if (!(Math.abs(distance[i] - length[j][i]) <= allowed)) {
                    throw failure(
                            "distance() is %.6g, the length of velocity() is %.6g",
                            i, distance[i], length[j][i]);
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    double round = length[k][i] + length[j][k];
                    if (!(length[j][i] <= round + Math.sqrt(ROUNDING))) {
                        throw failure(
                                "velocity() takes no shortest way: its length is %.6g to %s, and"
                                        + " %.6g by way of %s",
                                i,
                                length[j][i],
                                Arrays.toString(points[j]),
                                round,
                                Arrays.toString(points[k]));
                    }
                }
            }
        }
    }

    private void checkCurvature(double[][][] matrices) {
        double[][] stated = rows(geodesics.curvature(z));
        double[][][] bases = new double[points.length][][];
        Arrays.setAll(bases, i -> basis(matrices[i]));
        double[][] sum = new double[points.length][space.width()];
        double[] error = new double[points.length];
        for (int d = 0; d < space.space().degreesOfFreedom(); d++) {
            int direction = d;
            double[][] velocities = new double[points.length][];
            Arrays.setAll(velocities, i -> bases[i][direction]);
            Difference difference = new Difference(velocities);
            for (int i = 0; i < points.length; i++) {
                sum[i] = plus(sum[i], 1, difference.second[i]);
                error[i] += difference.errorOfSecond[i];
            }
        }
        for (int i = 0; i < points.length; i++) {
            require(
                    "curvature() is not the sum of the accelerations of move() in orthogonal"
                            + " directions",
                    i,
                    stated[i],
                    sum[i],
                    error[i]);
        }
    }

    /** Returns an orthonormal basis of the columns of a projection. */
    private static double[][] basis(double[][] columns) {
        List<double[]> basis = new ArrayList<>();
        double[][] rest = Arrays.stream(columns).map(double[]::clone).toArray(double[][]::new);
        double rank = 0;
        for (int j = 0; j < columns.length; j++) {
            rank += columns[j][j];
        }
        for (int d = 0; d < Math.round(rank); d++) {
            double[] longest = rest[0];
            for (double[] column : rest) {
                longest = norm(column) > norm(longest) ? column : longest;
            }
            double[] unit = times(1 / norm(longest), longest);
            basis.add(unit);
            for (int j = 0; j < rest.length; j++) {
                rest[j] = plus(rest[j], -dot(rest[j], unit), unit);
            }
        }
        return basis.toArray(double[][]::new);
    }

    /** Asserts that two points are one, where angles are such modulo 2 pi. */
    private void same(String what, int i, double[] got, double[] expected) {
        require(what, i, plus(expected, 1, space.difference(got, expected)), expected);
    }

    private void require(String what, int i, double[] got, double[] expected) {
        require(what, i, got, expected, 0);
    }

    private void require(String what, int i, double[] got, double[] expected, double error) {
        double allowed = error + ROUNDING * (1 + norm(expected));
        if (!(norm(plus(got, -1, expected)) <= allowed)) {
            throw failure(
                    "%s: got %s, expected %s within %.2g",
                    i, what, Arrays.toString(got), Arrays.toString(expected), allowed);
        }
    }

    private AssertionError failure(String format, int i, Object... arguments) {
        return new AssertionError(
                "geodesics of "
                        + space.space()
                        + " at z = "
                        + Arrays.toString(points[i])
                        + ": "
                        + String.format(Locale.ROOT, format, arguments));
    }
}
