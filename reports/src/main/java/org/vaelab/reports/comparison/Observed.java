// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import org.vaelab.framework.record.Provenance;

/**
 * The data that a value refers to, as evaluation saw them, and whether their likelihood is a
 * density.
 *
 * <p>The checksum covers the domain of the data as they were loaded; {@code values} says what
 * binarisation made of them. Static and dynamic binarisation draw the same bits for evaluation,
 * from the evaluation seed; they differ in training only. If grey levels are dequantized, a density
 * bounds the probability of the levels, so values in bits are comparable with one. The seed comes
 * from the config in the record; a config without it used the default.
 *
 * @param checksum of the content, as {@link Provenance.Data#checksum}
 * @param shape of one datum
 * @param values how the values in evaluation were derived from the data
 * @param isDensity whether the likelihood is a density, which is not comparable with a probability
 * @param condition what the model is given, as log p(x given c) is not log p(x); empty if nothing
 */
public record Observed(
        String checksum, String shape, String values, boolean isDensity, String condition) {

    private static final String DENSITY = "density";
    private static final String DEQUANTIZATION = "dequantization";
    private static final String AS_THEY_ARE = "values as they are";
    private static final long DEFAULT_EVALUATION_SEED = 0;
    private static final int SHOWN_DIGITS = 12;

    static Observed of(Provenance provenance) {
        Provenance.Data data = provenance.data();
        return new Observed(
                data.checksum(),
                data.shape(),
                values(provenance) + modelled(provenance),
                DENSITY.equals(provenance.choices().get("likelihoodOf")),
                provenance.choices().getOrDefault("condition", ""));
    }

    /** The basis of a number in bits: the grey levels, however they were dequantized. */
    static Observed inBits(Provenance provenance) {
        Observed observed = of(provenance);
        return provenance.choices().containsKey(DEQUANTIZATION)
                ? new Observed(
                        observed.checksum,
                        observed.shape,
                        AS_THEY_ARE + modelled(provenance),
                        false,
                        observed.condition)
                : observed;
    }

    /** Returns which part of a datum is modelled, if other values are given. */
    private static String modelled(Provenance provenance) {
        String given = provenance.choices().get("given");
        return given == null ? "" : ", without " + given;
    }

    private static String values(Provenance provenance) {
        String binarization = provenance.data().binarization();
        long seed = provenance.config().at("/data/evaluationSeed").asLong(DEFAULT_EVALUATION_SEED);
        if (provenance.choices().containsKey(DEQUANTIZATION)) {
            return "levels spread over their bins under evaluation seed " + seed;
        }
        if (binarization.equals("none")) {
            return AS_THEY_ARE;
        }
        if (binarization.startsWith("threshold")) {
            return "bits by " + binarization;
        }
        return "bits drawn under evaluation seed " + seed;
    }

    @Override
    public String toString() {
        return "data "
                + shortened()
                + " of shape "
                + shape
                + ", "
                + values
                + (isDensity ? ", a density" : "")
                + (condition.isEmpty() ? "" : ", given " + condition);
    }

    /** Returns the first digits of the checksum, enough to distinguish data. */
    String shortened() {
        return checksum.length() > SHOWN_DIGITS ? checksum.substring(0, SHOWN_DIGITS) : checksum;
    }
}
