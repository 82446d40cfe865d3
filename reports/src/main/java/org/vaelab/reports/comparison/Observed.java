// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import org.vaelab.framework.record.Provenance;

/**
 * What a value speaks of: the data that evaluation saw, and whether their likelihood is a density.
 *
 * <p>The domain of the data as they were loaded is part of their checksum, and what binarisation makes
 * of them is in {@code values}. Static and dynamic binarisation draw the same bits for evaluation,
 * under the evaluation seed; they differ in what training sees. Where grey levels are spread over their
 * bins, a density bounds the probability of the levels: in bits it is compared with one. The seed is that of the record's
 * config, which has held it from the first version on; where a config is without it, it is the default.
 *
 * @param checksum of the content, as {@link Provenance.Data#checksum}
 * @param shape of one datum
 * @param values how the values that evaluation saw came from those
 * @param isDensity whether the likelihood is a density, which does not compare with a probability
 * @param condition what the model is given: log p(x given c) is not log p(x); empty if nothing
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

    /** What a number of bits speaks of: the levels, and not how they were spread. */
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

    /** What is left of a datum of which some values are given, to the model or not. */
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

    /** Returns the data and the kind of likelihood in a few words. */
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

    /** Returns the first digits of the checksum, by which a reader tells data apart. */
    String shortened() {
        return checksum.length() > SHOWN_DIGITS ? checksum.substring(0, SHOWN_DIGITS) : checksum;
    }
}
