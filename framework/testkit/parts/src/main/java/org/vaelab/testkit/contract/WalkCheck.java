// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Walks;
import org.vaelab.framework.tensor.Tensor;

/** Interpolations and traversals of a space, which end at both ends, stay in it, and are even. */
final class WalkCheck {

    private static final int STEPS = 5;
    private static final double ROUNDING = 1e-6;

    private final LatentSpace space;
    private final ShownCodes codes;
    private final PointsOfSpace points;

    WalkCheck(LatentSpace space) {
        this.space = space;
        this.codes = new ShownCodes(space);
        this.points = PointsOfSpace.of(space);
    }

    /**
     * Checks the walks of the space, if it has any.
     *
     * @param from points of the space, [N, event]
     * @param to [N, event]
     */
    void check(Tensor from, Tensor to) {
        if (space.walks().isEmpty()) {
            return;
        }
        Walks walks = space.walks().get();
        Tensor walk = walks.between(from, to, STEPS);
        assertThat(walk.shape())
                .as("shape of a walk of %s steps", STEPS)
                .isEqualTo(from.shape().prepend(STEPS));
        assertSame("the first step of a walk is not its start", step(walk, 0), from);
        assertSame("the last step of a walk is not its end", step(walk, STEPS - 1), to);
        double[] positions = Walks.positions(STEPS);
        for (int k = 0; k < STEPS; k++) {
            Tensor at = step(walk, k);
            requireInSpace("step " + k + " of " + STEPS + " of a walk", at);
            requireDistance("the start", k, positions[k], from, at, from, to);
            requireDistance("the end", k, 1 - positions[k], at, to, from, to);
        }
        for (int unit = 0; unit < points.units(); unit++) {
            Tensor led = walks.alongUnit(from, unit, STEPS, to);
            for (int k = 0; k < led.shape().extent(0); k++) {
                requireInSpace("step " + k + " along unit " + unit, step(led, k));
            }
            requireUnit(unit, from, led, to);
        }
    }

    /**
     * Asserts that a traversal moves each coordinate of its unit, a single one upwards, and no
     * other coordinate where units are free.
     */
    private void requireUnit(int unit, Tensor from, Tensor led, Tensor draws) {
        double[][] start = points.rows(from);
        double[][] drawn = points.rows(draws);
        int steps = led.shape().extent(0);
        double[][][] way = new double[steps][][];
        Arrays.setAll(way, k -> points.rows(step(led, k)));
        int[] units = space.units();
        boolean single = Arrays.stream(units).filter(u -> u == unit).count() == 1;
        for (int c = 0; c < units.length; c++) {
            boolean moves = false;
            for (int i = 0; i < start.length; i++) {
                for (int k = 0; k < steps; k++) {
                    double off = points.difference(way[k][i], start[i])[c];
                    double step = k == 0 ? 0 : points.difference(way[k][i], way[k - 1][i])[c];
                    moves |= step != 0;
                    double rounding = ROUNDING * (1 + Math.abs(start[i][c]));
                    if (units[c] != unit && points.hasFreeUnits() && Math.abs(off) > rounding) {
                        throw traversal(unit, k, c, "moves coordinate %d of unit " + units[c], off);
                    }
                    if (units[c] == unit && single && step < -rounding) {
                        throw traversal(unit, k, c, "moves its coordinate %d downwards", step);
                    }
                }
            }
            int coordinate = c;
            boolean varies =
                    Arrays.stream(drawn).mapToDouble(z -> z[coordinate]).distinct().count() > 1;
            if (units[c] == unit && varies && !moves) {
                throw traversal(unit, steps - 1, c, "does not move its coordinate %d", 0);
            }
        }
    }

    /**
     * Asserts that a traversal moves each coordinate of its unit at least by the deviation of
     * draws.
     *
     * @param from points of the space, [N, event]
     * @param draws of the reference prior, [M, event], which determine the range
     */
    void checkReach(Tensor from, Tensor draws) {
        if (space.walks().isEmpty()) {
            return;
        }
        double[][] drawn = points.rows(draws);
        int[] units = space.units();
        for (int unit = 0; unit < points.units(); unit++) {
            Tensor led = space.walks().get().alongUnit(from, unit, STEPS, draws);
            for (int c = 0; c < units.length; c++) {
                int coordinate = c;
                double[] values = Arrays.stream(drawn).mapToDouble(z -> z[coordinate]).toArray();
                double mean = Arrays.stream(values).average().orElseThrow();
                double square =
                        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum()
                                / values.length;
                double way = units[c] == unit ? longestWay(led, c) : Double.POSITIVE_INFINITY;
                if (!(way >= Math.sqrt(square))) {
                    throw new AssertionError(
                            String.format(
                                    Locale.ROOT,
                                    "a traversal of unit %d moves its coordinate %d by %.4g, draws of the"
                                            + " reference prior have the deviation %.4g; see alongUnit()",
                                    unit,
                                    c,
                                    way,
                                    Math.sqrt(square)));
                }
            }
        }
    }

    /** Returns the length of the longest way of a coordinate. */
    private double longestWay(Tensor led, int coordinate) {
        int steps = led.shape().extent(0);
        double[] ways = new double[led.shape().extent(1)];
        for (int k = 1; k < steps; k++) {
            double[][] before = points.rows(step(led, k - 1));
            double[][] after = points.rows(step(led, k));
            for (int i = 0; i < ways.length; i++) {
                ways[i] += Math.abs(points.difference(after[i], before[i])[coordinate]);
            }
        }
        return Arrays.stream(ways).max().orElseThrow();
    }

    private AssertionError traversal(int unit, int k, int coordinate, String how, double by) {
        return new AssertionError(
                String.format(
                        Locale.ROOT,
                        "a traversal of unit %d "
                                + how
                                + ": by %.6g at step %d; see units() and"
                                + " alongUnit()",
                        unit,
                        coordinate,
                        by,
                        k));
    }

    private static Tensor step(Tensor walk, int k) {
        return walk.slice(0, k, k + 1).reshape(walk.shape().from(1));
    }

    private static void assertSame(String what, Tensor got, Tensor expected) {
        PartContract.assertClose(what, got.readDoubles(), expected.readDoubles(), ROUNDING);
    }

    private void requireInSpace(String what, Tensor points) {
        PartContract.assertFinite(what, points.readDoubles());
        try {
            codes.checkValues(points);
        } catch (AssertionError e) {
            throw new AssertionError(what + " leaves the space: " + e.getMessage(), e);
        }
    }

    /**
     * Asserts that a distance is a share of the whole; where points are counted, to one of them.
     */
    private void requireDistance(
            String end, int k, double share, Tensor a, Tensor b, Tensor from, Tensor to) {
        if (space.distance(from, to).isEmpty()) {
            if (space.measure().countsPoints()) {
                return; // Steps of what is counted have no length beside that of the rest.
            }
            throw new AssertionError(
                    space + " has walks() and no distance(), by which their steps are compared");
        }
        double[] whole = space.distance(from, to).get().readDoubles();
        double[] part = space.distance(a, b).orElseThrow().readDoubles();
        double step = space.measure() == BaseMeasure.COUNTING ? 1 : 0;
        for (int i = 0; i < whole.length; i++) {
            double expected = share * whole[i];
            if (!(Math.abs(part[i] - expected) <= step + ROUNDING * (1 + whole[i]))) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "the distances of a walk are not in proportion to its parameter: step"
                                        + " %d of %d is %.6g from %s, expected %.6g of %.6g",
                                k,
                                STEPS,
                                part[i],
                                end,
                                expected,
                                whole[i]));
            }
        }
    }
}
