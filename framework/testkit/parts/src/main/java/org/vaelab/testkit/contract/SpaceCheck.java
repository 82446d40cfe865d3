// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.TableColumns;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.space.IntegrationRule;
import org.vaelab.testkit.space.Moments;

/** What a {@link LatentSpace} says of its points, against points that are drawn. */
final class SpaceCheck {

    private static final double ROUNDING = 1e-7;

    /** The draws of the reference prior for {@link #checkVariances}. */
    static final int REFERENCE_DRAWS = 20_000;

    /** By which share a variance may be wrong. */
    private static final double SHARE = 0.2;

    /** Standard errors that a right variance exceeds with probability 1e-6. */
    private static final double QUANTILE = 4.9;

    private final PointsOfSpace space;
    private final IntegrationRule rule;
    private final ShownCodes codes;

    SpaceCheck(LatentSpace space, IntegrationRule rule) {
        this.space = PointsOfSpace.of(space);
        this.rule = rule;
        this.codes = new ShownCodes(space);
    }

    /**
     * Checks units, measure, dimension, means and distances.
     *
     * @param z points of the space, [N, event]
     */
    void check(Tensor z) {
        checkUnits();
        checkMeasure();
        checkSurface(z);
        if (space.space().containsMeans()) {
            checkMeans(z);
        }
        space.space().distance(z, z).ifPresent(none -> checkDistances(z));
    }

    private void checkUnits() {
        int[] units = space.space().units();
        TreeSet<Integer> used = new TreeSet<>();
        Arrays.stream(units).forEach(used::add);
        List<Integer> counted = IntStream.range(0, used.size()).boxed().toList();
        if (units.length != space.width() || !List.copyOf(used).equals(counted)) {
            throw failure(
                    "units() is %s; it needs one number for each of %d coordinates, and all numbers"
                            + " from 0 on",
                    Arrays.toString(units), space.width());
        }
    }

    private void checkMeasure() {
        BaseMeasure measure = space.space().measure();
        boolean discrete = rule.dimension() == 0;
        boolean mixed = !discrete && (rule.hasEqualDraws() || rule.values() > 1);
        boolean agrees =
                (discrete || mixed)
                        ? measure == (mixed ? BaseMeasure.MIXED : BaseMeasure.COUNTING)
                        : !measure.countsPoints();
        if (!agrees) {
            throw failure(
                    "measure() is %s, and its IntegrationRule has %d continuous dimensions%s",
                    measure, rule.dimension(), mixed ? " beside values that are counted" : "");
        }
        int freedom = space.space().degreesOfFreedom();
        if (!measure.countsPoints() && freedom != rule.dimension()) {
            throw failure(
                    "degreesOfFreedom() is %d, its IntegrationRule has %d dimensions",
                    freedom, rule.dimension());
        }
    }

    /** Points of one length with a dimension less than coordinates are no volume in R^d. */
    private void checkSurface(Tensor z) {
        double[] norms = Arrays.stream(space.rows(z)).mapToDouble(PointsOfSpace::norm).toArray();
        boolean areOfOneLength =
                Arrays.stream(norms).allMatch(norm -> Math.abs(norm - norms[0]) <= ROUNDING);
        boolean isSurface =
                areOfOneLength && rule.dimension() > 0 && rule.dimension() < space.width();
        if (isSurface && space.space().measure() == BaseMeasure.LEBESGUE) {
            throw failure(
                    "measure() is LEBESGUE, volume in R^d, but all points have the length %.4g and %d"
                            + " of %d coordinates are free: it is a surface",
                    norms[0], rule.dimension(), space.width());
        }
    }

    /**
     * Asserts that the reference variances are those of draws, up to a fifth and {@value #QUANTILE}
     * standard errors, by the fourth moment of the draws.
     *
     * @param draws of the reference prior, [REFERENCE_DRAWS, event]
     */
    void checkVariances(Tensor draws) {
        double[] stated = space.space().referenceVariances();
        if (stated.length != space.width()) {
            throw failure(
                    "referenceVariances() has %d numbers, a point has %d coordinates",
                    stated.length, space.width());
        }
        double[][] points = space.rows(draws);
        for (int c = 0; c < stated.length; c++) {
            int coordinate = c;
            double[] z = Arrays.stream(points).mapToDouble(point -> point[coordinate]).toArray();
            double mean = Moments.of(z, 1).mean(0);
            double[] squares = Arrays.stream(z).map(v -> (v - mean) * (v - mean)).toArray();
            Moments variance = Moments.of(squares, 1);
            double error = QUANTILE * variance.deviation(0) / Math.sqrt(squares.length);
            double allowed = SHARE * variance.mean(0) + error;
            if (!(Math.abs(stated[c] - variance.mean(0)) <= allowed)) {
                throw failure(
                        "referenceVariances() of coordinate %d is %.4g, draws of the reference prior have"
                                + " the variance %.4g, allowed %.2g; active units are judged by it",
                        c, stated[c], variance.mean(0), allowed);
            }
        }
    }

