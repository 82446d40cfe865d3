// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The geometry of the columns of a latent code, which says how a map of codes shows them. */
public enum CodeGeometry {
    /** Coordinates of a vector space, whose distances are Euclidean. */
    PLANE,
    /** A unit vector. */
    SPHERE,
    /** A point of the open unit ball, which shows hyperbolic space by the Poincare model. */
    DISK,
    /** Weights of the corners of a simplex, which are not negative and sum to one. */
    SIMPLEX,
    /** Angles, each in [-pi, pi]. */
    TORUS,
    /** The number of a category. Differences of numbers mean nothing. */
    CATEGORY;

    private final String jsonName = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String jsonName() {
        return jsonName;
    }

    @Override
    public String toString() {
        return jsonName;
    }
}
