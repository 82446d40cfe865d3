// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.record.CodePart;
import org.vaelab.reports.figures.CodeMap.Frame;
import org.vaelab.reports.figures.PlotLayer.Point;

/** Projections of latent codes against closed forms. */
final class ProjectionTest {

    private static final double STEP = 1e-3;

    /** The area of a small cell is that on the sphere, cos(latitude) d longitude d latitude. */
    @Test
    void theMapOfTheSphereKeepsAreas() {
        double area = 0;
        for (double longitude = -179; longitude < 180; longitude += 2) {
            for (double latitude = -89; latitude < 90; latitude += 2) {
                double lambda = Math.toRadians(longitude);
                double phi = Math.toRadians(latitude);
                double cell = cell(lambda, phi);
                assertThat(cell).isCloseTo(Math.cos(phi), within(1e-4));
                area += cell * Math.toRadians(2) * Math.toRadians(2);
            }
        }
        double ellipse = Math.PI * SphereProjection.WIDTH * SphereProjection.HEIGHT;
        assertThat(ellipse).isCloseTo(4 * Math.PI, within(1e-12));
        assertThat(area).isCloseTo(4 * Math.PI, within(1e-2));
    }

    /** The determinant of the projection by central differences. */
    private static double cell(double lambda, double phi) {
        Point east = SphereProjection.at(lambda + STEP, phi);
        Point west = SphereProjection.at(lambda - STEP, phi);
        Point north = SphereProjection.at(lambda, phi + STEP);
        Point south = SphereProjection.at(lambda, phi - STEP);
        return ((east.x() - west.x()) * (north.y() - south.y())
                        - (north.x() - south.x()) * (east.y() - west.y()))
                / (4 * STEP * STEP);
    }

    @Test
    void axesOfTheSphere() {
        assertPoint(SphereProjection.of(1, 0, 0), 0, 0);
        assertPoint(SphereProjection.of(0, 0, 1), 0, SphereProjection.HEIGHT);
        assertPoint(SphereProjection.of(0, 0, -1), 0, -SphereProjection.HEIGHT);
        assertPoint(SphereProjection.of(0, 1, 0), 2 / Math.sqrt(1 + Math.sqrt(0.5)), 0);
        assertPoint(SphereProjection.of(-1, 0, 0), SphereProjection.WIDTH, 0);
        assertThat(SphereProjection.graticule()).hasSize(11 + 5);
    }

    private static void assertPoint(Point point, double x, double y) {
        assertThat(point.x()).isCloseTo(x, within(1e-12));
        assertThat(point.y()).isCloseTo(y, within(1e-12));
    }

    @Test
    void cornersOfTheSimplex() {
        assertPoint(CodeMap.inTriangle(new double[] {1, 0, 0}), 0, 0);
        assertPoint(CodeMap.inTriangle(new double[] {0, 1, 0}), 1, 0);
        assertPoint(CodeMap.inTriangle(new double[] {0, 0, 1}), 0.5, Math.sqrt(3) / 2);
        double third = 1.0 / 3;
        assertPoint(CodeMap.inTriangle(new double[] {third, third, third}), 0.5, Math.sqrt(3) / 6);
    }

