// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.FurtherEvaluation;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.statistics.MeanInterval;

/** The numbers of a comparison as tidy data: one row per observation, in full precision. */
public final class RecordsCsv {

    private RecordsCsv() {}

    private static final List<String> OF_RUNS =
            List.of(
                    "model",
                    "variant",
                    "seed",
                    "status",
                    "metric",
                    "value",
                    "standard_error",
                    "unit",
                    "kind",
                    "samples",
                    "data");

    /** Receives the fields of a row. */
    @FunctionalInterface
    private interface Rows {
        void row(@Nullable Object... fields);
    }

    /** Writes a row for each metric of each run that ended. */
    public static String runs(Comparison comparison) {
        Csv csv = new Csv(OF_RUNS.toArray(new String[0]));
        rows(csv::row, comparison);
        return csv.toString();
    }

    /** Writes a row for each metric of each run of each further evaluation. */
    public static String evaluations(List<FurtherEvaluation> evaluations) {
        List<String> columns = new ArrayList<>(List.of("evaluation"));
        columns.addAll(OF_RUNS);
        Csv csv = new Csv(columns.toArray(new String[0]));
        for (FurtherEvaluation evaluation : evaluations) {
            Rows rows =
                    fields -> {
                        List<@Nullable Object> all = new ArrayList<>(Arrays.asList(fields));
                        all.add(0, evaluation.key());
                        csv.row(all.toArray());
                    };
            rows(rows, evaluation.comparison());
        }
        return csv.toString();
    }

    private static void rows(Rows csv, Comparison comparison) {
        comparison.runs().stream()
                .flatMap(run -> run.ended().stream())
                .forEach(record -> rows(csv, record));
    }

    private static void rows(Rows csv, RunRecord record) {
        String status = record.status().jsonName();
        record.metrics()
                .forEach(
                        (metric, estimate) ->
                                csv.row(
                                        record.model(),
                                        record.variant(),
                                        record.seed(),
                                        status,
                                        metric,
                                        estimate.value(),
                                        estimate.standardError(),
                                        estimate.unit(),
                                        estimate.kind(),
                                        estimate.samples(),
                                        data(record, metric)));
        if (record.metrics().isEmpty()) {
            csv.row(
                    record.model(),
                    record.variant(),
                    record.seed(),
                    status,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    private static @Nullable Long data(RunRecord record, String metric) {
        return record.provenance().evaluatedData().get(metric);
    }

    /** Writes a row for each metric of each model whose values may be averaged over seeds. */
    public static String means(Comparison comparison) {
        Csv csv =
                new Csv(
                        "model",
                        "variant",
                        "metric",
                        "seeds",
                        "mean",
                        "standard_deviation",
                        "ci95_half_width",
                        "unit",
                        "kind",
                        "samples",
                        "data");
        for (ComparedModel model : comparison.models()) {
            for (Metric metric : comparison.metrics()) {
                Measured measured = Measured.of(model, metric);
                if (measured.overSeeds().isPresent()) {
                    MeanInterval interval = measured.overSeeds().get();
                    EvaluationProtocol protocol = measured.protocol().orElseThrow();
                    csv.row(
                            model.name(),
                            model.variant(),
                            metric.name(),
                            interval.n(),
                            interval.mean(),
                            interval.standardDeviation(),
                            interval.halfWidth(),
                            protocol.unit(),
                            protocol.kind(),
                            protocol.samplesFor().isPresent() ? null : protocol.samples(),
                            protocol.data().isPresent() ? protocol.data().getAsLong() : null);
                }
            }
        }
        return csv.toString();
    }
}
