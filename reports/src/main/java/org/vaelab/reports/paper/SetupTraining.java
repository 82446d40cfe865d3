// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/** The sentences on optimiser, steps and the schedule of the KL. */
final class SetupTraining {

    /** The choice of a model whose steps follow no gradient. */
    private static final String OPTIMIZER = "optimizer";

    private final List<ComparedModel> models;
    private final Bibliography methods;

    SetupTraining(Comparison comparison, Bibliography methods) {
        this.methods = methods;
        this.models = comparison.models().stream().filter(SetupTraining::isTrained).toList();
    }

    List<String> sentences() {
        List<String> sentences =
                new ArrayList<>(
                        new ModelClauses(models, this::facts)
                                .sentences(
                                        (subject, clauses, cited) ->
                                                subject.text()
                                                        + subject.verb(" is", " are")
                                                        + " trained "
                                                        + String.join(" ", clauses)));
        List<Function<ComparedModel, Optional<String>>> remarks =
                List.of(
                        SetupTraining::constants,
                        SetupTraining::warmup,
                        SetupTraining::schedule,
                        SetupTraining::stopping);
        remarks.forEach(remark -> sentences.addAll(ModelClauses.remarks(models, remark)));
        return sentences;
    }

    /** Returns whether a model has steps; one from elsewhere has none here. */
    static boolean isTrained(ComparedModel model) {
        return ModelConfig.of(model).number("/training/steps").orElse(1) > 0;
    }

    private static boolean hasGradient(ComparedModel model) {
        return model.ended().stream()
                .noneMatch(run -> run.provenance().choices().containsKey(OPTIMIZER));
    }

    private static Optional<String> warmup(ComparedModel model) {
        double steps = ModelConfig.of(model).number("/training/warmup").orElse(0);
        return steps > 0
                ? Optional.of(
                        "the weight of the KL rises linearly from 0 to 1 over the first "
                                + NumberText.grouped((long) steps)
                                + " steps")
                : Optional.empty();
    }

    private static Optional<String> schedule(ComparedModel model) {
        return ModelConfig.of(model)
                .part("/training/klWeight")
                .filter(type -> !type.equals("constant"))
                .map(Words::part)
                .map(type -> "the weight of the KL follows " + Words.article(type) + " schedule");
    }

    private static Optional<String> stopping(ComparedModel model) {
        return ModelConfig.of(model)
                .at("/training/earlyStopping")
                .map(o -> "training stops early when the validation bound no longer improves");
    }

    private ModelClauses.Facts facts(ComparedModel model) {
        ModelConfig config = ModelConfig.of(model);
        Map<String, String> clauses = new LinkedHashMap<>();
        if (hasGradient(model)) {
            config.part("/training/optimizer")
                    .ifPresent(
                            name ->
                                    clauses.put(
                                            OPTIMIZER, "by " + Words.part(name) + cited(model)));
            config.at("/training/optimizer/learningRate")
                    .map(SetupTraining::rate)
                    .filter(rate -> !rate.isEmpty())
                    .ifPresent(rate -> clauses.put("rate", rate));
        } else {
            clauses.put(OPTIMIZER, "by the updates of its objective, without a gradient,");
        }
        config.number("/training/steps")
                .ifPresent(
                        n ->
                                clauses.put(
                                        "steps", "for " + NumberText.grouped((long) n) + " steps"));
        config.number("/training/batch")
                .ifPresent(
                        n ->
                                clauses.put(
                                        "batch",
                                        "on minibatches of "
                                                + NumberText.grouped((long) n)
                                                + " examples"));
        return new ModelClauses.Facts(clauses, Set.of());
    }

    private String cited(ComparedModel model) {
        return Bibliography.cite(
                methods.keys(
                        model.ended(), method -> method.kind().equals(Bibliography.OPTIMIZER)));
    }

    private static String rate(JsonNode rate) {
        if (rate.isNumber()) {
            return "at a learning rate of " + Words.value(rate);
        }
        if (rate.path("type").asText().equals("constant") && rate.path("value").isNumber()) {
            return "at a learning rate of " + Words.value(rate.get("value"));
        }
        return rate.path("type").isTextual()
                ? "with a "
                        + Words.part(rate.get("type").asText())
                        + " schedule of the learning rate"
                : "";
    }

    /** Returns the other constants of the optimiser, by their names in the config. */
    private static Optional<String> constants(ComparedModel model) {
        List<String> constants = new ArrayList<>();
        ModelConfig.of(model)
                .at("/training/optimizer")
                .filter(optimizer -> hasGradient(model))
                .ifPresent(
                        optimizer -> {
                            for (Map.Entry<String, JsonNode> setting : optimizer.properties()) {
                                if (setting.getValue().isNumber()
                                        && !setting.getKey().equals("learningRate")) {
                                    constants.add(
                                            (symbol(setting.getKey())
                                                            + " = "
                                                            + Words.value(setting.getValue()))
                                                    .replace("$ = $", " = "));
                                }
                            }
                        });
        return constants.isEmpty()
                ? Optional.empty()
                : Optional.of("the optimiser has " + ListText.of(constants));
    }

    private static String symbol(String key) {
        return switch (key) {
            case "beta1" -> "$\\beta_1$";
            case "beta2" -> "$\\beta_2$";
            case "epsilon" -> "$\\epsilon$";
            default -> Words.part(key);
        };
    }
}
