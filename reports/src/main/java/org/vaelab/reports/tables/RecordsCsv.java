// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.FurtherEvaluation;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.statistics.MeanInterval;

/** The numbers of a comparison as tidy data: one row per observation, in full precision. */
public final class RecordsCsv {

    /** A number of a run; of a run without any, a row without a metric. */
    private record Row(
            String evaluation, ComparedModel model, RunRecord run, Optional<String> metric) {

        String text(Function<Estimate, Object> part) {
            return metric.map(run.metrics()::get).map(part).map(String::valueOf).orElse("");
        }

        double number(Function<Estimate, Double> part) {
            return metric.map(run.metrics()::get).map(part).orElse(Double.NaN);
        }
    }

    /** The mean of a metric of a model. */
    private record Mean(Measured measured, MeanInterval over, EvaluationProtocol protocol) {}

    private RecordsCsv() {}

    /** Writes a row for each metric of each run that ended. */
    public static String runs(Comparison comparison) {
        return csv(TableSpec.of("runs", rows(comparison, "").toList()));
    }

    /** Writes a row for each metric of each run of each further evaluation. */
    public static String evaluations(List<FurtherEvaluation> evaluations) {
        List<Row> rows =
                evaluations.stream().flatMap(of -> rows(of.comparison(), of.key())).toList();
        return csv(TableSpec.of("evaluations", rows).text("evaluation", Row::evaluation));
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

    private static String csv(TableSpec<Row> table) {
        table.text("model", row -> row.model().name())
                .text("variant", row -> row.run().variant())
                .text("seed", row -> "" + row.run().seed())
                .text("status", row -> row.run().status().jsonName())
                .text("metric", row -> row.metric().orElse(""))
                .numbers("value", row -> row.number(Estimate::value))
                .numbers("standard_error", row -> row.number(Estimate::standardError))
                .text("unit", row -> row.text(Estimate::unit))
                .text("kind", row -> row.text(Estimate::kind))
                .text("samples", row -> row.text(Estimate::samples))
                .text("data", RecordsCsv::data);
        return CsvTable.of(table.captioned(""));
    }

    private static String data(Row row) {
        return row.metric()
                .map(row.run().provenance().evaluatedData()::get)
                .map(String::valueOf)
                .orElse("");
    }

    /** Writes a row for each metric of each model whose values may be averaged over seeds. */
    public static String means(Comparison comparison) {
        List<Mean> means =
                comparison.models().stream()
                        .flatMap(m -> comparison.metrics().stream().map(of -> Measured.of(m, of)))
                        .flatMap(RecordsCsv::mean)
                        .toList();
        return CsvTable.of(
                TableSpec.of("means", means)
                        .text("model", mean -> mean.measured().model().name())
                        .text("variant", mean -> mean.measured().model().variant())
                        .text("metric", mean -> mean.measured().metric().name())
                        .text("seeds", mean -> "" + mean.over().n())
                        .numbers("mean", mean -> mean.over().mean())
                        .numbers("standard_deviation", mean -> mean.over().standardDeviation())
                        .numbers("ci95_half_width", mean -> mean.over().halfWidth())
                        .text("unit", mean -> mean.protocol().unit())
                        .text("kind", mean -> mean.protocol().kind().toString())
                        .text("samples", mean -> samples(mean.protocol()))
                        .text("data", mean -> data(mean.protocol()))
                        .captioned(""));
    }

    private static Stream<Mean> mean(Measured measured) {
        return measured.overSeeds().stream()
                .map(mean -> new Mean(measured, mean, measured.protocol().orElseThrow()));
    }

    private static String samples(EvaluationProtocol protocol) {
        return protocol.samplesFor().isPresent() ? "" : "" + protocol.samples();
    }

    private static String data(EvaluationProtocol protocol) {
        return protocol.data().isPresent() ? "" + protocol.data().getAsLong() : "";
    }
}
