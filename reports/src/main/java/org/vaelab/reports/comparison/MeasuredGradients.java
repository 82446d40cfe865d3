// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.GradientQuality.Estimator;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.statistics.RelativeBias;

/**
 * The measured gradients of a model: means over its completed runs.
 *
 * @param id its name as part of a file name, unique
 * @param rows in the order of the records
 * @param label the label of the model
 */
@Internal
public record MeasuredGradients(String model, String id, List<Row> rows, Label label) {

    public MeasuredGradients {
        rows = List.copyOf(rows);
    }

    /**
     * The gradients of one estimator with one number of draws in one group of parameters.
     *
     * @param group its name
     * @param ofRuns one for each run, at least one
     */
    public record Row(Estimator estimator, String group, List<GradientQuality> ofRuns) {
        public Row {
            ofRuns = List.copyOf(ofRuns);
        }

        private static Row of(List<GradientQuality> runs) {
            GradientQuality first = runs.get(0);
            return new Row(first.estimator(), first.group().name(), runs);
        }

        /** Returns the mean of a number over the runs that have it; NaN if none has. */
        public double mean(ToDoubleFunction<GradientQuality> number) {
            return ofRuns.stream()
                    .mapToDouble(number)
                    .filter(value -> !Double.isNaN(value))
                    .average()
                    .orElse(Double.NaN);
        }

        /**
         * Returns the bias relative to the norm of the reference; empty if a run has none. It is
         * the mean of the squares over runs, with the standard error of that mean.
         */
        public Optional<RelativeBias> bias() {
            double squared = 0;
            double variance = 0;
            double ofDegrees = 0;
            for (GradientQuality run : ofRuns) {
                GradientQuality.Bias bias = run.bias();
                if (bias == null || !(bias.referenceNorm() > 0)) {
                    return Optional.empty();
                }
                double scale = bias.referenceNorm() * bias.referenceNorm() * ofRuns.size();
                double own = Math.pow(bias.standardError() / scale, 2);
                squared += bias.squared() / scale;
                variance += own;
                ofDegrees += own == 0 ? 0 : own * own / bias.degreesOfFreedom();
            }
            return Optional.of(
                    new RelativeBias(
                            squared, Math.sqrt(variance), variance * variance / ofDegrees));
        }
    }

    /** Returns the gradients of each model that has any, in the order of the plan. */
    public static List<MeasuredGradients> of(Comparison comparison) {
        List<MeasuredGradients> all = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (ComparedModel model : comparison.models()) {
            List<Row> rows =
                    model.runs().stream()
                            .filter(run -> run.completed().isPresent())
                            .flatMap(run -> run.gradients().stream())
                            .collect(
                                    Collectors.groupingBy(
                                            of -> List.of(of.estimator(), of.group().name()),
                                            LinkedHashMap::new,
                                            Collectors.toList()))
                            .values()
                            .stream()
                            .map(Row::of)
                            .toList();
            if (!rows.isEmpty()) {
                String id = model.name().replaceAll("[^A-Za-z0-9_-]", "-");
                while (!ids.add(id)) {
                    id += "-";
                }
                all.add(new MeasuredGradients(model.name(), id, rows, model.label()));
            }
        }
        return all;
    }

    public List<String> estimators() {
        return rows.stream().map(row -> row.estimator().name()).distinct().toList();
    }

    public List<String> groups() {
        return rows.stream().map(Row::group).distinct().toList();
    }

    /** Returns the largest number of runs behind a row. */
    public int runs() {
        return rows.stream().mapToInt(row -> row.ofRuns().size()).max().orElse(0);
    }
}
