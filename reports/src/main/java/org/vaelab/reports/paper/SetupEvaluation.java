// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.paper.Said.Subject;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/** What was measured: kind, draws and examples of each ranked metric. */
record SetupEvaluation(Comparison comparison, Bibliography methods) {

    /**
     * Metrics that were measured in the same way.
     *
     * @param metrics as a list in a sentence, with citations
     */
    record Reported(String metrics, List<Measure> how) {}

    /**
     * How a metric was measured.
     *
     * @param subject the models; null if all were measured so
     */
    record Measure(String text, @Nullable Subject subject) {}

    /** How a value was measured: what it is, in words behind a metric, and what it is from. */
    private record How(EstimateKind kind, String from) {

        static How of(EvaluationProtocol protocol) {
            boolean isDrawn =
                    protocol.samples() > 0 && protocol.kind() != EstimateKind.NOT_A_LIKELIHOOD;
            List<String> from = new ArrayList<>();
            if (isDrawn) {
                from.add("from " + draws(protocol));
            }
            protocol.examples()
                    .count()
                    .ifPresent(
                            n ->
                                    from.add(
                                            "over %s %s examples"
                                                    .formatted(
                                                            NumberText.grouped(n),
                                                            protocol.examples().part())));
            return new How(protocol.kind(), String.join(" ", from));
        }

        boolean isSaid() {
            return kind != EstimateKind.NOT_A_LIKELIHOOD || !from.isEmpty();
        }

        String text(boolean one) {
            String what =
                    switch (kind) {
                        case LOWER_BOUND -> one ? "as a lower bound" : "as lower bounds";
                        case UPPER_BOUND -> one ? "as an upper bound" : "as upper bounds";
                        case EXACT -> "exactly";
                        case UNBIASED_ESTIMATE ->
                                one ? "as an unbiased estimate" : "as unbiased estimates";
                        case NOT_A_LIKELIHOOD -> "";
                    };
            return (what + " " + from).strip();
        }
    }

    List<Reported> reported() {
        Map<List<Said<List<How>>>, List<ReportedMetric>> groups = new LinkedHashMap<>();
        for (ReportedMetric metric : comparison.metrics()) {
            List<Said<List<How>>> how = metric.isRanked() ? measured(metric) : List.of();
            if (how.stream().anyMatch(said -> said.is().stream().anyMatch(How::isSaid))) {
                groups.computeIfAbsent(how, h -> new ArrayList<>()).add(metric);
            }
        }
        List<Reported> reported = new ArrayList<>();
        groups.forEach((how, metrics) -> reported.add(reported(how, metrics)));
        return reported;
    }

    /** Returns how the models with values of a metric were measured, the ones without left out. */
    private List<Said<List<How>>> measured(ReportedMetric metric) {
        List<ComparedModel> valued =
                comparison.models().stream()
                        .filter(model -> !MeasuredMetric.of(model, metric).protocols().isEmpty())
                        .toList();
        return Said.each(
                valued,
                model ->
                        Stream.of(
                                MeasuredMetric.of(model, metric).protocols().stream()
                                        .map(How::of)
                                        .distinct()
                                        .toList()));
    }

    private Reported reported(List<Said<List<How>>> how, List<ReportedMetric> metrics) {
        boolean one = metrics.size() == 1;
        boolean exact =
                how.stream()
                        .flatMap(said -> said.is().stream().limit(1))
                        .allMatch(of -> of.kind() == EstimateKind.EXACT);
        return new Reported(
                ListText.of(metrics.stream().map(m -> label(m) + (exact ? "" : cited(m))).toList()),
                how.stream()
                        .map(
                                said ->
                                        new Measure(
                                                said.is().stream()
                                                        .map(of -> of.text(one))
                                                        .collect(Collectors.joining(" or ")),
                                                how.size() == 1 ? null : said.of()))
                        .toList());
    }

    /** Returns the cited diagnostics as a list in a sentence, without parts of metrics. */
    String diagnostics() {
        List<String> wholes = comparison.metrics().stream().map(m -> m.name() + ".").toList();
        return ListText.of(
                comparison.metrics().stream()
                        .filter(metric -> !metric.isRanked() && metric.isDiagnostic())
                        .filter(metric -> wholes.stream().noneMatch(metric.name()::startsWith))
                        .filter(metric -> !cited(metric).isEmpty())
                        .map(metric -> label(metric) + cited(metric))
                        .toList());
    }

    private static String label(ReportedMetric metric) {
        return Escape.latex(metric.label()).replace("log p(x)", "$\\log p(x)$");
    }

    private String cited(ReportedMetric metric) {
        return Bibliography.cite(
                methods.keys(
                        comparison.ended(),
                        method ->
                                method.kind().equals(Bibliography.METRIC)
                                        && method.part().equals(metric.name())));
    }

    private static String draws(EvaluationProtocol protocol) {
        if (protocol.samplesFor().isPresent()) {
            double error = protocol.samplesFor().getAsDouble();
            return "as many draws as an error of " + error + " per example takes";
        }
        String k = NumberText.grouped(protocol.samples()).replace(",", "{,}");
        return (protocol.samples() == 1 ? "one draw" : "$K = " + k + "$ draws") + " per example";
    }
}
