// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vaelab.reports.comparison.ComparedModel;

/** The settings of a model. */
record ModelConfig(JsonNode config) {

    static ModelConfig of(ComparedModel model) {
        return new ModelConfig(model.runs().get(0).planned().config());
    }

    /** Returns the value at a JSON pointer, if there is one that is not null. */
    Optional<JsonNode> at(String pointer) {
        return Optional.of(config.at(pointer))
                .filter(node -> !node.isMissingNode() && !node.isNull());
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
