// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.FurtherEvaluation;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.statistics.MeanInterval;

/** The numbers of a comparison as tidy data: one row per observation, in full precision. */
@Internal
public final class RecordsCsv {

    /** A number of a run; of a run without any, a row without a metric. */
    private record Row(
            String evaluation, ComparedModel model, RunRecord run, Optional<String> metric) {

        @Nullable Object of(Function<Estimate, Object> part) {
            return metric.map(run.metrics()::get).map(part).orElse(null);
        }
    }

    /** The mean of a metric of a model. */
    private record Mean(MeasuredMetric measured, MeanInterval over, EvaluationProtocol protocol) {}

    private RecordsCsv() {}

    /** Writes a row for each metric of each run that ended. */
    public static String runs(Comparison comparison) {
        return csv(DataFrame.of(rows(comparison, "").toList()));
    }

    /** Writes a row for each metric of each run of each further evaluation. */
    public static String evaluations(List<FurtherEvaluation> evaluations) {
        List<Row> rows =
                evaluations.stream().flatMap(of -> rows(of.comparison(), of.key())).toList();
        return csv(DataFrame.of(rows).column("evaluation", Row::evaluation));
    }

    private static Stream<Row> rows(Comparison comparison, String evaluation) {
        return comparison.models().stream()
                .flatMap(model -> model.ended().stream().flatMap(r -> rows(evaluation, model, r)));
    }

    private static Stream<Row> rows(String evaluation, ComparedModel model, RunRecord run) {
        return run.metrics().isEmpty()
                ? Stream.of(new Row(evaluation, model, run, Optional.empty()))
                : run.metrics().keySet().stream()
                        .map(metric -> new Row(evaluation, model, run, Optional.of(metric)));
    }

    private static String csv(DataFrame<Row> rows) {
        return rows.column("model", row -> row.model().name())
                .column("variant", row -> row.run().variant())
                .column("seed", row -> row.run().seed())
                .column("status", row -> row.run().status().jsonName())
                .column("metric", row -> row.metric().orElse(""))
                .column("value", row -> row.of(Estimate::value))
                .column("standard_error", row -> row.of(Estimate::standardError))
                .column("unit", row -> row.of(Estimate::unit))
                .column("kind", row -> row.of(Estimate::kind))
                .column("samples", row -> row.of(Estimate::samples))
                .column("data", RecordsCsv::data)
                .csv();
    }

    private static @Nullable Object data(Row row) {
        return row.metric().map(row.run().provenance().evaluatedData()::get).orElse(null);
    }

    /** Writes a row for each metric of each model whose values may be averaged over seeds. */
    public static String means(Comparison comparison) {
        List<Mean> means =
                comparison.models().stream()
                        .flatMap(
                                m ->
                                        comparison.metrics().stream()
                                                .map(of -> MeasuredMetric.of(m, of)))
                        .flatMap(RecordsCsv::mean)
                        .toList();
        return DataFrame.of(means)
                .column("model", mean -> mean.measured().model().name())
                .column("variant", mean -> mean.measured().model().variant())
                .column("metric", mean -> mean.measured().metric().name())
                .column("seeds", mean -> mean.over().n())
                .column("mean", mean -> mean.over().mean())
                .column("standard_deviation", mean -> mean.over().standardDeviation())
                .column("ci95_half_width", mean -> mean.over().halfWidth())
                .column("unit", mean -> mean.protocol().unit())
                .column("kind", mean -> mean.protocol().kind())
                .column("samples", mean -> samples(mean.protocol()))
                .column("data", mean -> data(mean.protocol()))
                .csv();
    }

    private static Stream<Mean> mean(MeasuredMetric measured) {
        return measured.overSeeds().stream()
                .map(mean -> new Mean(measured, mean, measured.protocol().orElseThrow()));
    }

    private static String samples(EvaluationProtocol protocol) {
        return protocol.samplesFor().isPresent() ? "" : "" + protocol.samples();
    }

    private static String data(EvaluationProtocol protocol) {
        return protocol.examples().count().isPresent()
                ? "" + protocol.examples().count().getAsLong()
                : "";
    }
}
