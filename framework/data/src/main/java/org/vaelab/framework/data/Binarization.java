// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.random.RandomKey;

/**
 * How values in [0, 1] become zeros and ones.
 *
 * <p>Text form: {@code none}, {@code threshold} or {@code threshold(0.3)}, {@code static} or {@code
 * static(7)}, {@code dynamic}.
 */
public sealed interface Binarization {

    /** Zeros and ones are drawn: a value is the probability of a one. */
    sealed interface Drawn extends Binarization, ValueDraw {
        @Override
        default String keyName() {
            return "binarize";
        }

        @Override
        default ValueDomain domain() {
            return ValueDomain.BINARY;
        }

        @Override
        default void draw(RandomKey key, float[] values) {
            key.bernoulli(values, values);
        }
    }

    /** The values as they are. */
    record None() implements Binarization {
        @JsonValue
        @Override
        public String toString() {
            return "none";
        }
    }

    /**
     * One where the value exceeds the level, zero elsewhere. A missing value stays missing.
     *
     * @param level in [0, 1)
     */
    record Threshold(double level) implements Binarization, ValueDraw {
        /** The level that the text form {@code threshold} means. */
        public static final double DEFAULT_LEVEL = 0.5;

        /**
         * @throws DataException if the level is outside [0, 1)
         */
        public Threshold {
            if (!(level >= 0 && level < 1)) {
                throw DataException.of(
                        "binarize: threshold(%s): expected a level in [0, 1)", level);
            }
        }

        @Override
        public String keyName() {
            return "threshold";
        }

        @Override
        public ValueDomain domain() {
            return ValueDomain.BINARY;
        }

        @Override
        public void draw(RandomKey key, float[] values) {
            for (int j = 0; j < values.length; j++) {
                values[j] = Float.isNaN(values[j]) ? Float.NaN : values[j] > level ? 1 : 0;
            }
        }

        @JsonValue
        @Override
        public String toString() {
            return "threshold(" + level + ")";
        }
    }

    /**
     * One Bernoulli draw for the training set, the same in every epoch and every run.
     *
     * @param seed the seed of the draw
     */
    record Static(long seed) implements Drawn {
        @JsonValue
        @Override
        public String toString() {
            return "static(" + seed + ")";
        }
    }

    /** A fresh Bernoulli draw for every training batch. */
    record Dynamic() implements Drawn {
        @JsonValue
        @Override
        public String toString() {
            return "dynamic";
        }
    }

    /**
     * Reads the text form.
     *
     * @throws DataException if the text is none of the four
     */
    @JsonCreator
    static Binarization parse(String text) {
        Matcher matcher =
                Pattern.compile("([a-z]+)(?:\\(\\s*([^()]*?)\\s*\\))?").matcher(text.strip());
        if (!matcher.matches()) {
            throw refused(text);
        }
        @Nullable String argument = matcher.group(2);
        try {
            return switch (matcher.group(1) + (argument == null ? "" : "()")) {
                case "none" -> new None();
                case "dynamic" -> new Dynamic();
                case "static" -> new Static(0);
                case "static()" -> new Static(Long.parseLong(argument));
                case "threshold" -> new Threshold(Threshold.DEFAULT_LEVEL);
                case "threshold()" -> new Threshold(Double.parseDouble(argument));
                default -> throw refused(text);
            };
        } catch (NumberFormatException e) {
            throw refused(text);
        }
    }

    private static DataException refused(String text) {
        return DataException.of(
                "binarize: %s: expected none, threshold(LEVEL), static(SEED) or dynamic", text);
    }

    /**
     * The domain of the binarised values.
     *
     * @throws DataException if values of {@code domain} cannot be binarised in this way: real
     *     values are no probabilities, and binary data are binarised already
     */
    default ValueDomain resultOf(ValueDomain domain) {
        if (this instanceof None) {
            return domain;
        }
        if (domain == ValueDomain.BINARY) {
            throw DataException.of(
                    "binarize: %s: the data are binary already; expected none", this);
        }
        if (!domain.isWithinUnitInterval()) {
            throw DataException.of(
                    "binarize: %s: the data are real-valued, and a value is no probability of a"
                            + " one; expected none",
                    this);
        }
        return ValueDomain.BINARY;
    }

    /**
     * Returns a clause on the binarisation for the description of an experiment; empty for none.
     */
    default Optional<String> clause() {
        if (this instanceof Dynamic) {
            return Optional.of(
                    "training examples are binarised at random each time they are used; test"
                            + " examples are binarised once, in the same way for all models");
        }
        if (this instanceof Threshold of) {
            return Optional.of("all examples are binarised at the threshold " + of.level());
        }
        return Optional.of("all examples are binarised once at random")
                .filter(clause -> this instanceof Static);
    }
}
