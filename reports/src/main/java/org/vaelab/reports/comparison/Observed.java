// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.record.ModelFacts.Likelihood;
import org.vaelab.framework.record.Provenance;
import org.vaelab.reports.text.ShapeText;

/**
 * The data that a value refers to, as evaluation saw them, and which likelihood of them it is.
 *
 * <p>The checksum covers the domain of the data as they were loaded; {@code values} says what
 * binarisation made of them. Static and dynamic binarisation draw the same bits for evaluation,
 * from the evaluation seed; they differ in training only. If grey levels are dequantized, a density
 * bounds the probability of the levels, so values in bits are comparable with one.
 *
 * @param checksum of the content, as {@link Provenance.Data#checksum}
 * @param shape of one datum
 * @param values how the values in evaluation were derived from the data
 * @param measures the base measures of the likelihood with their columns; empty if the value is no
 *     likelihood
 * @param condition what the model is given, as log p(x given c) is not log p(x); empty if nothing
 * @param given what of x itself the likelihood is given, such as the total count; empty if nothing
 */
public record Observed(
        String checksum,
        String shape,
        String values,
        Map<String, List<String>> measures,
        Map<String, Integer> condition,
        List<String> given) {

    private static final Map<String, List<String>> COUNTING = Map.of("counting", List.of());
    private static final Map<String, List<String>> LEBESGUE = Map.of("Lebesgue", List.of());
    private static final String AS_THEY_ARE = "values as they are";
    private static final long DEFAULT_EVALUATION_SEED = 0;
    private static final int SHOWN_DIGITS = 12;

    static Observed of(Provenance provenance) {
        Likelihood likelihood = Objects.requireNonNull(provenance.facts().likelihood());
        return new Observed(
                provenance.data().checksum(),
                provenance.data().shape(),
                values(provenance) + modelled(provenance),
                likelihood.measures(),
                likelihood.condition(),
                likelihood.given());
    }

    /** The basis of a number in bits: the grey levels, however they were dequantized. */
    static Observed inBits(Provenance provenance) {
        Observed of = of(provenance);
        return isDequantized(provenance)
                ? new Observed(
                        of.checksum,
                        of.shape,
                        AS_THEY_ARE + modelled(provenance),
                        COUNTING,
                        of.condition,
                        of.given)
                : of;
    }

    /** Returns the basis of a score, which is the same whatever likelihood it was found with. */
    Observed ofScore() {
        return new Observed(checksum, shape, values, Map.of(), condition, List.of());
    }

    /** Returns the data alone. */
    Observed ofData() {
        return new Observed(checksum, shape, values, Map.of(), Map.of(), List.of());
    }

    /** Returns which part of a datum is modelled, if other values are given. */
    private static String modelled(Provenance provenance) {
        Map<String, String> given = provenance.facts().preparation().given();
        return given.isEmpty() ? "" : ", without " + FactText.given(given);
    }

    private static boolean isDequantized(Provenance provenance) {
        return provenance.facts().preparation().dequantization() != null;
    }

    private static String values(Provenance provenance) {
        String binarization = provenance.data().binarization();
        long seed = provenance.config().at("/data/evaluationSeed").asLong(DEFAULT_EVALUATION_SEED);
        if (isDequantized(provenance)) {
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

    /** Adds in what two values differ, in words. */
    void compare(Observed other, Set<String> differences) {
        if (!checksum.equals(other.checksum)) {
            differences.add("data (checksums " + other.shortened() + ", " + shortened() + ")");
        }
        if (!shape.equals(other.shape)) {
            differences.add("shape of the data");
        }
        if (!values.equals(other.values)) {
            differences.add("what is observed (" + other.values + ", " + values + ")");
        }
        if (!measures.equals(other.measures)) {
            differences.add(measures(other));
        }
        if (!condition.equals(other.condition)) {
            differences.add("what is given beside x");
        }
        if (!given.equals(other.given)) {
            differences.add(
                    "what of x the likelihood is given ("
                            + Stream.of(other.given, given)
                                    .map(of -> of.isEmpty() ? "nothing" : String.join(", ", of))
                                    .collect(Collectors.joining("; "))
                            + ")");
        }
    }

    private String measures(Observed other) {
        return Set.of(COUNTING, LEBESGUE).containsAll(Set.of(measures, other.measures))
                ? "likelihood (a density, a probability)"
                : "base measure (%s | %s)"
                        .formatted(FactText.measures(other.measures), FactText.measures(measures));
    }

    /**
     * Returns it in words.
     *
     * @param name of the data
     */
    public String text(String name) {
        String kind =
                measures.isEmpty() || measures.equals(COUNTING)
                        ? ""
                        : measures.equals(LEBESGUE)
                                ? ", a density"
                                : ", base measure " + FactText.measures(measures);
        String all =
                Stream.of(FactText.condition(condition), String.join(", ", given))
                        .filter(what -> !what.isEmpty())
                        .collect(Collectors.joining(", "));
        return name
                + " "
                + ShapeText.of(shape)
                + ", checksum "
                + shortened()
                + ", "
                + values
                + kind
                + (all.isEmpty() ? "" : ", given " + all);
    }

    /** Returns the first digits of the checksum, enough to distinguish data. */
    String shortened() {
        return checksum.length() > SHOWN_DIGITS ? checksum.substring(0, SHOWN_DIGITS) : checksum;
    }
}
