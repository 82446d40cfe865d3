// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.stream.Stream;
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

    private static final String[] OF_RUNS = {
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
        "data"
    };

    /** Writes a row for each metric of each run that ended. */
    public static String runs(Comparison comparison) {
        Csv csv = new Csv(OF_RUNS);
        comparison.ended().forEach(record -> add(csv, record));
        return csv.toString();
    }

    /** Writes a row for each metric of each run of each further evaluation. */
    public static String evaluations(List<FurtherEvaluation> evaluations) {
        Csv csv =
                new Csv(
                        Stream.concat(Stream.of("evaluation"), Stream.of(OF_RUNS))
                                .toArray(String[]::new));
        for (FurtherEvaluation evaluation : evaluations) {
            evaluation.comparison().ended().forEach(run -> add(csv, run, evaluation.key()));
        }
        return csv.toString();
    }

    private static void add(Csv csv, RunRecord record, Object... before) {
        @Nullable Object[] run = {
            record.model(), record.variant(), record.seed(), record.status().jsonName()
        };
        record.metrics()
                .forEach(
                        (metric, estimate) ->
                                csv.row(
                                        all(
                                                before,
                                                run,
                                                new @Nullable Object[] {
                                                    metric,
                                                    estimate.value(),
                                                    estimate.standardError(),
                                                    estimate.unit(),
                                                    estimate.kind(),
                                                    estimate.samples(),
                                                    data(record, metric)
                                                })));
        if (record.metrics().isEmpty()) {
            csv.row(all(before, run, new @Nullable Object[7]));
        }
    }

    private static @Nullable Object[] all(@Nullable Object[]... parts) {
        return Stream.of(parts).flatMap(Stream::of).toArray();
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
                measured.overSeeds().ifPresent(mean -> add(csv, measured, mean));
            }
        }
        return csv.toString();
    }

    private static void add(Csv csv, Measured measured, MeanInterval mean) {
        EvaluationProtocol protocol = measured.protocol().orElseThrow();
        csv.row(
                measured.model().name(),
                measured.model().variant(),
                measured.metric().name(),
                mean.n(),
                mean.mean(),
                mean.standardDeviation(),
                mean.halfWidth(),
                protocol.unit(),
                protocol.kind(),
                protocol.samplesFor().isPresent() ? null : protocol.samples(),
                protocol.data().isPresent() ? protocol.data().getAsLong() : null);
    }
}
