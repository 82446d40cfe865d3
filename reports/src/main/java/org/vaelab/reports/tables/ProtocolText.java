// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.Observed;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.text.NumberText;

/** Evaluation protocols in words. */
@Internal
public final class ProtocolText {

    private ProtocolText() {}

    /** Returns a protocol in a few words: unit, kind, K and number of data. */
    static String of(EvaluationProtocol protocol) {
        String kind =
                switch (protocol.kind()) {
                    case NOT_A_LIKELIHOOD -> "";
                    case UNBIASED_ESTIMATE -> "estimate";
                    default -> protocol.kind().jsonName().replace('-', ' ');
                };
        String samples = kind.isEmpty() ? "" : draws(protocol).orElse("");
        String data =
                protocol.examples().count().isPresent()
                        ? NumberText.grouped(protocol.examples().count().getAsLong()) + " data"
                        : "";
        String leftOut = protocol.leftOut().isEmpty() ? "" : "left out: " + protocol.leftOut();
        return Stream.of(protocol.named(), kind, samples, data, leftOut)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" · "));
    }

    /**
     * Returns in which direction the bounds among values may err; empty if none of them is exact,
     * or all are.
     *
     * @param values of one metric with one protocol each, apart from kind and K
     */
    public static Optional<String> errors(List<MeasuredMetric> values) {
        Map<EstimateKind, List<String>> kinds = new LinkedHashMap<>();
        for (MeasuredMetric value : values) {
            kinds.computeIfAbsent(value.protocol().orElseThrow().kind(), k -> new ArrayList<>())
                    .add(value.model().term());
        }
        List<String> exact = kinds.remove(EstimateKind.EXACT);
        if (exact == null || kinds.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder("Exact: " + String.join(", ", exact) + ".");
        kinds.forEach(
                (kind, models) -> {
                    String bound = kind == EstimateKind.LOWER_BOUND ? "Lower" : "Upper";
                    String better = isPessimistic(kind, values) ? "better" : "worse";
                    String sentence =
                            models.size() == 1
                                    ? " %s bound: %s, which may be %s than shown."
                                    : " %s bounds: %s; these may be %s than shown.";
                    text.append(sentence.formatted(bound, String.join(", ", models), better));
                });
        return Optional.of(text.toString());
    }

    /**
     * Returns which models a figure that shows all of them does not compare, in a sentence after a
     * space; empty if the likelihoods of all are of the same quantity.
     */
    public static String groups(Comparison comparison) {
        Map<Observed, String> models = new LinkedHashMap<>();
        for (ComparedModel model : comparison.models()) {
            comparison.metrics().stream()
                    .filter(ReportedMetric::isMain)
                    .flatMap(metric -> MeasuredMetric.of(model, metric).protocol().stream())
                    .findFirst()
                    .map(EvaluationProtocol::observed)
                    .ifPresent(of -> models.merge(of, model.term(), (a, b) -> a + ", " + b));
        }
        return models.size() < 2
                ? ""
                : " Compare within each group alone, as likelihoods or data differ between them: "
                        + String.join("; ", models.values())
                        + ".";
    }

    private static boolean isPessimistic(EstimateKind kind, List<MeasuredMetric> values) {
        boolean higher = values.get(0).metric().direction() == Direction.HIGHER;
        return kind == (higher ? EstimateKind.LOWER_BOUND : EstimateKind.UPPER_BOUND);
    }

    /**
     * Returns {@code K = 500}, or the standard error that K is chosen for; empty without samples.
     */
    public static Optional<String> draws(EvaluationProtocol protocol) {
        if (protocol.samplesFor().isPresent()) {
            return Optional.of("K for an error of " + protocol.samplesFor().getAsDouble());
        }
        return protocol.samples() == 0
                ? Optional.empty()
                : Optional.of("K = " + NumberText.grouped(protocol.samples()));
    }
}
