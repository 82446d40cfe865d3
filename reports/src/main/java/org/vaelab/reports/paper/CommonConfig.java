// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.reports.comparison.Comparison;

/** The settings that all models of a comparison share. */
final class CommonConfig {

    private final List<JsonNode> configs;

    CommonConfig(Comparison comparison) {
        this.configs =
                comparison.models().stream()
                        .map(model -> model.runs().get(0).planned().config())
                        .toList();
    }

    /** Returns the value at a JSON pointer, if all models have the same and it is not null. */
    Optional<JsonNode> at(String pointer) {
        List<JsonNode> values =
                configs.stream().map(config -> config.at(pointer)).distinct().toList();
        return values.size() == 1 && !values.get(0).isMissingNode() && !values.get(0).isNull()
                ? Optional.of(values.get(0))
                : Optional.empty();
    }

    /** Returns the name of a part, given by its name alone or as a mapping with a type. */
    Optional<String> part(String pointer) {
        return at(pointer + "/type")
                .or(() -> at(pointer))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText);
    }

    OptionalDouble number(String pointer) {
        return at(pointer)
                .filter(JsonNode::isNumber)
                .map(node -> OptionalDouble.of(node.asDouble()))
                .orElse(OptionalDouble.empty());
    }
}
