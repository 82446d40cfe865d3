// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;

/**
 * A product as it is written, before any name in it means something.
 *
 * <pre>
 *   product  = factor { ("x" | "×") factor }
 *   factor   = name "(" [ argument { "," argument } ] ")"
 *   argument = [ name "=" ] value
 *   value    = scalar | "{" [ name ":" value { "," name ":" value } ] "}" | "[" [ value { "," value } ] "]"
 * </pre>
 *
 * <p>A scalar is what it would be in the config: a number, true, false or a text.
 *
 * @param factors in order, at least two
 */
@Internal
public record ProductText(List<Factor> factors) {

    private static final Pattern BETWEEN_FACTORS = Pattern.compile("\\)\\s*[x×]");

    /**
     * One factor.
     *
     * @param name of the distribution
     * @param position of the name in the text, from 1
     * @param arguments in order
     */
    public record Factor(String name, int position, List<Argument> arguments) {

        public Factor {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            return arguments.stream()
                    .map(Argument::toString)
                    .collect(Collectors.joining(", ", name + "(", ")"));
        }
    }

    /**
     * One argument.
     *
     * @param key of the setting; empty for one that is named by its place
     * @param value as in a config
     * @param position in the text, from 1
     */
    public record Argument(Optional<String> key, JsonNode value, int position) {

        @Override
        public String toString() {
            return key.map(k -> k + "=").orElse("") + written(value);
        }

        private static String written(JsonNode value) {
            if (value.isObject()) {
                return value.properties().stream()
                        .map(
                                (Map.Entry<String, JsonNode> e) ->
                                        e.getKey() + ": " + written(e.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            }
            if (value.isArray()) {
                return value.valueStream()
                        .map(Argument::written)
                        .collect(Collectors.joining(", ", "[", "]"));
            }
            return value.asText();
        }
    }

    public ProductText {
        factors = List.copyOf(factors);
    }

    /** Returns whether a text is meant as a product: it has an x between two factors. */
    public static boolean isProduct(String text) {
        return BETWEEN_FACTORS.matcher(text).find();
    }

    /**
     * Reads the notation.
     *
     * @throws IllegalArgumentException if it is not of this form; the message names the position,
     *     from 1, and lines after the first are hints
     */
    public static ProductText parse(String text) {
        return new ProductParser(text).product();
    }

    /** Returns the product in the notation, from which {@link #parse} makes the same one. */
    @Override
    public String toString() {
        return factors.stream().map(Factor::toString).collect(Collectors.joining(" x "));
    }
}
