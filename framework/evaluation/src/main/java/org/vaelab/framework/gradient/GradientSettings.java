// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.gradient;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.Counts;

/**
 * The section {@code evaluation.gradients} of a config, but for what is measured.
 *
 * @param draws n, the gradients of each estimator, at least 4, default 200
 * @param examples in the one batch that all gradients are of: training examples, default 100
 * @param samples the numbers of draws per datum, K, with which each estimator that has the setting
 *     {@code samples} is measured; absent: with its own
 * @param reference the estimator from whose mean gradient bias is counted; absent: no bias
 */
public record GradientSettings(
        Integer draws,
        Integer examples,
        @Nullable List<Integer> samples,
        @Nullable Reference reference) {

    /** Below that a half has no two blocks, and no standard error. */
    static final int FEWEST_DRAWS = 4;

    /**
     * From whose mean gradient bias is counted.
     *
     * @param of the name of an estimator that is measured
     * @param draws of it, apart from those that measure it, at least 4; absent: as many
     */
    public record Reference(@JsonProperty(required = true) String of, @Nullable Integer draws) {
        /** Checks the number of draws. */
        public Reference {
            requireEnough(draws);
        }
    }

    /** Fills in defaults, and checks the values. */
    public GradientSettings(
            @Nullable Integer draws,
            @Nullable Integer examples,
            @Nullable List<Integer> samples,
            @Nullable Reference reference) {
        this.draws = draws == null ? 200 : draws;
        requireEnough(this.draws);
        this.examples = Counts.atLeastOne("examples", examples == null ? 100 : examples);
        this.samples = samples == null ? null : List.copyOf(samples);
        if (this.samples != null) {
            if (this.samples.isEmpty()) {
                throw new IllegalArgumentException("samples is empty, expected at least one");
            }
            this.samples.forEach(k -> Counts.atLeastOne("samples", k));
            if (new LinkedHashSet<>(this.samples).size() < this.samples.size()) {
                throw new IllegalArgumentException("samples holds a number twice: " + samples);
            }
        }
        this.reference = reference;
    }

    private static void requireEnough(@Nullable Integer draws) {
        if (draws != null && draws < FEWEST_DRAWS) {
            throw new IllegalArgumentException(
                    "draws must be at least " + FEWEST_DRAWS + ", two for each half, is " + draws);
        }
    }

    /** Returns m, the draws of the reference. */
    int referenceDraws() {
        return reference == null || reference.draws() == null ? draws : reference.draws();
    }
}
