// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Overlap;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.record.Estimate;

/**
 * Standard errors of means over test examples that share steps. Those that take examples as
 * independent are replaced by the ones of {@link Overlap}, or left out.
 *
 * @param numbers of the examples, by the name of the metric that is their mean
 */
record WindowErrors(Examples test, Map<String, PerExample> numbers) {

    private static final double ROUNDING = 1e-9;

    private static final String UNKNOWN =
            "no standard error: test windows share steps, and it would take them as independent";

    /** Replaces the error of a metric, and leaves out those of its parts. */
    void replace(String name, Map<String, Measurement> measured) {
        if (!(measured.get(name) instanceof Measured whole)) {
            return;
        }
        List.copyOf(whole.parts().keySet())
                .forEach(part -> replace(name + "." + part, null, measured));
        replace(name, numbers.get(name), measured);
    }

    private void replace(String name, @Nullable PerExample own, Map<String, Measurement> measured) {
        measured.computeIfPresent(
                name,
                (key, found) ->
                        found instanceof Measured number
                                        && !Double.isNaN(number.estimate().standardError())
                                ? replaced(number, own)
                                : found);
    }

    private Measured replaced(Measured number, @Nullable PerExample own) {
        Estimate found = number.estimate();
        if (own == null || !isMean(found.value(), own.values())) {
            return with(number, Double.NaN, Optional.of(UNKNOWN));
        }
        Overlap overlap = Overlap.of(test.select(own.rows()));
        double error = overlap.mean(own.values()).standardError();
        return with(number, error, overlap.caveat(error));
    }

    private static boolean isMean(double value, double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        return Math.abs(mean - value) <= ROUNDING * (1 + Math.abs(value));
    }

    /** Returns a number with another error, which has a caveat unless it had another one. */
    private static Measured with(Measured number, double error, Optional<String> caveat) {
        Estimate of = number.estimate();
        return new Measured(
                new Estimate(
                        of.value(), error, of.unit(), of.kind(), of.samples(), of.samplesFor()),
                number.examples(),
                new LinkedHashMap<>(number.parts()),
                number.caveat() == null ? caveat.orElse(null) : number.caveat(),
                number.curves(),
                number.ofSome(),
                number.examplesOfParts());
    }
}
