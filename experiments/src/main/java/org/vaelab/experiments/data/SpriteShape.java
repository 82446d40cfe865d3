// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

/** A shape inside the unit circle; u points right, v points up. */
enum SpriteShape {
    /** The square whose corners lie on the circle. */
    SQUARE {
        @Override
        boolean contains(double u, double v) {
            return Math.max(Math.abs(u), Math.abs(v)) <= HALF_SIDE;
        }
    },

    /** The ellipse of semi-axes 1 and 1/2. */
    ELLIPSE {
        @Override
        boolean contains(double u, double v) {
            return u * u + 4 * v * v <= 1;
        }
    },

    /** The heart {@code (a^2 + b^2 - 1)^3 <= a^2 b^3}, shrunk and moved into the circle. */
    HEART {
        @Override
        boolean contains(double u, double v) {
            double a = HEART_SCALE * u;
            double b = HEART_SCALE * v + HEART_LIFT;
            double r = a * a + b * b - 1;
            return r * r * r <= a * a * b * b * b;
        }
    };

    private static final double HALF_SIDE = Math.sqrt(0.5);

    // The smallest circle around the curve has its centre at (0, 0.24) and the radius 1.256.
    private static final double HEART_SCALE = 1.26;
    private static final double HEART_LIFT = 0.24;

    abstract boolean contains(double u, double v);
}