    /** Points on a line and a plane of known variances, turned by an orthogonal matrix. */
    @Test
    void principalComponentsOfKnownPoints() {
        Random random = new Random(1);
        double[] a = {0.6, 0.8, 0};
        double[] b = {0, 0, 1};
        List<double[]> points = new ArrayList<>();
        double[][] scores = new double[200][2];
        for (int i = 0; i < 200; i++) {
            double u = 3 * random.nextGaussian();
            double v = random.nextGaussian();
            // Pairs of opposite points have mean 0 and uncorrelated coordinates.
            for (double[] signs : new double[][] {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}}) {
                double x = signs[0] * u;
                double y = signs[1] * v;
                points.add(new double[] {5 + a[0] * x, a[1] * x, b[2] * y});
            }
            scores[i] = new double[] {u * u, v * v};
        }
        double first = Arrays.stream(scores).mapToDouble(s -> s[0]).sum();
        double second = Arrays.stream(scores).mapToDouble(s -> s[1]).sum();
        PrincipalComponents found = PrincipalComponents.of(points).orElseThrow();
        assertThat(found.shares()[0]).isCloseTo(first / (first + second), within(1e-12));
        assertThat(found.shares()[1]).isCloseTo(second / (first + second), within(1e-12));
        for (int i = 0; i < points.size(); i++) {
            double[] p = points.get(i);
            assertThat(found.scores()[i][0])
                    .isCloseTo(a[0] * (p[0] - 5) + a[1] * p[1], within(1e-9));
            assertThat(found.scores()[i][1]).isCloseTo(p[2], within(1e-9));
        }
    }

    /** QL iterations do not converge for the covariance of these codes. */
    @Test
    void fewWideOneHotCodesHaveComponents() {
        List<double[]> points = new ArrayList<>();
        for (int hot : new int[] {6, 26, 29, 2, 10}) {
            double[] point = new double[30];
            point[hot] = 1;
            points.add(point);
        }
        requireComponents(PrincipalComponents.of(points).orElseThrow(), points);
    }

    /**
     * Codes of all kinds: one-hot, of few values, without variance in some units, of very different
     * variances, and nearly equal.
     */
    @Test
    void everyKindOfCodesHasComponents() {
        Random random = new Random(5);
        for (int trial = 0; trial < 1000; trial++) {
            int kind = trial % 5;
            int width = 2 + random.nextInt(kind == 0 ? 40 : 12);
            int count = 2 + random.nextInt(80);
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                double[] point = new double[width];
                int hot = random.nextInt(width);
                Arrays.setAll(
                        point,
                        j ->
                                switch (kind) {
                                    case 0 -> j == hot ? 1 : 0;
                                    case 1 -> random.nextInt(2);
                                    case 2 -> j % 2 == 0 ? 0.3 : random.nextGaussian();
                                    case 3 -> Math.pow(10, 60 - 20 * j) * random.nextGaussian();
                                    default -> 0.1 + 1e-17 * random.nextInt(2);
                                });
                points.add(point);
            }
            PrincipalComponents.of(points).ifPresent(found -> requireComponents(found, points));
        }
    }

    /** The variance along the components is that of their shares, and they are uncorrelated. */
    private static void requireComponents(PrincipalComponents found, List<double[]> points) {
        double[] along = new double[2];
        double across = 0;
        for (double[] score : found.scores()) {
            along[0] += score[0] * score[0];
            along[1] += score[1] * score[1];
            across += score[0] * score[1];
        }
        double total = 0;
        for (int j = 0; j < points.get(0).length; j++) {
            int column = j;
            double[] values = points.stream().mapToDouble(p -> p[column]).toArray();
            double mean = Arrays.stream(values).average().orElseThrow();
            total += Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
        }
        assertThat(found.shares()[0]).isBetween(found.shares()[1], 1 + 1e-12);
        assertThat(found.shares()[1]).isBetween(0.0, 0.5 + 1e-12);
        assertThat(along[0] / total).isCloseTo(found.shares()[0], within(1e-9));
        assertThat(along[1] / total).isCloseTo(found.shares()[1], within(1e-9));
        assertThat(across / total).isCloseTo(0, within(1e-9));
    }

    @Test
    void equalPointsHaveNoComponents() {
        assertThat(PrincipalComponents.of(List.of(new double[] {1, 2}))).isEmpty();
        assertThat(PrincipalComponents.of(List.of(new double[] {1, 2}, new double[] {1, 2})))
                .isEmpty();
    }

    @Test
    void framesOfParts() {
        assertThat(frame(CodeGeometry.PLANE, 1, 2)).isEqualTo(Frame.PLANE);
        assertThat(frame(CodeGeometry.PLANE, 1, 3)).isEqualTo(Frame.COMPONENTS);
        assertThat(frame(CodeGeometry.SPHERE, 1, 2)).isEqualTo(Frame.PLANE);
        assertThat(frame(CodeGeometry.SPHERE, 1, 3)).isEqualTo(Frame.SPHERE);
        assertThat(frame(CodeGeometry.SPHERE, 1, 4)).isEqualTo(Frame.COMPONENTS);
        assertThat(frame(CodeGeometry.DISK, 1, 2)).isEqualTo(Frame.DISK);
        assertThat(frame(CodeGeometry.DISK, 1, 3)).isEqualTo(Frame.COMPONENTS);
        assertThat(frame(CodeGeometry.TORUS, 1, 2)).isEqualTo(Frame.TORUS);
        assertThat(frame(CodeGeometry.TORUS, 1, 3)).isEqualTo(Frame.COMPONENTS);
        assertThat(frame(CodeGeometry.SIMPLEX, 1, 3)).isEqualTo(Frame.SIMPLEX);
        assertThat(frame(CodeGeometry.SIMPLEX, 2, 6)).isEqualTo(Frame.COMPONENTS);
        assertThat(CodeMap.without(part(CodeGeometry.SIMPLEX, 1, 2))).isPresent();
        assertThat(CodeMap.without(part(CodeGeometry.PLANE, 1, 1))).isPresent();
        assertThat(CodeMap.without(part(CodeGeometry.CATEGORY, 1, 9))).isPresent();
    }

    private static CodePart part(CodeGeometry geometry, int points, int width) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            names.add("z" + i);
        }
        return new CodePart("z", geometry, points, names);
    }

    private static Frame frame(CodeGeometry geometry, int points, int width) {
        CodePart part = part(geometry, points, width);
        assertThat(CodeMap.without(part)).isEmpty();
        Map<String, double[]> columns = new java.util.HashMap<>();
        for (int i = 0; i < width; i++) {
            columns.put("z" + i, new double[] {i == 0 ? 1 : 0, i == 1 ? 1 : 0, Double.NaN});
        }
        CodeMap map = CodeMap.of(part, columns).orElseThrow();
        assertThat(map.rows()).containsExactly(0, 1);
        return map.frame();
    }
}
