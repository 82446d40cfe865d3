// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a mixture.
 *
 * @param components K, at least 2
 * @param of what the components are, default Bernoullis
 * @param variational the prior of the parameters, of which a distribution is then learned; absent: their
 *     best values
 * @param pseudoCount c of Bernoullis, default 0.01
 * @param least of Normals: what standard deviations do not fall below, default 0.001; with a
 *     distribution of the parameters, the least that their prior takes those of the data for
 */
public record MixtureSettings(
        int components,
        Family of,
        @Nullable VariationalSettings variational,
        @Nullable Double pseudoCount,
        @Nullable Double least) {

    /** What the components of a mixture are. */
    public enum Family {
        /** Independent bits. */
        @JsonProperty("bernoulli")
        BERNOULLI,
        /** Normals: with diagonal covariances as points, with full ones where they have a distribution. */
        @JsonProperty("gaussian")
        GAUSSIAN
    }

    /** Fills in defaults, and checks that the keys go together. */
    public MixtureSettings(
            @JsonProperty(required = true) int components,
            @Nullable Family of,
            @Nullable VariationalSettings variational,
            @Nullable Double pseudoCount,
            @Nullable Double least) {
        if (components < 2) {
            throw new IllegalArgumentException("components must be at least 2, is " + components);
        }
        this.components = components;
        this.of = of == null ? Family.BERNOULLI : of;
        this.variational = variational;
        if (this.of == Family.BERNOULLI) {
            this.pseudoCount = pseudoCount == null ? Double.valueOf(0.01) : pseudoCount;
            this.least = null;
            refuse("least", least, "bernoulli");
            requireCounts(this.pseudoCount, variational);
        } else {
            this.pseudoCount = null;
            this.least = least == null ? Double.valueOf(1e-3) : least;
            refuse("pseudoCount", pseudoCount, "gaussian");
            if (!(this.least > 0 && this.least < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "least must be finite and above 0, is " + this.least);
            }
        }
    }

    private static void refuse(String key, @Nullable Double value, String family) {
        if (value != null) {
            throw new IllegalArgumentException(
                    key + " is no setting of a mixture of: " + family + "; leave it out");
        }
    }

    private static void requireCounts(
            double pseudoCount, @Nullable VariationalSettings variational) {
        boolean proper = pseudoCount > 0 || (variational == null && pseudoCount == 0);
        if (!(proper && pseudoCount < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "pseudoCount must be finite and "
                            + (variational == null ? "at least 0" : "above 0")
                            + ", is "
                            + pseudoCount);
        }
        if (variational != null) {
            refuse("variational.meanCount", variational.meanCount(), "bernoulli");
            refuse("variational.degrees", variational.degrees(), "bernoulli");
        }
    }
}
