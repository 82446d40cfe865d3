// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

/** A surface whose topology and distances are known, in its usual place in R^m. */
public enum Topology {
    /** A square of side pi in R^2, with Euclidean distances. */
    PLANE {
        @Override
        double[] point(double u, double v) {
            return new double[] {Math.PI * u, Math.PI * v};
        }

        @Override
        double distance(double[] a, double[] b) {
            return chord(a, b, 0, 2);
        }
    },

    /** The unit sphere in R^3, by longitude and height, with lengths of great circles. */
    SPHERE {
        @Override
        double[] point(double u, double v) {
            double height = 2 * v - 1;
            double radius = Math.sqrt(1 - height * height);
            return new double[] {radius * circle(u)[0], radius * circle(u)[1], height};
        }

        @Override
        double distance(double[] a, double[] b) {
            return arc(chord(a, b, 0, 3));
        }
    },

    /** The flat torus in R^4, a product of two unit circles. */
    TORUS {
        @Override
        double[] point(double u, double v) {
            return new double[] {circle(u)[0], circle(u)[1], circle(v)[0], circle(v)[1]};
        }

        @Override
        double distance(double[] a, double[] b) {
            return Math.hypot(arc(chord(a, b, 0, 2)), arc(chord(a, b, 2, 4)));
        }
    };

    /** Returns a point, uniform on the surface if the coordinates are uniform in [0, 1). */
    abstract double[] point(double u, double v);

    /** Returns the length of the shortest way on the surface between two points. */
    abstract double distance(double[] a, double[] b);

    private static double[] circle(double turn) {
        double angle = 2 * Math.PI * turn;
        // StrictMath: the same data on every processor.
        return new double[] {StrictMath.cos(angle), StrictMath.sin(angle)};
    }

    private static double chord(double[] a, double[] b, int from, int to) {
        double sum = 0;
        for (int d = from; d < to; d++) {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }
        return Math.sqrt(sum);
    }

    /** Returns the length of an arc of the unit circle. */
    private static double arc(double chord) {
        return 2 * Math.asin(Math.min(1, chord / 2));
    }
}