    /** The mean of points is one, by the map of the rule to the space. */
    private void checkMeans(Tensor z) {
        double[][] points = space.rows(z);
        double[] sum = new double[space.width()];
        for (double[] point : points) {
            sum = PointsOfSpace.plus(sum, 1, point);
        }
        double[] mean = PointsOfSpace.times(1.0 / points.length, sum);
        double[] projected = rule.projected(mean.clone());
        boolean stays =
                PointsOfSpace.norm(PointsOfSpace.plus(projected, -1, mean))
                        <= ROUNDING * (1 + PointsOfSpace.norm(mean));
        if (rule.hasAngles() || space.hasAngles() || !stays) {
            throw failure(
                    "containsMeans() is true, but the mean %s of %d points is %s",
                    Arrays.toString(mean),
                    points.length,
                    stays ? "one of angles modulo 2 pi" : "no point of the space");
        }
        codes.checkValues(space.tensor(z, new double[][] {mean}));
    }

    /**
     * A distance is 0 from a point to itself alone, the same both ways, and never longer than a
     * detour.
     */
    private void checkDistances(Tensor z) {
        double[][] points = space.rows(z);
        int n = points.length;
        double[][] from = new double[n][];
        for (int j = 0; j < n; j++) {
            double[][] end = new double[n][];
            Arrays.fill(end, points[j]);
            from[j] = space.space().distance(z, space.tensor(z, end)).orElseThrow().readDoubles();
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                boolean equal =
                        PointsOfSpace.norm(space.difference(points[i], points[j])) < ROUNDING;
                // A distance between equal points is the root of a rounding.
                double least = Math.sqrt(ROUNDING);
                if (equal ? from[i][j] > least : !(from[i][j] > 0)) {
                    throw distance(
                            i, j, points, from, equal ? "of one point is not 0" : "is not > 0");
                }
                if (!(Math.abs(from[i][j] - from[j][i]) <= least * (1 + from[j][i]))) {
                    throw distance(i, j, points, from, "is another one the other way round");
                }
                for (int k = 0; k < n; k++) {
                    if (!(from[i][j] <= from[i][k] + from[k][j] + least)) {
                        throw distance(
                                i, j, points, from, "is longer than that by way of a third point");
                    }
                }
            }
        }
    }

    private AssertionError distance(int i, int j, double[][] points, double[][] from, String what) {
        return failure(
                "the distance %.6g between %s and %s %s",
                from[i][j], Arrays.toString(points[i]), Arrays.toString(points[j]), what);
    }

    /**
     * Asserts that the rows of a network tell points from each other, also points that differ in
     * one unit, in the sign of a coordinate, or by the order of two.
     *
     * @param z points of the space, [N, event], of which neighbours are paired
     */
    void checkInput(NetworkInput input, Tensor z) {
        double[][] points = space.rows(z);
        double[][] rows = rows(input, points, z);
        for (int i = 1; i < points.length; i++) {
            requireTold(points, rows, i, points[i - 1], rows[i - 1], "");
        }
        for (int unit = 0; unit < space.units(); unit++) {
            String how = " which differ in unit " + unit;
            requireTold(input, points, rows, exchanged(points, unit), z, how);
            requireTold(input, points, rows, mirrored(points, of(unit).toArray()), z, how);
        }
        for (int c = 0; c < space.width(); c++) {
            int next = (c + 1) % space.width();
            String how = " which differ in coordinate " + c;
            requireTold(input, points, rows, mirrored(points, c), z, how);
            requireTold(input, points, rows, swapped(points, c, next), z, how + " and " + next);
        }
    }

    private void requireTold(
            NetworkInput input,
            double[][] points,
            double[][] rows,
            double[][] changed,
            Tensor z,
            String how) {
        if (isOfSpace(changed, z)) {
            double[][] others = rows(input, changed, z);
            for (int i = 0; i < points.length; i++) {
                requireTold(changed, others, i, points[i], rows[i], how);
            }
        }
    }

    private double[][] rows(NetworkInput input, double[][] points, Tensor like) {
        double[] signed = input.of(space.tensor(like, points)).readDoubles();
        // The sum of 0.0 and -0.0 is 0.0.
        double[] values = Arrays.stream(signed).map(value -> value + 0.0).toArray();
        int width = input.width();
        double[][] rows = new double[points.length][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * width, (i + 1) * width));
        return rows;
    }

    private void requireTold(
            double[][] points,
            double[][] rows,
            int i,
            double[] other,
            double[] otherRow,
            String how) {
        if (!Arrays.equals(points[i], other) && Arrays.equals(rows[i], otherRow)) {
            throw failure(
                    "networkInput() gives networks the same row %s for the points %s and %s%s",
                    Arrays.toString(otherRow),
                    Arrays.toString(points[i]),
                    Arrays.toString(other),
                    how);
        }
    }

    private static double[][] swapped(double[][] points, int one, int other) {
        double[][] swapped = copy(points);
        for (double[] point : swapped) {
            double first = point[one];
            point[one] = point[other];
            point[other] = first;
        }
        return swapped;
    }

    private static double[][] mirrored(double[][] points, int... coordinates) {
        double[][] mirrored = copy(points);
        for (double[] point : mirrored) {
            for (int c : coordinates) {
                // 0 - 0 is 0.0, not -0.0.
                point[c] = 0 - point[c];
            }
        }
        return mirrored;
    }

    private IntStream of(int unit) {
        int[] units = space.space().units();
        return IntStream.range(0, units.length).filter(c -> units[c] == unit);
    }

    private double[][] exchanged(double[][] points, int unit) {
        double[][] all = copy(points);
        for (int i = 0; i < all.length; i++) {
            double[] next = points[(i + 1) % points.length];
            double[] point = all[i];
            of(unit).forEach(c -> point[c] = next[c]);
        }
        return all;
    }

    private static double[][] copy(double[][] points) {
        return Arrays.stream(points).map(double[]::clone).toArray(double[][]::new);
    }

    /** Whether points with changed units are known to lie in the space. */
    private boolean isOfSpace(double[][] changed, Tensor like) {
        double[] flat = Arrays.stream(changed).flatMapToDouble(Arrays::stream).toArray();
        double[] projected = rule.projected(flat.clone());
        double deviation = 0;
        for (int i = 0; i < flat.length; i++) {
            deviation = Math.max(deviation, Math.abs(flat[i] - projected[i]));
        }
        if (!(deviation <= ROUNDING)) {
            return false;
        }
        try {
            codes.checkValues(space.tensor(like, changed));
        } catch (AssertionError e) {
            return false;
        }
        return space.hasFreeUnits() || !isPlane();
    }

    private boolean isPlane() {
        return space.space().columns("z", true).groups().stream()
                .map(TableColumns.Group::geometry)
                .allMatch(CodeGeometry.PLANE::equals);
    }

    /**
     * Asserts that log densities of units depend on the coordinates of their units alone.
     *
     * @param densities from points [N, event] to [N, ..., U]
     * @param z points of the space, [N, event]
     */
    void checkDensities(String what, UnaryOperator<Tensor> densities, Tensor z) {
        double[][] points = space.rows(z);
        Tensor first = densities.apply(z);
        int units = space.units();
        if (first.shape().extent(-1) != units) {
            throw failure(
                    "%s gives densities of %d units, units() has %d",
                    what, first.shape().extent(-1), units);
        }
        if (!space.hasFreeUnits()) {
            return;
        }
        double[] before = first.readDoubles();
        for (int unit = 0; unit < units; unit++) {
            double[] after =
                    densities.apply(space.tensor(z, exchanged(points, unit))).readDoubles();
            int each = after.length / points.length;
            for (int i = 0; i < after.length; i++) {
                boolean own = i % units == unit;
                double expected = own ? before[(i + each) % before.length] : before[i];
                if (!(Math.abs(after[i] - expected) <= ROUNDING * (1 + Math.abs(expected)))) {
                    throw failure(
                            "%s: the density of unit %d %s the coordinates of unit %d: it is %.6g,"
                                    + " expected %.6g",
                            what,
                            i % units,
                            own ? "does not follow" : "depends on",
                            unit,
                            after[i],
                            expected);
                }
            }
        }
    }

    private AssertionError failure(String format, Object... arguments) {
        return new AssertionError(
                space.space() + ": " + String.format(Locale.ROOT, format, arguments));
    }
}
