// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.ListText;
import org.vaelab.reports.text.NumberText;

/** The sentences on the networks and the numbers of parameters. */
final class SetupNetworks {

    private SetupNetworks() {}

    static List<String> sentences(Comparison comparison) {
        List<String> sentences =
                new ArrayList<>(
                        new ModelClauses(comparison.models(), SetupNetworks::facts)
                                .sentences(
                                        (subject, clauses, cited) ->
                                                "The networks"
                                                        + (subject.isAll()
                                                                ? ""
                                                                : " of " + subject.inner())
                                                        + " "
                                                        + String.join(" and ", clauses)));
        sentences.addAll(ModelClauses.remarks(comparison.models(), SetupNetworks::channels));
        parameters(comparison).ifPresent(sentences::add);
        return sentences;
    }

    private static ModelClauses.Facts facts(ComparedModel model) {
        ModelConfig config = ModelConfig.of(model);
        Map<String, String> clauses = new LinkedHashMap<>();
        config.part("/network/encoder")
                .ifPresent(type -> clauses.put("type", "are " + Words.part(type)));
        List<String> units = new ArrayList<>();
        config.at("/network/hidden")
                .filter(JsonNode::isArray)
                .map(SetupNetworks::layers)
                .ifPresent(units::add);
        config.part("/network/activation")
                .map(Words::part)
                .filter(activation -> !activation.equals("identity"))
                .ifPresent(activation -> units.add(activation + " activations"));
        if (!units.isEmpty()) {
            clauses.put("units", "have " + String.join(" with ", units));
        }
        return new ModelClauses.Facts(clauses, Set.of());
    }

    private static Optional<String> channels(ComparedModel model) {
        ModelConfig config = ModelConfig.of(model);
        return config.at("/network/channels")
                .map(
                        channels ->
                                "the feature maps have "
                                        + ListText.of(Words.values(channels))
                                        + " channels"
                                        + config.at("/network/kernel")
                                                .filter(JsonNode::isInt)
                                                .map(SetupNetworks::kernel)
                                                .orElse(""));
    }

    private static String kernel(JsonNode size) {
        return ", with kernels of " + size.asInt() + "$\\times$" + size.asInt();
    }

    private static String layers(JsonNode layers) {
        if (layers.isEmpty()) {
            return "no hidden layer";
        }
        String units = ListText.of(Words.values(layers)) + " units";
        return layers.size() == 1
                ? "one hidden layer of " + units
                : Words.number(layers.size()) + " hidden layers of " + units;
    }

    /** Returns the range of the models' numbers of trained parameters, if all are known. */
    private static Optional<String> parameters(Comparison comparison) {
        long[] counts =
                comparison.models().stream()
                        .flatMap(model -> model.completed().stream().limit(1))
                        .map(RunRecord::parameters)
                        .filter(parameters -> !parameters.isEmpty())
                        .mapToLong(of -> of.values().stream().mapToLong(Long::longValue).sum())
                        .toArray();
        if (counts.length < comparison.models().size()) {
            return Optional.empty();
        }
        long least = LongStream.of(counts).min().orElseThrow();
        long most = LongStream.of(counts).max().orElseThrow();
        String subject = counts.length == 1 ? "The model has " : "Each model has ";
        return Optional.of(
                least == most
                        ? subject + NumberText.grouped(most) + " trained parameters."
                        : "The models have between "
                                + NumberText.grouped(least)
                                + " and "
                                + NumberText.grouped(most)
                                + " trained parameters.");
    }
}
