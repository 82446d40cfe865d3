// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number that a paper reports of a model, which a comparison is to be held against.
 *
 * @param model the name of the model in the config
 * @param metric the name of the metric in the records
 * @param value the number, in the unit and with the sign of that metric
 * @param tolerance by how much a value measured under the same protocol may differ, at least 0
 * @param source the paper, with its table
 * @param conditions what the number rests on, as far as it is known
 */
public record PublishedValue(
        @JsonProperty(required = true) String model,
        @JsonProperty(required = true) String metric,
        @JsonProperty(required = true) double value,
        @JsonProperty(required = true) double tolerance,
        @JsonProperty(required = true) String source,
        @JsonProperty(required = false) Conditions conditions) {

    /**
     * The conditions of a published number. Null values are not compared.
     *
     * @param samples draws per datum behind it: K of an importance-weighted estimate
     * @param examples the number of test data behind it
     * @param note what a reader should know beside these
     * @param deviation how the config is known to deviate from the published protocol, or what of
     *     the protocol is not known: the number is then shown, and never judged
     */
    public record Conditions(
            @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable String data,
            @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Long samples,
            @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Long examples,
            @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable String note,
            @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable String deviation) {

        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if one is below 1
         */
        public Conditions {
            requirePositive("samples", samples);
            requirePositive("examples", examples);
        }

        private static void requirePositive(String name, @Nullable Long count) {
            if (count != null && count < 1) {
                throw new IllegalArgumentException(name + " must be at least 1, is " + count);
            }
        }
    }

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if a text is blank, the value is not finite or the tolerance
     *     not finite and at least 0
     */
    public PublishedValue {
        requireText("model", model);
        requireText("metric", metric);
        requireText("source", source);
        conditions = conditions == null ? new Conditions(null, null, null, null, null) : conditions;
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value must be a finite number, is " + value);
        }
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "tolerance must be finite and at least 0, is " + tolerance);
        }
    }

    private static void requireText(String name, String text) {
        if (Objects.requireNonNull(text, name).isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
    }
}
