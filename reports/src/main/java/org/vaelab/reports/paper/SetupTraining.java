// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/** The sentences on optimiser, steps and the schedule of the KL. */
final class SetupTraining {

    private final boolean one;
    private final CommonConfig config;
    private final String cited;

    SetupTraining(Comparison comparison, CommonConfig config, Bibliography methods) {
        this.cited =
                methods.cite(comparison, method -> method.kind().equals(Bibliography.OPTIMIZER));
        this.one = comparison.models().size() == 1;
        this.config = config;
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        Optional<String> optimizer = config.part("/training/optimizer").map(Words::part);
        String rate = config.at("/training/optimizer/learningRate").map(this::rate).orElse("");
        String length = length();
        if (optimizer.isPresent() || !length.isEmpty()) {
            String trained = (one ? "The model is" : "All models are") + " trained";
            sentences.add(
                    trained
                            + optimizer.map(o -> " by " + o + cited + rate).orElse("")
                            + (length.isEmpty() ? "" : " " + length)
                            + ".");
        }
        constants().ifPresent(sentences::add);
        config.number("/training/warmup").stream()
                .filter(steps -> steps > 0)
                .mapToObj(
                        steps ->
                                "The weight of the KL rises linearly from 0 to 1 over the first "
                                        + NumberText.grouped((long) steps)
                                        + " steps.")
                .forEach(sentences::add);
        config.part("/training/klWeight")
                .filter(type -> !type.equals("constant"))
                .map(type -> "The weight of the KL follows a " + Words.part(type) + " schedule.")
                .ifPresent(sentences::add);
        config.at("/training/earlyStopping")
                .ifPresent(
                        stopping ->
                                sentences.add(
                                        "Training stops early when the validation bound no longer"
                                                + " improves."));
        return sentences;
    }

    private String length() {
        String steps =
                config.number("/training/steps").stream()
                        .mapToObj(n -> "for " + NumberText.grouped((long) n) + " steps")
                        .findFirst()
                        .orElse("");
        String batch =
                config.number("/training/batch").stream()
                        .mapToObj(n -> NumberText.grouped((long) n) + " examples")
                        .findFirst()
                        .orElse("");
        return steps.isEmpty()
                ? batch.isEmpty() ? "" : "on minibatches of " + batch
                : steps + (batch.isEmpty() ? "" : " on minibatches of " + batch);
    }

    private String rate(JsonNode rate) {
        if (rate.isNumber()) {
            return " at a learning rate of " + Words.value(rate);
        }
        if (rate.path("type").asText().equals("constant") && rate.path("value").isNumber()) {
            return " at a learning rate of " + Words.value(rate.get("value"));
        }
        return rate.path("type").isTextual()
                ? " with a "
                        + Words.part(rate.get("type").asText())
                        + " schedule of the learning rate"
                : "";
    }

    /** Returns the other constants of the optimiser, by their names in the config. */
    private Optional<String> constants() {
        List<String> constants = new ArrayList<>();
        config.at("/training/optimizer")
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
                : Optional.of("The optimiser has " + ListText.of(constants) + ".");
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
