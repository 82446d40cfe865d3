// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/** The outcome of a measurement: a number, or the reason why there is none. */
public sealed interface Measurement {

    /**
     * A number.
     *
     * @param estimate with its error and kind
     * @param examples the number of data behind it
     * @param parts what it consists of, by name, such as the latent variables of a hierarchy: a
     *     record has them under the name of the metric, a dot and their own. Most numbers have none
     * @param caveat what a reader must know before using the number, as a clause; null if nothing
     * @param curves what a report draws beside the number, whatever the metric is; null if nothing
     * @param ofSome gives the same number of some test examples; null if that is not known
     * @param examplesOfParts the number of data behind each part that has not as many as the whole
     */
    record Measured(
            Estimate estimate,
            int examples,
            Map<String, Estimate> parts,
            @Nullable String caveat,
            @Nullable DiagnosticCurves curves,
            @Nullable OfSome ofSome,
            Map<String, Integer> examplesOfParts)
            implements Measurement {

        public Measured {
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
            examplesOfParts = Map.copyOf(examplesOfParts);
        }

        public Measured(
                Estimate estimate,
                int examples,
                Map<String, Estimate> parts,
                @Nullable String caveat,
                @Nullable DiagnosticCurves curves,
                @Nullable OfSome ofSome) {
            this(estimate, examples, parts, caveat, curves, ofSome, Map.of());
        }

        public Measured(Estimate estimate, int examples, Map<String, Estimate> parts) {
            this(estimate, examples, parts, null, null, null);
        }

        public Measured(Estimate estimate, int examples) {
            this(estimate, examples, Map.of());
        }

        /**
         * Returns a pure number that is no statement about a likelihood, and whose error is not
         * known.
         *
         * @param examples the number of data behind it
         */
        public static Measured number(double value, int examples) {
            return new Measured(pure(value, 0), examples);
        }

        /**
         * Returns a pure number that is no statement about a likelihood, and whose error is not
         * known.
         *
         * @param samples the number of latent samples per datum
         */
        public static Estimate pure(double value, long samples) {
            return Estimate.withoutError(value, "1", EstimateKind.NOT_A_LIKELIHOOD, samples);
        }

        /**
         * Returns the mean of pure numbers that are no statement about a likelihood, with its
         * error.
         *
         * @param samples the number of latent samples per datum
         */
        public static Measured mean(double[] values, long samples) {
            return mean(values, "1", EstimateKind.NOT_A_LIKELIHOOD, samples);
        }

        /**
         * Returns the mean of a number of each example, with its error.
         *
         * @param samples the number of latent samples per datum
         */
        public static Measured mean(double[] values, String unit, EstimateKind kind, long samples) {
            return new Measured(Estimate.ofMean(values, unit, kind, samples), values.length);
        }

        public Measured with(Optional<String> caveat) {
            return new Measured(
                    estimate,
                    examples,
                    parts,
                    caveat.orElse(null),
                    curves,
                    ofSome,
                    examplesOfParts);
        }

        /** Returns this number with curves for a report; a run stores them in a file of its own. */
        public Measured showing(DiagnosticCurves shown) {
            return new Measured(estimate, examples, parts, caveat, shown, ofSome, examplesOfParts);
        }

        /** Returns this number with that of data behind its parts, where it is another. */
        public Measured partsOf(Map<String, Integer> data) {
            return new Measured(estimate, examples, parts, caveat, curves, ofSome, data);
        }

        /** Returns this number, of which that of some test examples is known too. */
        public Measured of(@Nullable OfSome some) {
            return new Measured(estimate, examples, parts, caveat, curves, some, examplesOfParts);
        }
    }

    /** Measures the same number of some of the test examples. */
    @FunctionalInterface
    interface OfSome {

        /**
         * Returns the number.
         *
         * @param chosen of each test example whether it counts
         * @return empty if none of those that were measured counts
         */
        Optional<Measured> of(boolean[] chosen);
    }

    /**
     * No number.
     *
     * @param reason why it is not defined for this model, these data or these settings
     */
    record Absent(String reason) implements Measurement {}

    /** No number, because measuring it threw an exception. */
    record Failed(Throwable cause) implements Measurement {

        /** Returns the message of the exception, and its class. */
        public String reason() {
            String type = cause.getClass().getSimpleName();
            String message = cause.getMessage();
            return message == null || message.isBlank() ? type : message + " (" + type + ")";
        }
    }
}
