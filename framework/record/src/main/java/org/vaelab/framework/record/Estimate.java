// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A measured quantity with its unit, its uncertainty and its kind.
 *
 * <p>The standard error is the sampling error over the data of one evaluation of one trained model.
 * It says nothing about how the value varies between training seeds.
 *
 * @param value the measured value; {@code NaN} (JSON {@code null}) when it came out undefined
 * @param standardError the standard error of {@code value}, at least 0; {@code NaN} (JSON {@code
 *     null}) when it is not defined, for example for a mean over one datum. Never 0 in its place
 * @param unit the unit, for example {@code nats}, {@code bits/dim} or {@code 1} for a pure number
 * @param kind what the value says about the quantity
 * @param samples the number of latent samples per datum behind the value (the K of an
 *     importance-weighted estimate), at least 0; 0 where no latent was sampled; the mean where it
 *     is one of each datum
 * @param samplesFor the standard error of each datum for which its number of samples was chosen;
 *     null where all have the same number
 */
public record Estimate(
        double value,
        double standardError,
        String unit,
        EstimateKind kind,
        long samples,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Double samplesFor) {

    /** A mean of 0 is so far above 0 with probability 1e-6. */
    private static final double MOST_ERRORS = 4.76;

    /** Of means of float32 numbers. */
    private static final double ROUNDING = 1e-5;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the standard error or the number of samples is negative,
     *     or the unit is blank
     */
    public Estimate {
        if (standardError < 0) {
            throw new IllegalArgumentException(
                    "standardError must be >= 0, or NaN if it is not defined, but is "
                            + standardError);
        }
        if (Objects.requireNonNull(unit, "unit").isBlank()) {
            throw new IllegalArgumentException("unit must not be blank; a pure number has unit 1");
        }
        Objects.requireNonNull(kind, "kind");
        if (samples < 0) {
            throw new IllegalArgumentException("samples must be >= 0, but is " + samples);
        }
    }

    public Estimate(
            double value, double standardError, String unit, EstimateKind kind, long samples) {
        this(value, standardError, unit, kind, samples, null);
    }

    /**
     * Returns whether this mean is above 0 by more than chance, {@value #MOST_ERRORS} standard
     * errors, and by more than the rounding of float32 numbers.
     *
     * @param size of the numbers of which it is the mean difference
     */
    public boolean isClearlyPositive(double size) {
        return value > MOST_ERRORS * standardError && value > ROUNDING * (1 + size);
    }

    /**
     * Returns this estimate, of data each of which has as many samples as this standard error
     * takes.
     */
    public Estimate withSamplesFor(double standardErrorOfDatum) {
        return new Estimate(value, standardError, unit, kind, samples, standardErrorOfDatum);
    }

    /**
     * Returns a quantity that carries no sampling error that could be estimated, such as a count.
     *
     * @param samples the number of latent samples per datum behind it
     */
    public static Estimate withoutError(
            double value, String unit, EstimateKind kind, long samples) {
        return new Estimate(value, Double.NaN, unit, kind, samples);
    }

    /**
     * Returns the mean over data with its standard error.
     *
     * <pre>
     * mean = 1/n sum_i x_i,   standardError = sqrt( 1/(n-1) sum_i (x_i - mean)^2 ) / sqrt(n)
     * </pre>
     *
     * <p>The sums are compensated (Neumaier), so that the result does not depend on how many data
     * there are to more than a rounding. With one datum the standard error is not defined. A value
     * that is NaN makes both NaN; an infinite one makes the mean infinite (or NaN) and the standard
     * error NaN.
     *
     * @param perDatum one value for each datum, of length n &gt;= 1
     * @param kind what the mean says about the quantity
     * @param samples the number of latent samples per datum
     * @throws IllegalArgumentException if {@code perDatum} is empty
     */
    public static Estimate ofMean(double[] perDatum, String unit, EstimateKind kind, long samples) {
        int n = perDatum.length;
        if (n == 0) {
            throw new IllegalArgumentException(
                    "perDatum is empty: a mean needs at least one datum");
        }
        CompensatedSum sum = new CompensatedSum();
        for (double x : perDatum) {
            sum.add(x);
        }
        double mean = sum.total() / n;
        CompensatedSum squares = new CompensatedSum();
        for (double x : perDatum) {
            squares.add((x - mean) * (x - mean));
        }
        double error = n == 1 ? Double.NaN : Math.sqrt(squares.total() / (n - 1.0) / n);
        return new Estimate(mean, error, unit, kind, samples);
    }

    private static final class CompensatedSum {
        private double sum;
        private double lost;

        void add(double x) {
            double next = sum + x;
            lost += Math.abs(sum) >= Math.abs(x) ? (sum - next) + x : (x - next) + sum;
            sum = next;
        }

        double total() {
            // Once the sum is infinite or NaN the correction is NaN and says nothing.
            return Double.isFinite(sum) ? sum + lost : sum;
        }
    }
}
