// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/** The sentences on what was measured: kind, draws and examples of each ranked metric. */
record SetupEvaluation(Comparison comparison, Bibliography methods) {

    private static final String EXACTLY = "exactly";

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        Map<Map<String, Paragraph.Subject>, List<Metric>> groups = new LinkedHashMap<>();
        List<String> diagnostics = new ArrayList<>();
        for (Metric metric : comparison.metrics()) {
            if (metric.isRanked()) {
                groups.computeIfAbsent(measured(metric), how -> new ArrayList<>()).add(metric);
            } else if (metric.isDiagnostic() && !cited(metric).isEmpty()) {
                diagnostics.add(label(metric) + cited(metric));
            }
        }
        groups.forEach(
                (how, metrics) -> {
                    if (!how.isEmpty()) {
                        sentences.add(sentence(how, metrics));
                    }
                });
        if (!diagnostics.isEmpty()) {
            sentences.add("Diagnostics are: " + ListText.of(diagnostics) + ".");
        }
        interval().ifPresent(sentences::add);
        return sentences;
    }

    /** Returns how the models with values of a metric were measured, the ones without left out. */
    private Map<String, Paragraph.Subject> measured(Metric metric) {
        List<ComparedModel> valued =
                comparison.models().stream()
                        .filter(model -> !Measured.of(model, metric).protocols().isEmpty())
                        .toList();
        Map<String, Paragraph.Subject> how =
                Paragraph.groups(valued, model -> Optional.of(how(Measured.of(model, metric))));
        return how.keySet().equals(Set.of("")) ? Map.of() : how;
    }

    private static String how(Measured measured) {
        return measured.protocols().stream()
                .map(SetupEvaluation::how)
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    private String sentence(Map<String, Paragraph.Subject> how, List<Metric> metrics) {
        boolean one = metrics.size() == 1;
        List<String> parts = new ArrayList<>();
        how.forEach(
                (text, subject) -> {
                    String said =
                            text.replace("@u", one ? "an u" : "u")
                                    .replace("@", one ? "a " : "")
                                    .replace("#", one ? "" : "s");
                    parts.add(said + (how.size() == 1 ? "" : " for " + subject.inner()));
                });
        boolean exact = how.keySet().stream().allMatch(text -> text.startsWith(EXACTLY));
        List<String> cited = metrics.stream().map(m -> label(m) + (exact ? "" : cited(m))).toList();
        return "We report " + ListText.of(cited) + " " + String.join("; ", parts) + ".";
    }

    /** Returns what the values are means over, and their intervals. */
    private Optional<String> interval() {
        List<Boolean> several =
                comparison.models().stream()
                        .map(model -> model.completed().size())
                        .filter(runs -> runs > 0)
                        .map(runs -> runs > 1)
                        .distinct()
                        .toList();
        return several.contains(true)
                ? Optional.of(
                        "Values "
                                + (several.size() == 1 ? "" : "of models with several seeds ")
                                + "are means over seeds with 95\\,\\% intervals of Student's $t$.")
                : Optional.empty();
    }

    private static String label(Metric metric) {
        return Escape.latex(metric.label()).replace("log p(x)", "$\\log p(x)$");
    }

    private String cited(Metric metric) {
        return Bibliography.cite(
                methods.keys(
                        comparison.ended(),
                        method ->
                                method.kind().equals(Bibliography.METRIC)
                                        && method.part().equals(metric.name())));
    }

    /** Returns how a value was measured; @ is an article and # a plural of several metrics. */
    private static String how(EvaluationProtocol protocol) {
        String kind =
                switch (protocol.kind()) {
                    case LOWER_BOUND -> "as @lower bound#";
                    case UPPER_BOUND -> "as @upper bound#";
                    case EXACT -> EXACTLY;
                    case UNBIASED_ESTIMATE -> "as @unbiased estimate#";
                    case NOT_A_LIKELIHOOD -> "";
                };
        String draws = protocol.samples() == 0 || kind.isEmpty() ? "" : "from " + draws(protocol);
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

    private static String draws(EvaluationProtocol protocol) {
        if (protocol.samplesFor().isPresent()) {
            double error = protocol.samplesFor().getAsDouble();
            return "as many draws as an error of " + error + " per example takes";
        }
        String k = NumberText.grouped(protocol.samples()).replace(",", "{,}");
        return (protocol.samples() == 1 ? "one draw" : "$K = " + k + "$ draws") + " per example";
    }
}
