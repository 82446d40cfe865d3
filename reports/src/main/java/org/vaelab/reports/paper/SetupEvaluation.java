// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/** The sentences on what was measured: kind, draws and examples of each ranked metric. */
final class SetupEvaluation {

    private final Comparison comparison;
    private final Bibliography methods;

    SetupEvaluation(Comparison comparison, Bibliography methods) {
        this.comparison = comparison;
        this.methods = methods;
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        Map<String, List<String>> groups = new LinkedHashMap<>();
        List<String> diagnostics = new ArrayList<>();
        for (Metric metric : comparison.metrics()) {
            List<EvaluationProtocol> protocols =
                    Measured.largestGroup(Measured.ofAll(comparison, metric)).stream()
                            .flatMap(measured -> measured.protocols().stream())
                            .distinct()
                            .toList();
            if (metric.isRanked() && !protocols.isEmpty()) {
                groups.computeIfAbsent(how(protocols.get(0)), h -> new ArrayList<>())
                        .add(label(metric) + cited(metric));
            } else if (metric.isDiagnostic() && !cited(metric).isEmpty()) {
                diagnostics.add(label(metric) + cited(metric));
            }
        }
        groups.forEach(
                (how, metrics) -> {
                    if (!how.isEmpty()) {
                        sentences.add(
                                "We report "
                                        + ListText.of(metrics)
                                        + " "
                                        + how.replace("@u", metrics.size() == 1 ? "an u" : "u")
                                                .replace("@", metrics.size() == 1 ? "a " : "")
                                                .replace("#", metrics.size() == 1 ? "" : "s")
                                        + ".");
                    }
                });
        if (!diagnostics.isEmpty()) {
            sentences.add("Diagnostics are: " + ListText.of(diagnostics) + ".");
        }
        boolean several =
                comparison.models().stream().anyMatch(model -> model.completed().size() > 1);
        if (several) {
            sentences.add("Values are means over seeds with 95\\,\\% intervals of Student's $t$.");
        }
        return sentences;
    }

    private static String label(Metric metric) {
        return Escape.latex(metric.label()).replace("log p(x)", "$\\log p(x)$");
    }

    private String cited(Metric metric) {
        return methods.cite(
                comparison,
                method ->
                        method.kind().equals(Bibliography.METRIC)
                                && method.part().equals(metric.name()));
    }

    /** Returns how a value was measured; @ is an article and # a plural of several metrics. */
    private static String how(EvaluationProtocol protocol) {
        String kind =
                switch (protocol.kind()) {
                    case LOWER_BOUND -> "as @lower bound#";
                    case UPPER_BOUND -> "as @upper bound#";
                    case EXACT -> "exactly";
                    case UNBIASED_ESTIMATE -> "as @unbiased estimate#";
                    case NOT_A_LIKELIHOOD -> "";
                };
        String draws =
                protocol.samples() == 0 || kind.isEmpty()
                        ? ""
                        : protocol.samplesFor().isPresent()
                                ? "from as many draws as an error of "
                                        + protocol.samplesFor().getAsDouble()
                                        + " per example takes"
                                : protocol.samples() == 1
                                        ? "from one draw per example"
                                        : "from $K = "
                                                + NumberText.grouped(protocol.samples())
                                                        .replace(",", "{,}")
                                                + "$ draws per example";
        String data =
                protocol.data().isPresent()
                        ? "over "
                                + NumberText.grouped(protocol.data().getAsLong())
                                + " "
                                + protocol.part()
                                + " examples"
                        : "";
        return String.join(" ", List.of(kind, draws, data)).strip().replaceAll(" +", " ");
    }
}
