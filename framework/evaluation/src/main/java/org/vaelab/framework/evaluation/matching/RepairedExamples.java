// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.matching;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.bound.ImportanceEstimate;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/**
 * The examples whose importance weights moment matching tried to repair: k-hat and log p(x) before
 * and after.
 *
 * @param before the estimates of q alone
 * @param matched the estimates after the repair
 * @param repaired of each example that was tried, 1 if its k-hat is reliable now, 0 otherwise
 */
record RepairedExamples(PerDatum before, ImportanceEstimate matched, PerExample repaired) {

    private static final String CAPTION =
            "k-hat of the examples that moment matching tried to repair, in ascending order, before and"
                    + " after. The band is where k-hat is reliable. An infinite k-hat is drawn as the"
                    + " largest finite one.";

    /** Returns the estimates after the repair and their k-hat, by the names of columns. */
    Map<String, PerExample> columns() {
        Map<String, PerExample> columns = new LinkedHashMap<>();
        columns.put(MatchedLogLikelihood.NAME, estimated(after().logLikelihood()));
        columns.put("paretoK.matched", estimated(after().paretoK()));
        columns.put("repaired", repaired);
        return columns;
    }

    private PerDatum after() {
        return matched.perDatum();
    }

    /**
     * Returns the number of repaired examples.
     *
     * @param annealed log p(x) by annealed importance sampling; empty if it was not measured
     */
    Measured count(Optional<PerExample> annealed) {
        double sum = Arrays.stream(repaired.values()).sum();
        int tried = repaired.rows().length;
        Measured count =
                new Measured(
                        Measured.pure(sum, 0),
                        before.estimated().length,
                        Map.of("tried", Measured.pure(tried, 0)));
        return tried == 0 ? count : count.showing(curves(annealed.orElse(null)));
    }

    private PerExample estimated(double[] values) {
        return new PerExample(before.estimated(), values);
    }

    private double[] values(PerExample column) {
        return Arrays.stream(repaired.rows())
                .mapToDouble(row -> column.of(row).orElse(Double.NaN))
                .toArray();
    }

    private double[] values(double[] ofEstimated) {
        return values(estimated(ofEstimated));
    }

    private long unreliable(PerDatum of) {
        return IntStream.range(0, of.samples().length)
                .filter(i -> repaired.of(before.estimated()[i]).isPresent() && of.isUnreliable(i))
                .count();
    }

    private static Estimate mean(double[] values) {
        return Estimate.ofMean(values, "nats", EstimateKind.LOWER_BOUND, 1);
    }

    private static double[] minus(double[] values, double[] others) {
        return IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i] - others[i]))
                .mapToDouble(i -> values[i] - others[i])
                .toArray();
    }

    private static String text(double[] values) {
        Estimate mean = mean(values);
        return text(mean.value(), mean.standardError());
    }

    private static String text(double value, double error) {
        return String.format(Locale.ROOT, "%.2f ± %.2f", value, error).replace('-', '−');
    }

    /**
     * Returns what a report shows of these examples, at least one.
     *
     * @param annealed log p(x) by annealed importance sampling; null if it was not measured
     */
    DiagnosticCurves curves(@Nullable PerExample annealed) {
        double[] shapesAfter = values(after().paretoK());
        double reliable =
                ImportanceWeights.reliableParetoK(Arrays.stream(before.samples()).min().orElse(1));
        double least =
                Math.min(0, Arrays.stream(shapesAfter).filter(Double::isFinite).min().orElse(0));
        int n = shapesAfter.length;
        List<Double> x = IntStream.range(0, n).mapToObj(i -> (i + 0.5) / n).toList();
        return new DiagnosticCurves(
                "Moment matching",
                CAPTION,
                sentence(annealed),
                "share of the examples",
                "k-hat",
                x,
                x.stream().map(point -> least).toList(),
                x.stream().map(point -> reliable).toList(),
                List.of(curve("before", before), curve("after", after())));
    }

    private DiagnosticCurves.Curve curve(String name, PerDatum of) {
        double[] shapes = values(of.paretoK());
        double largest =
                Arrays.stream(shapes).filter(Double::isFinite).map(Math::abs).max().orElse(1);
        List<Double> sorted =
                Arrays.stream(shapes)
                        .map(
                                k ->
                                        Math.max(
                                                -largest,
                                                Math.min(largest, Double.isNaN(k) ? largest : k)))
                        .sorted()
                        .boxed()
                        .toList();
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("unreliable", (double) unreliable(of));
        numbers.put("logLikelihood", mean(values(of.logLikelihood())).value());
        return new DiagnosticCurves.Curve(name, sorted, numbers);
    }

    private String sentence(@Nullable PerExample annealed) {
        double[] plain = values(before.logLikelihood());
        double[] matched = values(after().logLikelihood());
        int n = plain.length;
        String of = n == 1 ? "Of one example" : "Of %s examples".formatted(n);
        String found =
                ("%s, k-hat is unreliable for %s before moment matching and for %s after it. Their mean"
                                + " log p(x) is %s nats before and %s after; the difference is %s.")
                        .formatted(
                                of,
                                unreliable(before),
                                unreliable(after()),
                                text(plain),
                                text(matched),
                                text(minus(matched, plain)));
        return found + (annealed == null ? "" : agreement(values(annealed), matched));
    }

    private static String agreement(double[] ais, double[] matched) {
        double[] differences = minus(ais, matched);
        if (differences.length < 2) {
            return " No two of them have an estimate by annealed importance sampling.";
        }
        Estimate difference = mean(differences);
        boolean agree = Math.abs(difference.value()) <= 2 * difference.standardError();
        double[] known = Arrays.stream(ais).filter(v -> !Double.isNaN(v)).toArray();
        return " Annealed importance sampling gives %s for %s of them: %s by %s, %s."
                .formatted(
                        text(known),
                        known.length,
                        difference.value() >= 0 ? "higher" : "lower",
                        text(Math.abs(difference.value()), difference.standardError()),
                        agree ? "within two standard errors" : "more than two standard errors");
    }
}
