// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The run times of a run. Unknown figures are {@code NaN} (JSON {@code null}).
 *
 * @param stepMillis of steps that train the model
 * @param priorStepMillis of steps that fit a prior afterwards ({@code training.priorSteps}); null
 *     without
 * @param firstStepSeconds from process start to the end of the first training step
 * @param trainSeconds wall time of training, evaluation apart
 * @param evaluateSeconds wall time of the final evaluation
 * @param peakMemoryMiB largest resident memory of the process, native memory included, in MiB
 */
public record Timing(
        StepMillis stepMillis,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable StepMillis priorStepMillis,
        double firstStepSeconds,
        double trainSeconds,
        double evaluateSeconds,
        double peakMemoryMiB) {

    private static final Timing UNKNOWN =
            new Timing(
                    new StepMillis(Double.NaN, Double.NaN),
                    null,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN);

    public Timing {
        Objects.requireNonNull(stepMillis, "stepMillis");
    }

    /** Returns the median time of a step that fitted the prior; NaN without. */
    public double priorStepMedian() {
        return priorStepMillis == null ? Double.NaN : priorStepMillis.median();
    }

    public static Timing unknown() {
        return UNKNOWN;
    }

    /**
     * Wall time of a step, in milliseconds.
     *
     * @param median the median over all steps after the first of the process
     */
    public record StepMillis(double min, double median) {

        /**
         * Returns the minimum and the median of measured steps.
         *
         * @param millis the time of each step, in milliseconds; none gives {@code NaN} for both
         */
        public static StepMillis of(double[] millis) {
            if (millis.length == 0) {
                return new StepMillis(Double.NaN, Double.NaN);
            }
            double[] sorted = millis.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            double median =
                    sorted.length % 2 == 1
                            ? sorted[middle]
                            : 0.5 * (sorted[middle - 1] + sorted[middle]);
            return new StepMillis(sorted[0], median);
        }
    }
}
