// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a metric shows beside its number: curves with a common band, which reports draw whatever the
 * metric is. It is the content of {@code diagnostics/<metric>.json}.
 *
 * @param schema the version of this layout, {@value #SCHEMA}
 * @param title of a figure of several models, a noun phrase
 * @param caption what the curves and the band are, in whole sentences; it does not depend on the
 *     model
 * @param sentence what the curves of this model say, one or two whole sentences
 * @param xTitle the quantity of x with its unit
 * @param yTitle the quantity of y with its unit
 * @param x the places of the points, ascending, the same for all curves
 * @param lower the lower edge of the band at each place; empty if there is no band
 * @param upper the upper edge of the band; empty if there is no band
 * @param curves at least one
 */
public record DiagnosticCurves(
        int schema,
        String title,
        String caption,
        String sentence,
        String xTitle,
        String yTitle,
        List<Double> x,
        List<Double> lower,
        List<Double> upper,
        List<Curve> curves) {

    /** The layout that this version writes. */
    public static final int SCHEMA = 1;

    /**
     * One curve, such as that of a latent unit.
     *
     * @param y one number for each x
     * @param numbers further numbers by name, such as a p-value
     */
    public record Curve(String name, List<Double> y, Map<String, Double> numbers) {

        public Curve {
            Objects.requireNonNull(name, "name");
            y = List.copyOf(y);
            numbers = InOrder.copy(numbers, "numbers");
        }
    }

    /**
     * Checks the schema and the lengths.
     *
     * @throws IllegalArgumentException if the schema is unknown, or lists differ in length
     */
    public DiagnosticCurves {
        RecordMapper.requireSchema(schema, SCHEMA);
        x = List.copyOf(x);
        lower = List.copyOf(lower);
        upper = List.copyOf(upper);
        curves = List.copyOf(curves);
        if (curves.isEmpty()) {
            throw new IllegalArgumentException("diagnostic curves need at least one curve");
        }
        for (Curve curve : curves) {
            requireLength("curve '" + curve.name() + "'", curve.y(), x.size());
        }
        requireLength("lower edge", lower, lower.isEmpty() && upper.isEmpty() ? 0 : x.size());
        requireLength("upper edge", upper, lower.size());
    }

    /** Returns the same curves under another title. */
    public DiagnosticCurves titled(String other) {
        return new DiagnosticCurves(
                schema, other, caption, sentence, xTitle, yTitle, x, lower, upper, curves);
    }

    public DiagnosticCurves(
            String title,
            String caption,
            String sentence,
            String xTitle,
            String yTitle,
            List<Double> x,
            List<Double> lower,
            List<Double> upper,
            List<Curve> curves) {
        this(SCHEMA, title, caption, sentence, xTitle, yTitle, x, lower, upper, curves);
    }

    private static void requireLength(String what, List<Double> values, int length) {
        if (values.size() != length) {
            throw new IllegalArgumentException(
                    "the %s has %s points, expected %s".formatted(what, values.size(), length));
        }
    }

    /**
     * Returns how far a curve leaves the band at most; 0 if it stays within, or there is no band.
     */
    public double excess(Curve curve) {
        double most = 0;
        for (int i = 0; i < lower.size(); i++) {
            double y = curve.y().get(i);
            most = Math.max(most, Math.max(lower.get(i) - y, y - upper.get(i)));
        }
        return most;
    }
}
