// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The set in which the values of a data set lie, and with it the measure against which log p(x) is
 * a density.
 *
 * <p>A log-likelihood means something only against a measure. A Bernoulli mass function is one on
 * {0,1} and on nothing else: cross-entropy of grey pixels is no log-likelihood. Figures of data
 * sets of different domains do not compare.
 *
 * <p>In settings: {@code binary}, {@code grey}, {@code unit}, {@code real}, {@code counts}.
 */
public enum ValueDomain {
    /** {0, 1}. Counting measure: log p(x) is at most 0. */
    @JsonProperty("binary")
    BINARY("binary"),

    /**
     * The 256 levels k/255, k = 0..255. Counting measure on the levels for a discretised
     * likelihood: log p(x) is at most 0. A continuous density at these points is one against
     * Lebesgue measure on pixel values scaled by 1/255. It differs from bits per level by the
     * constant {@code size * log 255} and by the missing dequantisation.
     */
    @JsonProperty("grey")
    GREY_LEVELS("grey levels"),

    /** The closed interval [0, 1]. Lebesgue measure: log p(x) is unbounded above. */
    @JsonProperty("unit")
    UNIT_INTERVAL("unit interval"),

    /** The finite real numbers. Lebesgue measure: log p(x) is unbounded above. */
    @JsonProperty("real")
    REAL("real"),

    /** The counts 0, 1, 2, ... up to 2^24. Counting measure: log p(x) is at most 0. */
    @JsonProperty("counts")
    COUNTS("counts"),

    /**
     * Columns of different kinds ({@link Form#columns}). The measure is the product of those
     * of the columns. A data set chooses this domain by its columns, no config by name.
     */
    @JsonIgnore
    COLUMNS("columns of several kinds"),

    /**
     * Places in a vocabulary of V tokens ({@link Form#vocabulary}); NaN after the end of a
     * text. Counting measure: log p(x) is at most 0. In a training batch, k + V is token k of which
     * an autoregressive decoder is not told when it predicts the next ones (word dropout).
     */
    @JsonIgnore
    TOKENS("tokens"),

    /**
     * Blocks of values, each in a domain of its own ({@link Form#modalities}). The measure
     * is the product of theirs. A data set chooses this domain, no config by name.
     */
    @JsonIgnore
    MODALITIES("several modalities");

    /** The largest count: single precision holds all integers up to it. */
    private static final int LARGEST_COUNT = 1 << 24;

    private final String label;

    ValueDomain(String label) {
        this.label = label;
    }

    /** The name for people, in messages and tables. */
    public String label() {
        return label;
    }

    /** Returns the values of the domain, for messages. */
    public String expected() {
        return switch (this) {
            case BINARY -> "0 or 1";
            case GREY_LEVELS -> "an integer 0..255";
            case UNIT_INTERVAL -> "a number in [0, 1]";
            case REAL -> "a finite number";
            case COUNTS -> "a whole number 0.." + LARGEST_COUNT;
            case COLUMNS -> "a value of its column";
            case TOKENS -> "the number of a token";
            case MODALITIES -> "a value of its modality";
        };
    }

    /** Returns whether the base measure is counting measure, so that log p(x) is at most 0. */
    public boolean isDiscrete() {
        return this == BINARY || this == GREY_LEVELS || this == COUNTS || this == TOKENS;
    }

    /** Returns whether every value can be the probability of a one, as in binarisation. */
    public boolean isWithinUnitInterval() {
        return this == BINARY || this == GREY_LEVELS || this == UNIT_INTERVAL;
    }

    /**
     * Whether {@code value} lies in this domain, a grey level in single or in double precision;
     * false for NaN and infinities. Of columns and modalities it says only whether it is finite.
     */
    public boolean contains(double value) {
        return switch (this) {
            case BINARY -> value == 0 || value == 1;
            case GREY_LEVELS -> {
                long level = Math.round(value * 255);
                yield level >= 0
                        && level <= 255
                        && (value == level / 255.0 || value == level / 255f);
            }
            case UNIT_INTERVAL -> value >= 0 && value <= 1;
            case REAL, COLUMNS, MODALITIES -> Double.isFinite(value);
            case COUNTS, TOKENS ->
                    value >= 0 && value <= LARGEST_COUNT && value == Math.rint(value);
        };
    }

    /** Returns the name of a likelihood of such values. */
    public String likelihood() {
        return switch (this) {
            case BINARY -> "bernoulli";
            case GREY_LEVELS -> "discretized-logistic";
            case UNIT_INTERVAL -> "continuous-bernoulli";
            case REAL -> "gaussian";
            case COUNTS -> "poisson";
            case COLUMNS -> "columns";
            case TOKENS -> "tokens";
            case MODALITIES -> "joined";
        };
    }
}
