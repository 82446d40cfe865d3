// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

/** A surface whose topology and distances are known. A point is given by two coordinates in [0, 1). */
public enum Topology {
    /** A square of side pi in the plane, with Euclidean distances. */
    PLANE("x", "y") {
        @Override
        double[] embed(double[] point) {
            return new double[] {Math.PI * point[0], Math.PI * point[1]};
        }

        @Override
        double distance(double[] from, double[] to) {
            double[] a = embed(from);
            double[] b = embed(to);
            return Math.hypot(a[0] - b[0], a[1] - b[1]);
        }
    },

    /** The unit sphere in R^3, by longitude and height, with lengths of great circles. */
    SPHERE("longitude", "height") {
        @Override
        double[] embed(double[] point) {
            double height = 2 * point[1] - 1;
            double radius = Math.sqrt(1 - height * height);
            double angle = 2 * Math.PI * point[0];
            return new double[] {
                radius * StrictMath.cos(angle), radius * StrictMath.sin(angle), height
            };
        }

        @Override
        double distance(double[] from, double[] to) {
            double[] a = embed(from);
            double[] b = embed(to);
            double chord = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
            return 2 * Math.asin(Math.min(1, chord / 2));
        }
    },

    /** The flat torus in R^4, a product of two unit circles, by two angles. */
    TORUS("first angle", "second angle") {
        @Override
        double[] embed(double[] point) {
            double a = 2 * Math.PI * point[0];
            double b = 2 * Math.PI * point[1];
            return new double[] {
                StrictMath.cos(a), StrictMath.sin(a), StrictMath.cos(b), StrictMath.sin(b)
            };
        }

        @Override
        double distance(double[] from, double[] to) {
            return 2 * Math.PI * Math.hypot(arc(from[0], to[0]), arc(from[1], to[1]));
        }

        /** The shorter way around a circle of length 1. */
        private static double arc(double from, double to) {
            double way = Math.abs(from - to);
            return Math.min(way, 1 - way);
        }
    };

    private final String first;
    private final String second;

    Topology(String first, String second) {
        this.first = first;
        this.second = second;
    }

    /** Returns the name of a coordinate. */
    String coordinate(int index) {
        return index == 0 ? first : second;
    }

    /** Returns a point in the usual space around the surface. */
    abstract double[] embed(double[] point);

    /** Returns the length of the shortest way on the surface. */
    abstract double distance(double[] from, double[] to);
}
